package io.havip.gateway.loop;

import io.havip.announce.Announcer;
import io.havip.gateway.host.InterfaceTable;
import io.havip.gateway.instance.InterfaceSocket;
import io.havip.gateway.instance.VrrpInstance;
import io.havip.health.Verdict;
import io.havip.linux.Epoll;
import io.havip.linux.NetlinkEvent;
import io.havip.linux.NetlinkEvent.AddressAdded;
import io.havip.linux.NetlinkEvent.AddressRemoved;
import io.havip.linux.NetlinkMonitor;
import io.havip.linux.PidFd;
import io.havip.linux.Rtnetlink;
import io.havip.linux.TimerFd;
import io.havip.observe.Journal;
import io.havip.observe.Meters;
import io.havip.programs.Notifier;
import io.havip.vrrp.VirtualRouter;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.LongConsumer;

/**
 * The thread that keeps VRRP time. Its duty cycle: wait in epoll; take in every packet that the kernel holds; then kernel
 * notifications, process exits and mail; only then fire the deadlines that had come when it woke up. In this order an
 * Active whose advertisements were received, but not yet read, is late and not dead.
 *
 * <p>It never blocks, never logs and never does HTTP. What it has to say it hands to the {@link Announcer}, the {@link
 * Journal} and the wait-free part of {@link Meters}.
 */
public final class ProtocolLoop {
    private static final int EVENTS_MAX = 64;

    private final Mailbox mailbox;
    private final Runnable onInterfacesChanged;
    private final StallTracker stalls;
    private final Epoll epoll = new Epoll();
    private final TimerFd timer = new TimerFd();
    private final Rtnetlink rtnetlink = new Rtnetlink();
    private final NetlinkMonitor monitor = new NetlinkMonitor();
    private final InterfaceTable interfaces = new InterfaceTable();
    private final Map<String, Verdict> verdicts = new HashMap<>();
    /** What to do for a readable descriptor; the descriptor is its own epoll tag. */
    private final Map<Integer, Runnable> handlers = new HashMap<>();

    private final InterfaceSocket.Descriptors descriptors = new SocketDescriptors();
    private final int[] ready = new int[EVENTS_MAX];

    /** What takes too long to be done for many at once: a part of it in each cycle. */
    private final Queue<LongConsumer> chores = new ArrayDeque<>();

    private List<InterfaceSocket> sockets = List.of();
    private volatile List<VrrpInstance> instances = List.of();
    private long armedNanos = VirtualRouter.NEVER;
    private boolean interfacesChanged;
    private boolean linksChanged;
    private boolean running = true;

    /** @param onInterfacesChanged called by the loop's thread; must not block */
    public ProtocolLoop(Mailbox mailbox, Meters meters, Runnable onInterfacesChanged) {
        this.onInterfacesChanged = onInterfacesChanged;
        this.mailbox = mailbox;
        this.stalls = new StallTracker(meters.loop());
    }

    /** What makes this loop's virtual routers, on another thread. */
    public VirtualRouters virtualRouters(Announcer announcer, Notifier notifier, Journal journal, Meters meters) {
        return new VirtualRouters(rtnetlink, interfaces, verdicts, announcer, notifier, journal, meters);
    }

    /** All there are. Callable from any thread. */
    public List<VrrpInstance> instances() {
        return instances;
    }

    public StallTracker stalls() {
        return stalls;
    }

    /** Runs until it is told to stop by mail; then every role has been released and every descriptor closed. */
    public void run() {
        watch(timer.fd(), timer::acknowledge);
        watch(monitor.fd(), this::readMonitor);
        watch(mailbox.fd(), this::readMail);
        try {
            interfaces.reload(rtnetlink);
            while (running) {
                cycle();
            }
        } finally {
            close();
        }
    }

    private void cycle() {
        arm();
        int count = epoll.await(ready);
        long wokeNanos = System.nanoTime();
        stalls.wokeAt(wokeNanos);
        receiveAll();
        for (int i = 0; i < count; i++) {
            var handler = handlers.get(ready[i]);
            if (handler != null) {
                handler.run();
            }
        }
        if (interfaces.settle(wokeNanos)) {
            reconsiderAll();
        }
        for (var instance : instances) {
            if (instance.deadlineNanos() <= wokeNanos) {
                instance.deadlineReached(System.nanoTime());
            }
        }
        var chore = chores.poll();
        if (chore != null) {
            chore.accept(System.nanoTime());
        }
        stalls.cycled(System.nanoTime() - wokeNanos);
    }

    private void arm() {
        long nextNanos = chores.isEmpty() ? interfaces.deadlineNanos() : System.nanoTime();
        for (var instance : instances) {
            nextNanos = Math.min(nextNanos, instance.deadlineNanos());
        }
        if (nextNanos != armedNanos) {
            armedNanos = nextNanos;
            if (nextNanos == VirtualRouter.NEVER) {
                timer.disarm();
            } else {
                timer.arm(nextNanos);
            }
        }
        stalls.waitsUntil(nextNanos);
    }

    private void receiveAll() {
        for (var socket : sockets) {
            socket.receive();
        }
    }

    private void readMonitor() {
        interfacesChanged = false;
        linksChanged = false;
        monitor.drain(this::takeIn);
        if (interfacesChanged) {
            followSockets();
            reconsiderAll();
        }
        if (linksChanged) {
            onInterfacesChanged.run();
        }
    }

    private void takeIn(NetlinkEvent event) {
        boolean changed = interfaces.apply(event, System.nanoTime());
        interfacesChanged |= changed;
        linksChanged |= changed && !(event instanceof AddressAdded) && !(event instanceof AddressRemoved);
        switch (event) {
            case AddressRemoved(var removed) -> {
                for (var instance : instances) {
                    instance.addressRemoved(removed, System.nanoTime());
                }
            }
            case NetlinkEvent.Overrun() -> interfaces.reload(rtnetlink, System.nanoTime());
            default -> {}
        }
    }

    private void followSockets() {
        for (var socket : sockets) {
            socket.follow(interfaces, descriptors);
        }
    }

    private final class SocketDescriptors implements InterfaceSocket.Descriptors {
        @Override
        public void opened(int fd) {
            watch(fd, () -> {});
        }

        @Override
        public void closing(int fd) {
            unwatch(fd);
        }
    }

    private void reconsiderAll() {
        for (var instance : instances) {
            instance.reconsider(System.nanoTime());
        }
    }

    private void readMail() {
        mailbox.drain(mail -> {
            switch (mail) {
                case Mail.VerdictReached(var verdict) -> {
                    verdicts.put(verdict.tracker(), verdict);
                    reconsiderAll();
                }
                case Mail.ClaimSeen(var claim) -> {
                    for (var instance : instances) {
                        instance.claimed(claim, System.nanoTime());
                    }
                }
                case Mail.WatchProcess(var process, var onExit) ->
                    watch(process.fd(), () -> {
                        unwatchProcess(process);
                        onExit.run();
                    });
                case Mail.UnwatchProcess(var process) -> unwatchProcess(process);
                case Mail.TrackerEnded(var tracker) -> verdicts.remove(tracker);
                case Mail.Reconfigure(var difference) -> reconfigure(difference);
                case Mail.Stop() -> stop();
            }
        });
    }

    private void unwatchProcess(PidFd process) {
        if (handlers.containsKey(process.fd())) {
            unwatch(process.fd());
            process.close();
        }
    }

    private void reconfigure(Reconfiguration difference) {
        for (var instance : difference.removed()) {
            instance.remove(System.nanoTime());
        }
        for (var socket : sockets) {
            if (!difference.sockets().contains(socket)) {
                socket.close(descriptors);
            }
        }
        sockets = difference.sockets();
        interfaces.delay(difference.delays());
        instances = difference.instances();
        followSockets();
        stalls.countStallsFrom(shortestIntervalNanos(difference));
        difference.groups().forEach(VrrpInstance::join);
        difference.changed().forEach((instance, settings) -> chores.add(now -> instance.change(settings, now)));
        difference.added().forEach(instance -> chores.add(instance::start));
        chores.add(_ -> difference.carriedOut().run());
    }

    private static long shortestIntervalNanos(Reconfiguration difference) {
        return difference.instances().stream()
                .map(instance -> difference.changed().getOrDefault(instance, instance.settings()))
                .mapToLong(settings -> settings.router().timing().advertisementIntervalNanos())
                .reduce(Long.MAX_VALUE, Math::min);
    }

    private void stop() {
        chores.clear();
        long nowNanos = System.nanoTime();
        for (var instance : instances) {
            instance.stop(nowNanos);
        }
        running = false;
    }

    private void watch(int fd, Runnable onReadable) {
        handlers.put(fd, onReadable);
        epoll.add(fd, fd);
    }

    private void unwatch(int fd) {
        handlers.remove(fd);
        epoll.remove(fd);
    }

    private void close() {
        sockets.forEach(socket -> socket.close(descriptors));
        monitor.close();
        rtnetlink.close();
        timer.close();
        epoll.close();
    }
}
