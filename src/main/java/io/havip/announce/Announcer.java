package io.havip.announce;

import io.havip.announce.Announcement.BoundAddress;
import io.havip.linux.Clock;
import io.havip.linux.FrameSender;
import io.havip.linux.Link;
import io.havip.linux.LinkLayerException;
import io.havip.linux.Progress;
import io.havip.linux.Workers;
import io.havip.wire.GratuitousArp;
import io.havip.wire.NeighbourAdvertisement;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends announcements on a thread of its own, so that a burst of frames never delays an advertisement. The schedules of
 * all virtual routers are interleaved: at equal times each sends one frame in turn, and so do those that share what an
 * interface, or a group of them, bears.
 */
public final class Announcer implements Announcements, AutoCloseable {
    /** A thread that wakes up this much too late was kept from running, and so perhaps was the whole process. */
    private static final long STALL_NANOS = 500_000_000L;
    /** In which the loop, after a stall, tells of a role that it has lost meanwhile. */
    private static final long RESUME_NANOS = 100_000_000L;
    /** Far longer than frames and commands take on a busy machine. */
    private static final long HANG_SECONDS = 10;
    /** For a frame under way when the end comes. */
    private static final long END_MILLIS = 2_000;

    private final Consumer<String> warnings;
    private final LatestQueue<Subject, Command> commands = new LatestQueue<>();
    private final Clock clock;
    private final Progress progress = new Progress();
    private final Workers.Worker worker;
    private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();
    private volatile boolean getsOn = true;

    // Owned by the thread, and by close() after its end.
    private final Map<String, Job> jobs = new HashMap<>();
    private final Map<String, Opened> senders = new HashMap<>();
    private final AnnouncementPace pace = new AnnouncementPace();
    private long turns;
    private boolean closing;

    private sealed interface Command {
        record Open(Link link) implements Command {}

        record Start(Announcement announcement, Map<String, Link> links, Waiter waiter) implements Command {}

        record Stop(String instance) implements Command {}

        record Group(List<AnnouncementGroup> groups) implements Command {}

        record Close() implements Command {}

        /** A later command about the same takes the place of one that waits. */
        default Subject about() {
            return switch (this) {
                case Open(var link) -> new Subject(Open.class, link.name());
                case Start start ->
                    new Subject(Start.class, start.announcement().instance());
                case Stop(var instance) -> new Subject(Start.class, instance);
                case Group _ -> new Subject(Group.class, "");
                case Close _ -> new Subject(Close.class, "");
            };
        }
    }

    private record Subject(Class<? extends Command> kind, String name) {}

    /** Who is to hear once that every address has been announced, that it is no longer wanted, or that nobody knows when it will be. */
    private final class Waiter {
        private final Listener listener;

        Waiter(Listener listener) {
            this.listener = listener;
            waiters.add(this);
        }

        void end() {
            if (waiters.remove(this)) {
                listener.announced();
            }
        }
    }

    /** By its name; the index tells whether it is still the interface of that name. */
    private record Opened(int interfaceIndex, FrameSender sender) {}

    private static final class Job {
        final Map<String, Link> links;
        final List<BoundAddress> addresses;
        final List<List<byte[]>> frames;
        final AnnouncementSettings settings;
        final AnnouncementSchedule schedule;

        /** When it was its turn, counted by turns. */
        long turn;

        final Listener listener;
        final Waiter waiter;

        Job(Command.Start start, long nowNanos) {
            var announcement = start.announcement();
            links = start.links();
            addresses = announcement.addresses();
            frames = addresses.stream()
                    .map(bound -> frames(bound, announcement.settings().form(), links))
                    .toList();
            settings = announcement.settings();
            schedule = new AnnouncementSchedule(settings, addresses.size(), nowNanos);
            listener = start.waiter().listener;
            waiter = start.waiter();
        }

        long dueNanos(AnnouncementPace pace) {
            long scheduledNanos = schedule.nextNanos();
            return scheduledNanos == AnnouncementSchedule.NEVER
                    ? scheduledNanos
                    : Math.max(scheduledNanos, pace.readyNanos(addresses.get(schedule.index()), settings));
        }
    }

    /** @param warnings told, on the announcer's thread, of what is not the matter of one announcement */
    public Announcer(Consumer<String> warnings, Workers workers) {
        this.warnings = warnings;
        this.clock = workers.clock();
        this.worker = workers.start("announcer", this::run, _ -> endWaits());
    }

    /** How much it has yet to be told: something of each interface and of each virtual router at most. */
    int waiting() {
        return commands.size();
    }

    private void put(Command command) {
        if (commands.put(command.about(), command) instanceof Command.Start overtaken) {
            overtaken.waiter().end();
        }
    }

    @Override
    public void prepare(Link link) {
        put(new Command.Open(link));
    }

    @Override
    public void start(Announcement announcement, Map<String, Link> links, Listener listener) {
        var waiter = new Waiter(listener);
        put(new Command.Start(announcement, Map.copyOf(links), waiter));
        if (!getsOn) {
            waiter.end();
        }
    }

    @Override
    public void stop(String instance) {
        put(new Command.Stop(instance));
    }

    /** Whose announcements keep a distance from each other: from now on. Returns at once; callable from any thread. */
    public void group(List<AnnouncementGroup> groups) {
        put(new Command.Group(List.copyOf(groups)));
    }

    /** Called by another thread, once a second: a frame or a command that does not end is told of as a failure, once. */
    public void review() {
        if (progress.review() == HANG_SECONDS) {
            worker.hangs();
            endWaits();
        }
    }

    /** The worker does not get on: what others have to tell does not wait for when it does. */
    private void endWaits() {
        getsOn = false;
        waiters.forEach(Waiter::end);
    }

    @Override
    public void close() throws InterruptedException {
        put(new Command.Close());
        if (worker.awaitEnd(END_MILLIS)) {
            senders.values().forEach(opened -> opened.sender().close());
        } else {
            worker.hangs();
        }
    }

    private void run() throws InterruptedException {
        while (!closing) {
            progress.rests();
            getsOn = true;
            var command = takeCommand();
            progress.made();
            while (command != null && !closing) {
                carryOut(command);
                progress.made();
                command = commands.poll();
            }
            sendDue(clock.nanos());
        }
    }

    private @Nullable Command takeCommand() throws InterruptedException {
        long nextNanos = jobs.values().stream()
                .mapToLong(job -> job.dueNanos(pace))
                .min()
                .orElse(AnnouncementSchedule.NEVER);
        if (nextNanos == AnnouncementSchedule.NEVER) {
            return commands.take();
        }
        var command = commands.poll(nextNanos - clock.nanos());
        boolean stalled = clock.nanos() - nextNanos > STALL_NANOS;
        return command == null && stalled ? commands.poll(RESUME_NANOS) : command;
    }

    private void carryOut(Command command) {
        switch (command) {
            case Command.Open(var link) -> {
                try {
                    rehearse(sender(link));
                } catch (RuntimeException e) {
                    warnings.accept("can't announce on " + link.name() + ": " + e.getMessage());
                }
            }
            case Command.Start start ->
                endWait(jobs.put(start.announcement().instance(), new Job(start, clock.nanos())));
            case Command.Stop(var instance) -> endWait(jobs.remove(instance));
            case Command.Group(var groups) -> pace.group(groups);
            case Command.Close() -> closing = true;
        }
    }

    /** The first use of libpcap's sending costs milliseconds, which a takeover must not pay. No frame is sent. */
    private static void rehearse(FrameSender sender) {
        try {
            sender.send(new byte[0]);
        } catch (LinkLayerException expected) {
            // A frame without a header is refused.
        }
    }

    /** By then another one may be in its place already: whatever its listener throws, that goes on. */
    private static void endWait(@Nullable Job job) {
        if (job != null) {
            job.waiter.end();
        }
    }

    /** One frame of each that is due, then the commands again: a router that stepped down must not announce on. */
    private void sendDue(long nowNanos) {
        var due = jobs.values().stream()
                .filter(job -> job.dueNanos(pace) <= nowNanos)
                .sorted(Comparator.comparingLong(job -> job.turn))
                .toList();
        for (var job : due) {
            // Another one may have used meanwhile what the interface bears.
            if (job.dueNanos(pace) <= nowNanos) {
                sendNext(job, nowNanos);
            }
        }
    }

    private void sendNext(Job job, long nowNanos) {
        int index = job.schedule.index();
        job.schedule.next(nowNanos);
        job.turn = ++turns;
        var bound = job.addresses.get(index);
        pace.sent(bound, nowNanos);
        var frames = job.frames.get(index);
        var link = job.links.get(bound.interfaceName());
        if (link == null || frames.isEmpty()) {
            job.listener.failed(bound.interfaceName(), "the interface has no hardware address");
        } else {
            for (byte[] frame : frames) {
                if (send(job.listener, link, frame)) {
                    job.listener.sent(link.name(), bound.address() instanceof Inet6Address);
                }
            }
        }
        if (job.schedule.everyAddressAnnounced()) {
            job.waiter.end();
        }
    }

    /** Tries twice: the interface may have been made anew since it was opened. */
    private boolean send(Listener listener, Link link, byte[] frame) {
        for (int attempt = 1; ; attempt++) {
            try {
                sender(link).send(frame);
                return true;
            } catch (RuntimeException e) {
                boolean wasOpen = close(link.name());
                if (attempt == 2 || !wasOpen) {
                    listener.failed(link.name(), String.valueOf(e.getMessage()));
                    return false;
                }
            }
        }
    }

    private FrameSender sender(Link link) {
        var present = senders.get(link.name());
        if (present != null && present.interfaceIndex() == link.index()) {
            return present.sender();
        }
        close(link.name());
        var opened = FrameSender.open(link.name());
        senders.put(link.name(), new Opened(link.index(), opened));
        return opened;
    }

    /** Whether it was open. */
    private boolean close(String interfaceName) {
        var opened = senders.remove(interfaceName);
        if (opened != null) {
            opened.sender().close();
        }
        return opened != null;
    }

    private static List<byte[]> frames(BoundAddress bound, AnnouncementSettings.ArpForm form, Map<String, Link> links) {
        var link = links.get(bound.interfaceName());
        if (link == null || link.hardwareAddress().isEmpty()) {
            return List.of();
        }
        var mac = link.hardwareAddress().get();
        return switch (bound.address()) {
            case Inet4Address address -> {
                var frames = new ArrayList<byte[]>();
                if (form != AnnouncementSettings.ArpForm.REPLY) {
                    frames.add(GratuitousArp.request(mac, address));
                }
                if (form != AnnouncementSettings.ArpForm.REQUEST) {
                    frames.add(GratuitousArp.reply(mac, address));
                }
                yield frames;
            }
            case Inet6Address address -> List.of(NeighbourAdvertisement.unsolicited(mac, address, true));
            default -> throw new IllegalArgumentException("an address of neither family: " + bound.address());
        };
    }
}
