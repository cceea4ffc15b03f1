package io.havip.gateway.loop;

import io.havip.gateway.host.Deadlines;
import io.havip.gateway.host.Host;
import io.havip.gateway.host.InterfaceTable;
import io.havip.gateway.instance.Commons;
import io.havip.gateway.instance.InterfaceSocket;
import io.havip.gateway.instance.VrrpInstance;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.health.Verdict;
import io.havip.linux.AddressIdentity;
import io.havip.linux.ErrnoException;
import io.havip.linux.Link;
import io.havip.linux.Membership;
import io.havip.linux.NetlinkEvent;
import io.havip.linux.NetlinkEvent.AddressAdded;
import io.havip.linux.NetlinkEvent.AddressRemoved;
import io.havip.observe.InstanceStatus;
import io.havip.observe.Meters;
import java.net.Inet4Address;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The thread that keeps VRRP time. Its duty cycle: give up the roles if it is told to; take in every packet that the host has
 * received; then what the kernel tells, and mail; only then fire the deadlines that had come when it woke up; then wait for
 * more. In this order an Active whose advertisements were received, but not yet read, is late and not dead.
 *
 * <p>It never blocks, never logs and never does HTTP. Everything that it needs of the world is behind its {@link Host}.
 */
public final class ProtocolLoop {
    private static final long COMPARISON_NANOS = 3_000_000_000L;
    /** Soon after a change of interfaces, and not at each of many. */
    private static final long CHANGE_NANOS = 100_000_000L;

    /** How long successors are waited for at most, whatever the intervals: service managers kill who ends too slowly. */
    private static final long STOP_NANOS_MAX = 5_000_000_000L;

    /** Each piece of mail may wait for the kernel: the packets that come meanwhile are not kept waiting by the next one too. */
    private static final long MAIL_NANOS_MAX = 5_000_000L;

    private final Host host;
    private final Mailbox mailbox;
    private final Runnable comparison;
    private final StallTracker stalls;
    private final Deadlines deadlines = new Deadlines();
    private final InterfaceTable interfaces = new InterfaceTable();
    private final Deadlines.Timer settling = deadlines.timer(this::settle);
    private final Map<String, Verdict> verdicts = new TreeMap<>();

    private final Deadlines.Timer comparing = deadlines.timer(this::compare);
    private long compareAtNanos;

    private final Chores chores = new Chores(deadlines);

    /** Gone through in each cycle. */
    private InterfaceSocket[] sockets = {};

    private volatile List<VrrpInstance> instances = List.of();
    private volatile Moment moment = new Moment(new LinkedHashMap<>(), List.of());
    private boolean changed;
    private boolean interfacesChanged;
    private boolean linksChanged;
    private boolean overrun;
    private final Queue<AddressIdentity> removed = new ArrayDeque<>();
    private final Consumer<NetlinkEvent> kernel = this::takeIn;
    private final Deadlines.Timer ending = deadlines.timer(this::end);
    private boolean stopping;
    private boolean running = true;

    /**
     * @param mailbox wakes the host
     * @param comparison compares more of what should be with what the kernel has: when links have changed, and every few seconds;
     *     called by the loop's thread, must not block
     */
    public ProtocolLoop(Host host, Mailbox mailbox, Meters meters, Runnable comparison) {
        this.host = host;
        this.comparison = comparison;
        this.mailbox = mailbox;
        this.stalls = new StallTracker(meters.loop(), host.reporter());
    }

    /** What makes this loop's virtual routers, on another thread. */
    public VirtualRouters virtualRouters(Meters meters) {
        var commons = new Commons(deadlines, interfaces, verdicts, stalls::latenessNanos, () -> changed = true);
        return new VirtualRouters(host, commons, meters);
    }

    /** All there are. Callable from any thread. */
    public List<VrrpInstance> instances() {
        return instances;
    }

    /**
     * All virtual routers between two cycles: within one, some know already what others don't.
     *
     * @param statuses in the order of the configuration
     * @param verdicts the last one of each tracker, as the virtual routers know it, by the trackers' names
     */
    public record Moment(SequencedMap<VrrpInstance, InstanceStatus> statuses, List<Verdict> verdicts) {}

    /** How it was after the last cycle that is over. Callable from any thread; nobody waits for anybody. */
    public Moment moment() {
        return moment;
    }

    /** The last verdict of each tracker, as the virtual routers know it, within a cycle too. For the loop's thread. */
    public List<Verdict> verdicts() {
        return List.copyOf(verdicts.values());
    }

    public StallTracker stalls() {
        return stalls;
    }

    /** Runs until it is told to stop by mail, and has; then every role has been released and every socket closed. */
    public void run() {
        try {
            begin();
            while (running) {
                cycle();
            }
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
    }

    /** Reads the host's interfaces, before the first cycle. */
    public void begin() {
        try {
            interfaces.reload(host.network());
            settling.set(interfaces.deadlineNanos());
            compareAt(host.nanos() + COMPARISON_NANOS);
        } catch (ErrnoException busy) {
            compareAt(host.nanos() + CHANGE_NANOS);
        }
    }

    /**
     * One duty cycle, which ends with the wait for the next.
     *
     * @return whether there is a next one
     */
    public boolean cycle() {
        long wokeNanos = host.nanos();
        stalls.wokeAt(wokeNanos);
        while (mailbox.takeStop()) {
            stop();
        }
        if (deadlines.nextNanos() <= wokeNanos) {
            host.look();
        }
        for (var socket : sockets) {
            socket.receive();
        }
        readNotifications();
        if (!mailbox.isEmpty()) {
            readMail(wokeNanos);
        }
        deadlines.reach(wokeNanos, host);
        chores.work(host.nanos());
        if (stopping && instances.stream().noneMatch(VrrpInstance::keepsAddresses)) {
            end(host.nanos());
        }
        publish();
        stalls.cycled(host.nanos() - wokeNanos);
        if (running) {
            long nextNanos = chores.due() || !mailbox.isEmpty() ? host.nanos() : deadlines.nextNanos();
            stalls.waitsUntil(nextNanos);
            host.await(nextNanos, deadlines.nextIsPunctual());
        }
        return running;
    }

    /** Most cycles change nothing. Where many begin, one after the other, it is told when all have. */
    private void publish() {
        if (changed && !chores.due()) {
            changed = false;
            var statuses = new LinkedHashMap<VrrpInstance, InstanceStatus>();
            instances.forEach(instance -> statuses.put(instance, instance.status()));
            moment = new Moment(statuses, verdicts());
        }
    }

    private void settle(long nowNanos) {
        if (interfaces.settle(nowNanos)) {
            reconsiderAll();
        }
        settling.set(interfaces.deadlineNanos());
    }

    private void readNotifications() {
        interfacesChanged = false;
        linksChanged = false;
        overrun = false;
        host.notifications(kernel);
        if (overrun) {
            compare(host.nanos());
        }
        if (interfacesChanged) {
            settling.set(interfaces.deadlineNanos());
            followSockets();
            reconsiderAll();
        }
        // With the interfaces as they are by now: one may have come in place of another.
        for (var address = removed.poll(); address != null; address = removed.poll()) {
            for (var instance : instances) {
                instance.addressRemoved(address, host.nanos());
            }
        }
        if (linksChanged) {
            comparison.run();
            compareAt(Math.min(compareAtNanos, host.nanos() + CHANGE_NANOS));
        }
    }

    private void compareAt(long nanos) {
        compareAtNanos = nanos;
        comparing.set(nanos);
    }

    /**
     * Compares what should be with what the kernel has, whatever it has told of that, or has not: an interface may have lost its
     * groups without a word, and notifications are lost when there are too many of them.
     */
    private void compare(long nowNanos) {
        compareAt(nowNanos + COMPARISON_NANOS);
        boolean changed;
        try {
            changed = interfaces.reload(host.network(), nowNanos);
        } catch (ErrnoException busy) {
            compareAt(nowNanos + CHANGE_NANOS);
            return;
        }
        settling.set(interfaces.deadlineNanos());
        keepSecondaries();
        followSockets();
        host.network().memberships().ifPresent(this::rejoin);
        for (var instance : instances) {
            instance.mend(nowNanos);
        }
        if (changed) {
            reconsiderAll();
        }
        comparison.run();
    }

    private void takeIn(NetlinkEvent event) {
        boolean changed = interfaces.apply(event, host.nanos());
        interfacesChanged |= changed;
        linksChanged |= changed && !(event instanceof AddressAdded) && !(event instanceof AddressRemoved);
        switch (event) {
            case AddressRemoved(var address) -> removed.add(address.identity());
            case NetlinkEvent.Overrun() -> overrun = true;
            default -> {}
        }
    }

    private void followSockets() {
        for (var socket : sockets) {
            socket.follow(interfaces);
        }
    }

    private void rejoin(Set<Membership> heard) {
        for (var socket : sockets) {
            socket.rejoin(interfaces, heard);
        }
    }

    private void reconsiderAll() {
        for (var instance : instances) {
            instance.reconsider(host.nanos());
        }
    }

    private void readMail(long wokeNanos) {
        mailbox.drain(
                mail -> {
                    switch (mail) {
                        case Mail _ when stopping -> {}
                        case Mail.VerdictReached(var verdict) -> {
                            verdicts.put(verdict.tracker(), verdict);
                            changed = true;
                            for (var instance : instances) {
                                if (instance.follows(verdict.tracker())) {
                                    instance.reconsider(host.nanos());
                                }
                            }
                        }
                        case Mail.ClaimSeen(var seen) -> {
                            for (var instance : instances) {
                                instance.claimed(seen, host.nanos());
                            }
                        }
                        case Mail.TrackerEnded(var tracker) -> {
                            verdicts.remove(tracker);
                            changed = true;
                        }
                        case Mail.Reconfigure(var difference) -> reconfigure(difference);
                    }
                },
                () -> host.nanos() - wokeNanos < MAIL_NANOS_MAX);
    }

    private void reconfigure(Reconfiguration difference) {
        for (var instance : difference.removed()) {
            instance.remove(host.nanos());
        }
        for (var socket : sockets) {
            if (!difference.sockets().contains(socket)) {
                socket.close();
            }
        }
        sockets = difference.sockets().toArray(InterfaceSocket[]::new);
        var next = difference.instances().stream()
                .map(instance -> difference.changed().getOrDefault(instance, instance.settings()))
                .toList();
        // What is to go may be bound until its chore is done.
        interfaces.reserve(Stream.concat(instances.stream().map(VrrpInstance::settings), next.stream())
                .toList());
        interfaces.delay(difference.delays());
        settling.set(interfaces.deadlineNanos());
        instances = difference.instances();
        changed = true;
        keepSecondaries();
        followSockets();
        stalls.countStallsFrom(shortestIntervalNanos(next));
        difference.groups().forEach(VrrpInstance::join);
        long nowNanos = host.nanos();
        difference
                .changed()
                .forEach((instance, settings) -> chores.add(now -> instance.change(settings, now), nowNanos));
        difference.added().forEach(instance -> chores.add(instance::start, nowNanos));
        chores.add(
                _ -> {
                    interfaces.reserve(next);
                    difference.carriedOut().run();
                },
                nowNanos);
    }

    /** So that an address of the host's own does not go with one of ours, whoever removes that, and when. */
    private void keepSecondaries() {
        var names = new HashSet<String>();
        for (var instance : instances) {
            for (var address : instance.settings().moving().addresses()) {
                if (address.address() instanceof Inet4Address && names.add(address.interfaceName())) {
                    interfaces.link(address.interfaceName()).ifPresent(this::keepSecondaries);
                }
            }
        }
    }

    private void keepSecondaries(Link link) {
        try {
            host.network().keepSecondaries(link);
        } catch (ErrnoException gone) {
            // With the interface; the kernel tells of that too.
        }
    }

    private static long shortestIntervalNanos(List<InstanceSettings> instances) {
        return instances.stream()
                .mapToLong(settings -> settings.router().timing().advertisementIntervalNanos())
                .reduce(Long.MAX_VALUE, Math::min);
    }

    private void stop() {
        chores.clear();
        long nowNanos = host.nanos();
        if (stopping) {
            end(nowNanos);
            return;
        }
        stopping = true;
        ending.set(nowNanos + STOP_NANOS_MAX);
        for (var instance : instances) {
            instance.beginStop(nowNanos);
        }
    }

    private void end(long nowNanos) {
        for (var instance : instances) {
            instance.stop(nowNanos);
        }
        running = false;
    }
}
