package io.havip.sim;

import io.havip.announce.SeenClaim;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.VirtualAddress;
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
 * A host with a kernel, and a daemon that gets a cycle whenever something has come for it or its time has. That may be frozen, it
 * may die, and its host may die under it.
 */
final class Node {
    private static final long CAPTURE_LATENESS_NANOS_MAX = 20_000_000L;

    private final int index;
    private final boolean plain;
    private final InetAddress address;
    private final DriftingClock clock;
    private final World world;
    private final VirtualKernel kernel;
    private final Machine machine;
    private final Workforce workforce;
    private final Health health;
    private final long latenessNanosMax;

    private List<InstanceSettings> settings;
    private @Nullable Daemon daemon;

    private boolean frozen;
    /** Whether what runs on it waits for the kernel. */
    private boolean waits;

    private long wakeAtNanos = VirtualRouter.NEVER;

    /**
     * @param plain whether a router of another make runs on it
     * @param latenessNanosMax how late what runs on it may be when it isn't frozen
     */
    Node(
            int index,
            boolean plain,
            DriftingClock clock,
            World world,
            long latenessNanosMax,
            List<InstanceSettings> settings) {
        this.index = index;
        this.plain = plain;
        this.address = Cast.addressOf(index, settings.getFirst().router().family());
        this.clock = clock;
        this.world = world;
        this.latenessNanosMax = latenessNanosMax;
        this.settings = settings;
        this.kernel = new VirtualKernel(world.timeline(), world.dice(), clock, address, this::leaseEnded);
        this.workforce = new Workforce(this, world);
        this.health = new Health(this, world.story(), () -> ifRunning(Daemon::healthChanged));
        this.machine = new Machine(this, kernel, world.dice(), world.story());
    }

    int index() {
        return index;
    }

    /** Whether it is of another make, of which less is promised. */
    boolean plain() {
        return plain;
    }

    /** Those in force. */
    VirtualRouterSettings settings() {
        return daemon == null ? configured().router() : daemon.settings();
    }

    /** What its first virtual router is to be, whether or not that is in force. */
    InstanceSettings configured() {
        return settings.getFirst();
    }

    List<InstanceSettings> allConfigured() {
        return settings;
    }

    State state() {
        return daemon == null ? State.INITIALIZE : daemon.state();
    }

    /** The agent that runs on it, where that is one of ours. */
    Optional<Agent> agent() {
        return Optional.ofNullable(ours());
    }

    private @Nullable Agent ours() {
        return daemon instanceof Agent agent ? agent : null;
    }

    int priority() {
        return daemon == null ? 0 : daemon.priority();
    }

    InetAddress address() {
        return address;
    }

    boolean running() {
        return daemon != null;
    }

    boolean awake() {
        return daemon != null && !frozen && !waits;
    }

    Health health() {
        return health;
    }

    /** What its agent has beside the loop. */
    Workforce workforce() {
        return workforce;
    }

    /** What it runs on. */
    Machine machine() {
        return machine;
    }

    VirtualAddress vip() {
        return configured().moving().addresses().getFirst();
    }

    /** Whether it takes part in the election. */
    boolean eligible() {
        return awake() && well();
    }

    /** Whether nothing that it tracks keeps it out. */
    boolean well() {
        return health.good() && !machine.unplugged();
    }

    /** Whether what it may have bound is nobody's any more: no lease ends that of a plain router that is killed or frozen. */
    boolean leftBehind() {
        return plain && !awake();
    }

    /** Whether it serves though it is faulty. */
    boolean lastResort() {
        var agent = ours();
        return agent != null && agent.lastResort();
    }

    /** Whether it lets others serve though it might replace them, because it has lost the role too often. */
    boolean heldBack() {
        var agent = ours();
        return agent != null && agent.heldBack();
    }

    boolean damped() {
        return configured().tracking().damped();
    }

    /** Whether it would, now that it is faulty. */
    boolean mayBeLastResort() {
        return awake()
                && !health.good()
                && !machine.unplugged()
                && !configured().tracking().lastResort().borne().isEmpty();
    }

    long nowLocalNanos() {
        return clock.localNanos(world.timeline().nowNanos());
    }

    /** What time it is for the agent in its cycle, in which it may have waited for the kernel. */
    long localNanos() {
        return clock.localNanos(world.timeline().nowNanos() + kernel.waitedNanos());
    }

    void start() {
        if (daemon == null) {
            world.story().tell(() -> this + " starts " + settings());
            world.promises().started(this);
            daemon = plain ? new PlainRouter(this, world) : new Agent(this, world);
            daemon.begin();
        }
    }

    void stop() {
        ifRunning(running -> {
            world.story().tell(() -> this + " is told to stop");
            running.stop();
        });
    }

    /** No release, but its addresses are gone with it. */
    void crashHost() {
        world.story().tell(() -> this + " loses its power");
        kernel.loseLeases();
        endDaemon();
    }

    /** No release, and its addresses stay until the lease ends. */
    void crashAgent() {
        world.story().tell(() -> this + " loses its agent");
        endDaemon();
    }

    void freeze() {
        if (daemon != null) {
            world.story().tell(() -> this + " freezes");
            frozen = true;
        }
    }

    /** Its host does nothing any more, as a virtual machine that is moved to another one. */
    void pauseHost() {
        if (daemon != null) {
            world.story().tell(() -> this + " has its host paused");
            frozen = true;
            kernel.pause();
        }
    }

    void thaw() {
        if (frozen) {
            world.story().tell(() -> this + " thaws");
            kernel.resume();
            frozen = false;
            world.promises().thawed(this);
            run();
            workforce.thawed();
        }
    }

    /** Whether none of its threads runs. */
    boolean frozen() {
        return frozen;
    }

    /** Its interface has no carrier. */
    void unplug() {
        world.story().tell(() -> this + " is unplugged");
        machine.unplug();
        world.network().isolate(this, true);
    }

    void plugIn() {
        if (machine.unplugged()) {
            world.story().tell(() -> this + " is plugged in");
            machine.plugIn();
            world.network().isolate(this, false);
        }
    }

    /** Takes effect at the next start. */
    void reconfigure(List<InstanceSettings> changed) {
        settings = changed;
    }

    /** Takes effect while it runs. */
    void reload(List<InstanceSettings> changed) {
        ifRunning(running -> {
            world.story()
                    .tell(() -> this + " is to go on with " + changed.getFirst().router());
            settings = changed;
            running.reload(changed);
        });
    }

    private void ifRunning(Consumer<Daemon> what) {
        var running = daemon;
        if (running != null) {
            what.accept(running);
        }
    }

    void receive(Sent sent) {
        kernel.receive(sent);
    }

    /** Something has come for the agent. */
    void wakeSoon() {
        wakeAt(world.timeline().nowNanos() + world.dice().between(0, latenessNanosMax));
    }

    private void wakeAt(long nanos) {
        if (nanos < wakeAtNanos) {
            wakeAtNanos = nanos;
            world.timeline().quietly(nanos, () -> {
                boolean due = nanos == wakeAtNanos;
                if (due) {
                    run();
                }
                return due;
            });
        }
    }

    private void run() {
        wakeAtNanos = VirtualRouter.NEVER;
        var running = daemon;
        if (running == null || frozen || waits) {
            return;
        }
        if (!running.cycle()) {
            endDaemon();
        } else if (kernel.waitedNanos() > 0) {
            waitForKernel(running);
        } else if (running.deadlineNanos() != VirtualRouter.NEVER) {
            waitUntil(clock.trueNanos(running.deadlineNanos()));
        }
    }

    private void waitForKernel(Daemon running) {
        waits = true;
        world.timeline().after(kernel.waitedNanos(), () -> {
            if (daemon == running) {
                waits = false;
                kernel.waited();
                world.promises().thawed(this);
                run();
            }
        });
    }

    /** A wait for what has passed ends at once; only one that has slept wakes late. */
    private void waitUntil(long nanos) {
        long nowNanos = world.timeline().nowNanos();
        wakeAt(nanos <= nowNanos ? nowNanos : nanos + world.dice().between(0, latenessNanosMax));
    }

    /** Whether it wants advertisements signed, and takes for a replay what is no younger than the one before. */
    boolean signs() {
        return configured().exchange().authentication() instanceof Hmac;
    }

    /** Somebody's announcement has come by; the agent hears of it a little later. */
    void captures(AddressClaim claim) {
        long capturedNanos = world.timeline().nowNanos();
        var seen = new SeenClaim(claim, VirtualHost.INTERFACE, nowLocalNanos());
        world.timeline()
                .after(
                        world.dice().between(0, CAPTURE_LATENESS_NANOS_MAX),
                        () -> ifRunning(running -> running.captures(seen, capturedNanos)));
    }

    private void endDaemon() {
        ifRunning(Daemon::end);
        daemon = null;
        frozen = false;
        waits = false;
        kernel.resume();
        kernel.waited();
    }

    private void leaseEnded(InetAddress ended) {
        world.story().tell(() -> this + " loses " + ended.getHostAddress() + ": the lease has ended");
        world.promises().leaseEnded(this, kernel.neglects(ended));
    }

    @Override
    public String toString() {
        return (plain ? "plain node " : "node ") + index;
    }
}
