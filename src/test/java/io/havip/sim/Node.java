package io.havip.sim;

import io.havip.announce.SeenClaim;
import io.havip.gateway.instance.VrrpInstance;
import io.havip.gateway.loop.Mail;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.linux.ErrnoException;
import io.havip.observe.TransitionReport;
import io.havip.sim.Sent.Arrived;
import io.havip.vrrp.Authentication.Hmac;
import io.havip.vrrp.State;
import io.havip.vrrp.VirtualRouter;
import io.havip.vrrp.VirtualRouterSettings;
import io.havip.wire.AddressClaim;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A host with a kernel and an agent: the agent is the production loop, one cycle of it whenever something has come or its time
 * has. It may be frozen, it may die, and its host may die under it.
 */
final class Node {
    private static final long CAPTURE_LATENESS_NANOS_MAX = 20_000_000L;

    private final int index;
    private final InetAddress address;
    private final DriftingClock clock;
    private final Timeline timeline;
    private final Dice dice;
    private final Network network;
    private final Promises promises;
    private final Story story;
    private final VirtualKernel kernel;
    private final Machine machine;
    private final Health health;
    private final long latenessNanosMax;

    private List<InstanceSettings> settings;
    private @Nullable Agent agent;
    /** The virtual router that promises are about; none before the first reconfiguration. */
    private @Nullable VrrpInstance instance;

    private boolean frozen;
    /** Whether its agent waits for the kernel. */
    private boolean waits;

    private long claimCapturedNanos;
    private long wakeAtNanos = VirtualRouter.NEVER;

    /** @param latenessNanosMax how late the agent's loop may run when it isn't frozen */
    Node(
            int index,
            DriftingClock clock,
            Timeline timeline,
            Dice dice,
            Network network,
            Promises promises,
            Story story,
            long latenessNanosMax,
            List<InstanceSettings> settings) {
        this.index = index;
        this.address = Cast.addressOf(index, settings.getFirst().router().family());
        this.clock = clock;
        this.timeline = timeline;
        this.dice = dice;
        this.network = network;
        this.promises = promises;
        this.story = story;
        this.latenessNanosMax = latenessNanosMax;
        this.settings = settings;
        this.kernel = new VirtualKernel(timeline, dice, clock, address, this::leaseEnded);
        this.health = new Health(this, story, () -> ifRunning(this::tellHealth));
        this.machine = new Machine(this, kernel, dice, story);
    }

    int index() {
        return index;
    }

    /** Those in force. */
    VirtualRouterSettings settings() {
        return (instance == null ? settings.getFirst() : instance.settings()).router();
    }

    State state() {
        return instance == null ? State.INITIALIZE : instance.status().role().state();
    }

    Optional<Agent> agent() {
        return Optional.ofNullable(agent);
    }

    int priority() {
        return instance == null ? 0 : instance.status().role().priority();
    }

    InetAddress address() {
        return address;
    }

    boolean running() {
        return agent != null;
    }

    boolean awake() {
        return agent != null && !frozen && !waits;
    }

    Health health() {
        return health;
    }

    /** What it runs on. */
    Machine machine() {
        return machine;
    }

    VirtualAddress vip() {
        return settings.getFirst().moving().addresses().getFirst();
    }

    /** Whether it takes part in the election. */
    boolean eligible() {
        return awake() && well();
    }

    /** Whether nothing that it tracks keeps it out. */
    boolean well() {
        return health.good() && !machine.unplugged();
    }

    /** Whether it serves though it is faulty. */
    boolean lastResort() {
        return instance != null && instance.status().role().lastResort();
    }

    /** Whether it lets others serve though it might replace them, because it has lost the role too often. */
    boolean heldBack() {
        return instance != null && instance.status().heldBack().isPresent();
    }

    /** Whether it would, now that it is faulty. */
    boolean mayBeLastResort() {
        return awake()
                && !health.good()
                && !machine.unplugged()
                && !settings.getFirst().tracking().lastResort().borne().isEmpty();
    }

    private long nowLocalNanos() {
        return clock.localNanos(timeline.nowNanos());
    }

    /** What time it is for the agent in its cycle, in which it may have waited for the kernel. */
    long localNanos() {
        return clock.localNanos(timeline.nowNanos() + kernel.waitedNanos());
    }

    void start() {
        if (agent == null) {
            story.tell(() -> this + " starts " + settings());
            promises.started(this);
            var started = Agent.on(new VirtualHost(this, timeline, clock, kernel, network));
            agent = started;
            health.forget();
            started.loop().begin();
            tellHealth(started);
            started.reload(settings);
        }
    }

    private void tellHealth(Agent told) {
        health.tell(nowLocalNanos(), verdict -> told.mailbox().put(new Mail.VerdictReached(verdict)));
    }

    void stop() {
        ifRunning(running -> {
            story.tell(() -> this + " is told to stop");
            running.mailbox().stop();
        });
    }

    /** No release, but its addresses are gone with it. */
    void crashHost() {
        story.tell(() -> this + " loses its power");
        kernel.loseLeases();
        endAgent();
    }

    /** No release, and its addresses stay until the lease ends. */
    void crashAgent() {
        story.tell(() -> this + " loses its agent");
        endAgent();
    }

    void freeze() {
        if (agent != null) {
            story.tell(() -> this + " freezes");
            frozen = true;
        }
    }

    /** Its host does nothing any more, as a virtual machine that is moved to another one. */
    void pauseHost() {
        if (agent != null) {
            story.tell(() -> this + " has its host paused");
            frozen = true;
            kernel.pause();
        }
    }

    void thaw() {
        if (frozen) {
            story.tell(() -> this + " thaws");
            kernel.resume();
            frozen = false;
            promises.thawed(this);
            run();
        }
    }

    /** Its interface has no carrier. */
    void unplug() {
        story.tell(() -> this + " is unplugged");
        machine.unplug();
        network.isolate(this, true);
    }

    void plugIn() {
        if (machine.unplugged()) {
            story.tell(() -> this + " is plugged in");
            machine.plugIn();
            network.isolate(this, false);
        }
    }

    /** Takes effect at the next start. */
    void reconfigure(List<InstanceSettings> changed) {
        settings = changed;
    }

    /** Takes effect while it runs. */
    void reload(List<InstanceSettings> changed) {
        ifRunning(running -> {
            story.tell(() -> this + " is to go on with " + changed.getFirst().router());
            settings = changed;
            running.reload(changed);
        });
    }

    private void ifRunning(Consumer<Agent> what) {
        var running = agent;
        if (running != null) {
            what.accept(running);
        }
    }

    void receive(Sent sent) {
        kernel.receive(sent);
    }

    /** Something has come for the agent. */
    void wakeSoon() {
        wakeAt(timeline.nowNanos() + dice.between(0, latenessNanosMax));
    }

    private void wakeAt(long nanos) {
        if (nanos < wakeAtNanos) {
            wakeAtNanos = nanos;
            timeline.at(nanos, () -> {
                if (nanos == wakeAtNanos) {
                    run();
                }
            });
        }
    }

    private void run() {
        wakeAtNanos = VirtualRouter.NEVER;
        var running = agent;
        if (running == null || frozen || waits) {
            return;
        }
        var before = settings();
        boolean goesOn = running.loop().cycle();
        machine.looked();
        if (running.mailbox().isEmpty()) {
            claimCapturedNanos = 0;
        }
        var all = running.loop().instances();
        instance = all.isEmpty() ? null : all.getFirst();
        if (settings() != before) {
            promises.reconfigured(this);
        }
        promises.cycled(this);
        if (!goesOn) {
            promises.ended(this);
            endAgent();
        } else if (kernel.waitedNanos() > 0) {
            waitForKernel(running);
        } else if (running.host().deadlineNanos() != VirtualRouter.NEVER) {
            waitUntil(clock.trueNanos(running.host().deadlineNanos()));
        }
    }

    private void waitForKernel(Agent running) {
        waits = true;
        timeline.after(kernel.waitedNanos(), () -> {
            if (agent == running) {
                waits = false;
                kernel.waited();
                promises.thawed(this);
                run();
            }
        });
    }

    /** A wait for what has passed ends at once; only one that has slept wakes late. */
    private void waitUntil(long nanos) {
        long nowNanos = timeline.nowNanos();
        wakeAt(nanos <= nowNanos ? nowNanos : nanos + dice.between(0, latenessNanosMax));
    }

    /** Whether it wants advertisements signed, and takes for a replay what is no younger than the one before. */
    boolean signs() {
        return settings.getFirst().exchange().authentication() instanceof Hmac;
    }

    /** The agent has read this from its socket. */
    void hears(Arrived arrived) {
        ifRunning(running -> {
            var sent = arrived.sent();
            story.tell(() -> this + " hears " + sent + " of " + sent.source().getHostAddress());
            if (running.hearing().counts(sent, address, signs())) {
                promises.heard(this, sent.says(), sent.source(), arrived.atNanos());
            }
        });
    }

    /** @throws ErrnoException if the host refuses it */
    void sends(Sent sent) {
        var says = sent.says();
        if (says != null) {
            try {
                machine.checkSend();
                story.tell(() -> this + " advertises " + sent);
                promises.sent(this, says);
            } catch (ErrnoException e) {
                story.tell(() -> this + " can't advertise " + sent);
                promises.refused(this, says);
                throw e;
            }
        }
    }

    void announces(String instance) {
        if (awake() && instance.equals(settings.getFirst().name())) {
            promises.announced(this);
            network.announce(this, new AddressClaim(settings().addresses().getFirst(), kernel.hardwareAddress()));
        }
    }

    void moves(TransitionReport report) {
        story.tell(() -> this + " " + report.instance() + ": " + report.from() + " -> " + report.to() + ", "
                + report.explanation());
        promises.moved(
                this, report, report.instance().equals(settings.getFirst().name()));
    }

    /** Somebody's announcement has come by; the agent hears of it a little later. */
    void captures(AddressClaim claim) {
        long capturedNanos = timeline.nowNanos();
        var seen = new SeenClaim(claim, VirtualHost.INTERFACE, nowLocalNanos());
        timeline.after(
                dice.between(0, CAPTURE_LATENESS_NANOS_MAX),
                () -> ifRunning(running -> {
                    claimCapturedNanos = Math.max(claimCapturedNanos, capturedNanos);
                    running.mailbox().put(new Mail.ClaimSeen(seen));
                }));
    }

    void warns(String message) {
        story.tell(() -> this + " warns: " + message);
        if (message.contains(" claims ")
                && message.startsWith(settings.getFirst().name())) {
            promises.contested(this, claimCapturedNanos);
        }
    }

    private void endAgent() {
        ifRunning(running -> running.host().end());
        agent = null;
        instance = null;
        frozen = false;
        waits = false;
        kernel.resume();
        kernel.waited();
    }

    private void leaseEnded(InetAddress ended) {
        story.tell(() -> this + " loses " + ended.getHostAddress() + ": the lease has ended");
        promises.leaseEnded(this, kernel.neglects(ended));
    }

    @Override
    public String toString() {
        return "node " + index;
    }
}
