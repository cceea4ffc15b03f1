package io.havip.gateway.host;

import io.havip.announce.Announcements;
import io.havip.announce.Traffic;
import io.havip.cloud.Ownership;
import io.havip.haproxy.ProcessWatch;
import io.havip.linux.AdvertisementSocket;
import io.havip.linux.Clock;
import io.havip.linux.Datagram;
import io.havip.linux.Epoll;
import io.havip.linux.ErrnoException;
import io.havip.linux.EventFd;
import io.havip.linux.ExclusiveName;
import io.havip.linux.KernelNetwork;
import io.havip.linux.NetlinkEvent;
import io.havip.linux.NetlinkMonitor;
import io.havip.linux.PidFd;
import io.havip.linux.Rtnetlink;
import io.havip.linux.TimerFd;
import io.havip.linux.VrrpSocket;
import io.havip.observe.journal.Reporter;
import io.havip.programs.Notifier;
import io.havip.vrrp.Family;
import io.havip.vrrp.VirtualRouter;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** This machine. It waits in epoll, on raw sockets, rtnetlink, pidfds, an eventfd and one absolute timer. */
public final class LinuxHost implements Host, AutoCloseable {
    private static final int EVENTS_MAX = 64;

    /** In which whatever is readable is seen, as long as there are less than some hundred interfaces. */
    private static final int LOOKS_MAX = 8;

    // What is readable, in epoll's answers: processes are counted from the last one on, sockets below zero.
    private static final int TIMER = 1;
    private static final int MONITOR = 2;
    private static final int WAKE = 3;

    /** Less than waking up may take: what is left of it nobody else has this processor for. */
    private static final long AHEAD_NANOS = 50_000;
    /** More than that and a warm-up take. */
    private static final long WARM_UP_AHEAD_NANOS = 5_000_000;

    /** No deadline's: the timer has come, and stays readable until it is armed again or disarmed. */
    private static final long DUE = Long.MIN_VALUE;

    private final Clock clock = Clock.MACHINE;
    private final Epoll epoll = new Epoll();
    private final TimerFd timer = new TimerFd();
    private final EventFd signal = new EventFd();
    private final Rtnetlink rtnetlink;
    private final NetlinkMonitor monitor;
    private final int[] ready = new int[EVENTS_MAX];
    private final Announcements announcements;
    private final Traffic traffic;
    private final Ownership ownership;
    private final Notifier notifier;
    private final Reporter reporter;
    private final LongConsumer warmUp;

    private long armedNanos = VirtualRouter.NEVER;
    private long lookedNanos;
    private boolean notified;

    /** By their tags in epoll; guarded by this. */
    private final Map<Integer, Watched> processes = new HashMap<>();

    private int lastTag = WAKE;

    /** By their tags, counted from -1 downwards; an empty place is taken by the next one. */
    private final List<@Nullable Ear> ears = new ArrayList<>();

    private record Watched(PidFd process, Runnable onExit) {}

    /**
     * @param warmUp done at times shortly before a deadline that is awaited punctually, and told until when
     * @param torn told of each listing of the kernel's that went on changing: what it lacks is seen some seconds later
     */
    public LinuxHost(
            Announcements announcements,
            Traffic traffic,
            Ownership ownership,
            Notifier notifier,
            Reporter reporter,
            LongConsumer warmUp,
            Runnable torn) {
        this.rtnetlink = new Rtnetlink(torn);
        this.monitor = new NetlinkMonitor(rtnetlink);
        this.announcements = announcements;
        this.traffic = traffic;
        this.ownership = ownership;
        this.notifier = notifier;
        this.reporter = reporter;
        this.warmUp = warmUp;
        add(timer.fd(), TIMER);
        add(signal.fd(), WAKE);
        add(monitor.fd(), MONITOR);
    }

    @Override
    public long nanos() {
        return clock.nanos();
    }

    @Override
    public long epochMillis() {
        return clock.epochMillis();
    }

    @Override
    public void await(long deadlineNanos, boolean punctually) {
        int count = sleep(punctually ? deadlineNanos - WARM_UP_AHEAD_NANOS : deadlineNanos);
        if (punctually && isAhead(count, deadlineNanos, WARM_UP_AHEAD_NANOS)) {
            warmUp.accept(deadlineNanos - AHEAD_NANOS);
            armedNanos = DUE;
            count = sleep(deadlineNanos - AHEAD_NANOS);
            while (isAhead(count, deadlineNanos, AHEAD_NANOS)) {
                lookedNanos = clock.nanos();
                count = epoll.look(ready);
            }
        }
        see(count);
    }

    private int sleep(long untilNanos) {
        arm(untilNanos);
        int count = epoll.await(ready);
        lookedNanos = clock.nanos();
        return count;
    }

    /** Whether nothing but the timer has ended a wait, so long before the deadline at most. */
    private boolean isAhead(int count, long deadlineNanos, long nanos) {
        long leftNanos = deadlineNanos - lookedNanos;
        return count == 1 && ready[0] == TIMER && 0 < leftNanos && leftNanos <= nanos;
    }

    @Override
    public void look() {
        int count = EVENTS_MAX;
        for (int look = 0; look < LOOKS_MAX && count == EVENTS_MAX; look++) {
            lookedNanos = clock.nanos();
            count = epoll.look(ready);
            see(count);
        }
    }

    private void see(int count) {
        for (int i = 0; i < count; i++) {
            int tag = ready[i];
            switch (tag) {
                case TIMER -> armedNanos = DUE;
                case MONITOR -> notified = true;
                case WAKE -> signal.acknowledge();
                default -> {
                    if (tag < 0) {
                        hear(-1 - tag);
                    } else {
                        exited(tag);
                    }
                }
            }
        }
    }

    private void hear(int place) {
        var ear = ears.get(place);
        if (ear != null) {
            ear.readable = true;
        }
    }

    /** A timer that comes too early is armed again then: each packet that is heard puts a deadline off. */
    private void arm(long deadlineNanos) {
        if (armedNanos != DUE && armedNanos <= deadlineNanos) {
            return;
        }
        armedNanos = deadlineNanos;
        if (deadlineNanos == VirtualRouter.NEVER) {
            timer.disarm();
        } else {
            timer.arm(deadlineNanos);
        }
    }

    @Override
    public void wake() {
        signal.signal();
    }

    @Override
    public void notifications(Consumer<NetlinkEvent> reader) {
        if (notified) {
            notified = false;
            monitor.drain(reader);
        }
    }

    @Override
    public KernelNetwork network() {
        return rtnetlink;
    }

    /** Closing it takes it out of epoll. */
    @Override
    public AdvertisementSocket listen(Family family, int interfaceIndex) {
        var socket = VrrpSocket.open(family, interfaceIndex);
        int empty = ears.indexOf(null);
        int place = empty < 0 ? ears.size() : empty;
        var ear = new Ear(socket, place);
        if (empty < 0) {
            ears.add(ear);
        } else {
            ears.set(place, ear);
        }
        add(socket.fd(), -1 - place);
        return ear;
    }

    /** A socket that is read when there is something to read. */
    private final class Ear implements AdvertisementSocket {
        private final VrrpSocket socket;
        private final int place;
        private boolean readable = true;

        Ear(VrrpSocket socket, int place) {
            this.socket = socket;
            this.place = place;
        }

        @Override
        public void join(InetAddress group) {
            socket.join(group);
        }

        @Override
        public @Nullable Datagram receive() {
            if (!readable) {
                socket.foundEmpty(lookedNanos);
                return null;
            }
            var datagram = socket.receive();
            readable = datagram != null;
            return datagram;
        }

        @Override
        public long receivedAtNanos() {
            return socket.receivedAtNanos();
        }

        @Override
        public void send(byte[] payload, InetAddress source, InetAddress destination, int hopLimit) {
            socket.send(payload, source, destination, hopLimit);
        }

        @Override
        public void close() {
            if (ears.get(place) == this) {
                ears.set(place, null);
            }
            socket.close();
        }
    }

    @Override
    public AdvertisementSocket sender(Family family, int interfaceIndex) {
        var socket = VrrpSocket.open(family, interfaceIndex);
        try {
            socket.hearNothing();
            socket.allowForeignSource();
            return socket;
        } catch (ErrnoException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public Optional<Runnable> claim(String name) {
        try {
            return ExclusiveName.take(name).map(taken -> taken::close);
        } catch (ErrnoException unknown) {
            return Optional.of(() -> {});
        }
    }

    @Override
    public Announcements announcements() {
        return announcements;
    }

    @Override
    public Traffic traffic() {
        return traffic;
    }

    @Override
    public Ownership ownership() {
        return ownership;
    }

    @Override
    public Notifier notifier() {
        return notifier;
    }

    @Override
    public Reporter reporter() {
        return reporter;
    }

    /** Sees the end of processes within a millisecond, and tells of it on the loop's thread. Callable from any thread. */
    public ProcessWatch processWatch() {
        return (pid, onExit) -> {
            PidFd process;
            try {
                process = PidFd.open(pid);
            } catch (ErrnoException alreadyGone) {
                onExit.run();
                return () -> {};
            }
            int tag = watch(new Watched(process, onExit));
            return () -> unwatch(tag);
        };
    }

    private synchronized int watch(Watched watched) {
        int tag = ++lastTag;
        processes.put(tag, watched);
        epoll.add(watched.process().fd(), tag);
        return tag;
    }

    /** Whether it was watched until now. */
    private synchronized boolean unwatch(int tag) {
        var watched = processes.remove(tag);
        if (watched != null) {
            watched.process().close();
        }
        return watched != null;
    }

    private void exited(int tag) {
        Runnable onExit;
        synchronized (this) {
            var watched = processes.get(tag);
            onExit = watched == null ? () -> {} : watched.onExit();
        }
        if (unwatch(tag)) {
            onExit.run();
        }
    }

    /** Epoll's buffer serves one caller at a time. */
    private synchronized void add(int fd, int tag) {
        epoll.add(fd, tag);
    }

    @Override
    public synchronized void close() {
        processes.values().forEach(watched -> watched.process().close());
        processes.clear();
        monitor.close();
        rtnetlink.close();
        timer.close();
        signal.close();
        epoll.close();
    }
}
