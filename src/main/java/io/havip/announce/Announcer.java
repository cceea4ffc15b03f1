package io.havip.announce;

import io.havip.announce.Announcement.BoundAddress;
import io.havip.linux.Clock;
import io.havip.linux.FrameSender;
import io.havip.linux.FrameSocket;
import io.havip.linux.Link;
import io.havip.linux.LinkLayer;
import io.havip.linux.LinkLayerException;
import io.havip.linux.Progress;
import io.havip.linux.Workers;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends announcements: the first frames on the thread that asks for them, the loop's, and what follows on a thread of its own, so
 * that a burst of frames never delays an advertisement. The schedules of all virtual routers are interleaved: at equal times each
 * sends one frame in turn, and so do those that share what an interface, or a group of them, bears.
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
    private final AnnouncementPace pace = new AnnouncementPace();
    private final FrameSocket frames;
    private final FirstFrames first;
    private volatile boolean getsOn = true;
    private volatile Optional<String> impediment = Optional.empty();

    // Owned by the thread, and by close() after its end.
    private final Map<String, Job> jobs = new HashMap<>();
    private final Map<String, Opened> senders = new HashMap<>();
    private long turns;
    private boolean closing;

    private sealed interface Command {
        record Open(Link link) implements Command {}

        /**
         * @param left addresses whose first frames have yet to leave, by their places
         * @param atNanos when those of the others have left
         */
        record Start(Announcement announcement, List<Integer> left, long atNanos, Waiter waiter) implements Command {}

        record Stop(String instance) implements Command {}

        record Close() implements Command {}

        /** A later command about the same takes the place of one that waits. */
        default Subject about() {
            return switch (this) {
                case Open(var link) -> new Subject(Open.class, link.name());
                case Start start ->
                    new Subject(Start.class, start.announcement().instance());
                case Stop(var instance) -> new Subject(Start.class, instance);
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
        final List<BoundAddress> addresses;
        final AnnouncementSettings settings;
        final AnnouncementSchedule schedule;
        final Queue<Integer> left;
        final long begunNanos;

        /** When it was its turn, counted by turns. */
        long turn;

        final Listener listener;
        final Waiter waiter;

        Job(Command.Start start) {
            var announcement = start.announcement();
            addresses = announcement.addresses();
            settings = announcement.settings();
            schedule = new AnnouncementSchedule(settings, addresses.size(), start.atNanos());
            schedule.begun(start.atNanos());
            left = new ArrayDeque<>(start.left());
            begunNanos = start.atNanos();
            listener = start.waiter().listener;
            waiter = start.waiter();
        }

        long dueNanos(AnnouncementPace pace) {
            long scheduledNanos = left.isEmpty() ? schedule.nextNanos() : begunNanos;
            return scheduledNanos == AnnouncementSchedule.NEVER
                    ? scheduledNanos
                    : Math.max(scheduledNanos, pace.readyNanos(next(), settings));
        }

        BoundAddress next() {
            var first = left.peek();
            return addresses.get(first == null ? schedule.index() : first);
        }

        void sent(long nowNanos) {
            if (left.poll() == null) {
                schedule.next(nowNanos);
            }
        }
    }

    /**
     * @param frames for the first ones; closed with this
     * @param warnings told, on the announcer's thread, of what is not the matter of one announcement
     */
    public Announcer(FrameSocket frames, Consumer<String> warnings, Workers workers) {
        this.frames = frames;
        this.first = new FirstFrames(frames, pace);
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
    public void start(Announcement announcement, Listener listener) {
        var waiter = new Waiter(listener);
        // Where nothing can follow, nothing waits for it.
        var left = first.send(announcement, impediment.isEmpty(), listener);
        put(new Command.Start(announcement, left, clock.nanos(), waiter));
        if (left.isEmpty() || !getsOn) {
            waiter.end();
        }
    }

    @Override
    public void stop(String instance) {
        put(new Command.Stop(instance));
    }

    @Override
    public Optional<String> impediment() {
        return impediment;
    }

    /** Whose announcements keep a distance from each other: from now on. Returns at once; callable from any thread. */
    public void group(List<AnnouncementGroup> groups) {
        pace.group(groups);
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
        frames.close();
        put(new Command.Close());
        if (worker.awaitEnd(END_MILLIS)) {
            senders.values().forEach(opened -> opened.sender().close());
        } else {
            worker.hangs();
        }
    }

    private void run() throws InterruptedException {
        loadLibrary();
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
            // In real time, at the loop's priority, it would otherwise keep that waiting for hundreds of frames.
            Thread.yield();
        }
    }

    private void loadLibrary() {
        try {
            LinkLayer.load();
        } catch (LinkLayerException missing) {
            impediment = Optional.of(String.valueOf(missing.getMessage()));
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
                    rehearse(sender(link.name(), link.index()));
                } catch (RuntimeException e) {
                    warnings.accept("can't announce on " + link.name() + ": " + e.getMessage());
                }
            }
            case Command.Start(var _, var _, long _, var waiter) when impediment.isPresent() -> waiter.end();
            case Command.Start start -> endWait(jobs.put(start.announcement().instance(), begin(start)));
            case Command.Stop(var instance) -> endWait(jobs.remove(instance));
            case Command.Close() -> closing = true;
        }
    }

    private Job begin(Command.Start start) {
        var job = new Job(start);
        for (int i = 0; i < job.addresses.size(); i++) {
            if (!start.left().contains(i)) {
                pace.sent(job.addresses.get(i), start.atNanos());
            }
        }
        return job;
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
        var bound = job.next();
        job.sent(nowNanos);
        job.turn = ++turns;
        pace.sent(bound, nowNanos);
        if (bound.frames().isEmpty()) {
            job.listener.failed(bound.interfaceName(), "the interface has no hardware address");
        }
        for (byte[] frame : bound.frames()) {
            if (send(job.listener, bound, frame)) {
                job.listener.sent(bound.interfaceName(), bound.neighbour());
            }
        }
        if (job.left.isEmpty()) {
            job.waiter.end();
        }
    }

    /** Tries twice: the interface may have been made anew since it was opened. */
    private boolean send(Listener listener, BoundAddress bound, byte[] frame) {
        for (int attempt = 1; ; attempt++) {
            try {
                sender(bound.interfaceName(), bound.interfaceIndex()).send(frame);
                return true;
            } catch (RuntimeException e) {
                boolean wasOpen = close(bound.interfaceName());
                if (attempt == 2 || !wasOpen) {
                    listener.failed(bound.interfaceName(), String.valueOf(e.getMessage()));
                    return false;
                }
            }
        }
    }

    private FrameSender sender(String interfaceName, int interfaceIndex) {
        var present = senders.get(interfaceName);
        if (present != null && present.interfaceIndex() == interfaceIndex) {
            return present.sender();
        }
        close(interfaceName);
        closeGone();
        var opened = FrameSender.open(interfaceName);
        senders.put(interfaceName, new Opened(interfaceIndex, opened));
        return opened;
    }

    /** So that there are never more than interfaces, whatever reloads and containers have made and taken away. */
    private void closeGone() {
        senders.entrySet().stream()
                .filter(opened ->
                        LinkLayer.index(opened.getKey()) != opened.getValue().interfaceIndex())
                .map(Map.Entry::getKey)
                .toList()
                .forEach(this::close);
    }

    /** Whether it was open. */
    private boolean close(String interfaceName) {
        var opened = senders.remove(interfaceName);
        if (opened != null) {
            opened.sender().close();
        }
        return opened != null;
    }
}
