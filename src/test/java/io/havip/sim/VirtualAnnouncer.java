package io.havip.sim;

import io.havip.announce.Announcement;
import io.havip.announce.AnnouncementSchedule;
import io.havip.announce.Announcements;
import io.havip.announce.FirstFrames;
import io.havip.linux.FrameSocket;
import io.havip.linux.Link;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Announces by the schedule: the first frames at once, as production does, and the rest on a worker of its own: while that rests,
 * nothing, and what is asked for then is done when it starts again, in its order.
 */
final class VirtualAnnouncer implements Announcements {
    static final String NAME = "announcer";

    private final Timeline timeline;
    private final Workforce.Turns turns;
    private final Witness witness;
    private final FirstFrames first;
    private final Queue<Runnable> commands = new ArrayDeque<>();
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    /** Nobody waits while it rests. */
    private final Set<Listener> waiting = new LinkedHashSet<>();

    private long wakesAtNanos = AnnouncementSchedule.NEVER;

    private record Job(AnnouncementSchedule schedule, Queue<Integer> left, Listener listener) {}

    VirtualAnnouncer(Timeline timeline, Workforce workforce, Witness witness, FrameSocket frames) {
        this.timeline = timeline;
        this.first = new FirstFrames(frames);
        this.witness = witness;
        this.turns = workforce.begin(NAME);
        var _ = turns.workers().start(NAME, this::work, _ -> endWaits());
    }

    @Override
    public void prepare(Link link) {}

    @Override
    public void start(Announcement announcement, Listener listener) {
        int addresses = announcement.addresses().size();
        var left = first.send(announcement, true, listener);
        if (left.size() < addresses) {
            witness.announces(announcement.instance());
        }
        var schedule = new AnnouncementSchedule(announcement.settings(), addresses, timeline.nowNanos());
        schedule.begun(timeline.nowNanos());
        waiting.add(listener);
        if (left.isEmpty()) {
            endWait(listener);
        }
        ask(() -> endWait(jobs.put(announcement.instance(), new Job(schedule, new ArrayDeque<>(left), listener))));
    }

    @Override
    public void stop(String instance) {
        ask(() -> endWait(jobs.remove(instance)));
    }

    @Override
    public Optional<String> impediment() {
        return Optional.empty();
    }

    private void endWait(@Nullable Job job) {
        if (job != null) {
            endWait(job.listener());
        }
    }

    private void endWait(Listener listener) {
        if (waiting.remove(listener)) {
            listener.announced();
        }
    }

    private void endWaits() {
        List.copyOf(waiting).forEach(this::endWait);
    }

    private void ask(Runnable command) {
        commands.add(command);
        turns.take();
        if (turns.rest()) {
            endWaits();
        }
    }

    private void work() {
        turns.surviveOrDie();
        if (commands.isEmpty()) {
            jobs.forEach(this::announceDue);
        } else {
            while (!commands.isEmpty()) {
                commands.remove().run();
            }
            jobs.forEach(this::announceFirst);
        }
        awaitNext();
    }

    private void announceFirst(String instance, Job job) {
        while (!job.left().isEmpty()) {
            job.left().remove();
            witness.announces(instance);
        }
        endWait(job);
    }

    private void announceDue(String instance, Job job) {
        while (job.schedule().nextNanos() <= timeline.nowNanos()) {
            announce(instance, job);
        }
    }

    private void announce(String instance, Job job) {
        job.schedule().next(timeline.nowNanos());
        witness.announces(instance);
    }

    private void awaitNext() {
        long nextNanos = jobs.values().stream()
                .mapToLong(job -> job.schedule().nextNanos())
                .min()
                .orElse(AnnouncementSchedule.NEVER);
        if (nextNanos < wakesAtNanos) {
            wakesAtNanos = nextNanos;
            timeline.at(nextNanos, () -> {
                if (wakesAtNanos == nextNanos) {
                    wakesAtNanos = AnnouncementSchedule.NEVER;
                    turns.take();
                }
            });
        }
    }
}
