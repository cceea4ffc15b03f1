package io.havip.sim;

import io.havip.vrrp.Action;
import io.havip.vrrp.Advertisement;
import io.havip.vrrp.Event;
import io.havip.vrrp.Event.DeadlineReached;
import io.havip.vrrp.Event.FaultCleared;
import io.havip.vrrp.Event.FaultRaised;
import io.havip.vrrp.Event.PriorityChanged;
import io.havip.vrrp.Event.Reconfigured;
import io.havip.vrrp.Event.Started;
import io.havip.vrrp.Event.Stopped;
import io.havip.vrrp.Family;
import io.havip.vrrp.State;
import io.havip.vrrp.VirtualRouter;
import io.havip.vrrp.VirtualRouterSettings;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A host with a kernel and an agent: the agent's loop reads everything that the kernel has received, then its mail, and
 * then looks at its deadline. It may be frozen, it may die, and its host may die under it.
 */
final class Node {
    private final int index;
    private final InetAddress address;
    private final Clock clock;
    private final Timeline timeline;
    private final Dice dice;
    private final Network network;
    private final Promises promises;
    private final Story story;
    private final VirtualKernel kernel;
    private final long latenessNanosMax;
    private final Queue<Event> mail = new ArrayDeque<>();

    private VirtualRouterSettings settings;
    private @Nullable VirtualRouter router;
    private boolean frozen;
    private boolean faulty;
    private long wakeAtNanos = VirtualRouter.NEVER;

    /** @param latenessNanosMax how late the agent's loop may run when it isn't frozen */
    Node(
            int index,
            Clock clock,
            Timeline timeline,
            Dice dice,
            Network network,
            Promises promises,
            Story story,
            long latenessNanosMax,
            VirtualRouterSettings settings) {
        this.index = index;
        this.address = addressOf(index, settings.family());
        this.clock = clock;
        this.timeline = timeline;
        this.dice = dice;
        this.network = network;
        this.promises = promises;
        this.story = story;
        this.latenessNanosMax = latenessNanosMax;
        this.settings = settings;
        this.kernel = new VirtualKernel(timeline, dice, clock, this::leaseEnded);
    }

    /** On both sides of where a signed comparison of bytes would go wrong. */
    private static InetAddress addressOf(int index, Family family) {
        return InetAddress.ofLiteral(
                switch (family) {
                    case IPV4 -> "10.0.0." + (126 + index);
                    case IPV6 -> "fe80::" + Integer.toHexString(0x7ffe + index);
                });
    }

    int index() {
        return index;
    }

    VirtualRouterSettings settings() {
        return settings;
    }

    State state() {
        return router == null ? State.INITIALIZE : router.state();
    }

    int priority() {
        return router == null ? 0 : router.priority();
    }

    InetAddress address() {
        return address;
    }

    long deadlineLocalNanos() {
        return router == null ? VirtualRouter.NEVER : router.deadlineNanos();
    }

    boolean running() {
        return router != null;
    }

    boolean awake() {
        return router != null && !frozen;
    }

    /** Whether it takes part in the election. */
    boolean eligible() {
        return awake() && !faulty;
    }

    /** Whether the addresses are bound in the kernel, whatever the agent does or thinks. */
    boolean bound() {
        return kernel.bound();
    }

    long localNanos() {
        return clock.localNanos(timeline.nowNanos());
    }

    /** Addresses of a former run are removed first. */
    void start() {
        if (router == null) {
            story.tell(() -> this + " starts " + settings);
            kernel.unbind();
            kernel.openSocket();
            router = new VirtualRouter(settings);
            promises.started(this);
            if (faulty) {
                mail.add(new FaultRaised(localNanos()));
            }
            tell(new Started(address));
        }
    }

    void stop() {
        if (router != null) {
            story.tell(() -> this + " is told to stop");
            tell(new Stopped());
        }
    }

    /** No release, but its addresses are gone with it. */
    void crashHost() {
        story.tell(() -> this + " loses its power");
        kernel.unbind();
        endAgent();
    }

    /** No release, and its addresses stay until the lease ends. */
    void crashAgent() {
        story.tell(() -> this + " loses its agent");
        endAgent();
    }

    void freeze() {
        if (router != null) {
            story.tell(() -> this + " freezes");
            frozen = true;
        }
    }

    void thaw() {
        if (frozen) {
            story.tell(() -> this + " thaws");
            frozen = false;
            promises.thawed(this);
            run();
        }
    }

    void raiseFault() {
        if (!faulty) {
            story.tell(() -> this + " becomes faulty");
            faulty = true;
            tell(new FaultRaised(localNanos()));
        }
    }

    void clearFault() {
        if (faulty) {
            story.tell(() -> this + " is no longer faulty");
            faulty = false;
            tell(new FaultCleared());
        }
    }

    void changePriority(int priority) {
        story.tell(() -> this + " gets priority " + priority);
        tell(new PriorityChanged(priority));
    }

    /** Takes effect at the next start. */
    void reconfigure(VirtualRouterSettings changed) {
        settings = changed;
    }

    /** As if another router of its sync group had given up the role. */
    void yieldWithGroup() {
        tell(new Event.GroupYielded(localNanos()));
    }

    /** Takes effect while it runs. */
    void reload(VirtualRouterSettings changed) {
        story.tell(() -> this + " is to go on with " + changed);
        tell(new Reconfigured(changed, changed.priority()));
    }

    void receive(Advertisement advertisement, Node from) {
        kernel.receive(advertisement, from.address);
        wakeIn(dice.between(0, latenessNanosMax));
    }

    private void tell(Event event) {
        if (router != null) {
            mail.add(event);
            wakeIn(dice.between(0, latenessNanosMax));
        }
    }

    private void wakeIn(long nanos) {
        wakeAt(timeline.nowNanos() + nanos);
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
        if (!awake()) {
            return;
        }
        for (var heard = kernel.read(); heard != null; heard = kernel.read()) {
            handle(heard);
        }
        for (var event = mail.poll(); event != null; event = mail.poll()) {
            handle(event);
            if (event instanceof Stopped) {
                endAgent();
                return;
            }
        }
        if (router.deadlineNanos() <= localNanos()) {
            handle(new DeadlineReached());
        }
        if (router.deadlineNanos() != VirtualRouter.NEVER) {
            wakeAt(clock.trueNanos(router.deadlineNanos()) + dice.between(0, latenessNanosMax));
        }
    }

    private void handle(Event event) {
        var before = router.state();
        var actions = router.handle(event, localNanos());
        story.tellOf(this, event, actions);
        promises.handled(this, before, event, actions);
        if (event instanceof Reconfigured changed) {
            settings = changed.settings();
        }
        for (var action : actions) {
            switch (action) {
                case Action.SendAdvertisement(var advertisement) -> network.send(this, advertisement);
                case Action.TakeAddresses(), Action.RefreshAddresses() -> kernel.bind(router.leaseSeconds());
                case Action.ReleaseAddresses() -> kernel.unbind();
                case Action.Transition _, Action.Announce _, Action.AnnounceAgain _ -> {}
            }
        }
    }

    private void endAgent() {
        router = null;
        frozen = false;
        mail.clear();
        kernel.closeSocket();
    }

    private void leaseEnded() {
        story.tell(() -> this + " loses its addresses: the lease has ended");
        promises.leaseEnded(this);
    }

    @Override
    public String toString() {
        return "node " + index;
    }
}
