package io.havip.gateway;

import io.havip.gateway.Gateway.TrackerPlan;
import io.havip.gateway.loop.Mail;
import io.havip.gateway.loop.Mailbox;
import io.havip.health.Tracker;
import io.havip.health.Verdict;
import io.havip.observe.Meters;
import io.havip.observe.journal.Journal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiConsumer;

/** The trackers that run. What they find is told to the loop, the metrics and the journal. */
final class Trackers {
    private final Mailbox mailbox;
    private final Meters meters;
    private final Journal journal;
    private final Map<String, Running> running = new ConcurrentHashMap<>();
    private final Map<String, Verdict> verdicts = new ConcurrentSkipListMap<>();

    private record Running(Object settings, Tracker tracker) {}

    Trackers(Mailbox mailbox, Meters meters, Journal journal) {
        this.mailbox = mailbox;
        this.meters = meters;
        this.journal = journal;
    }

    /**
     * Makes those that do not run yet as they are wanted.
     *
     * @throws IllegalArgumentException if one can't be made
     */
    Map<TrackerPlan, Tracker> make(List<TrackerPlan> plans) {
        var made = new LinkedHashMap<TrackerPlan, Tracker>();
        plans.stream()
                .filter(plan -> !runs(plan))
                .forEach(plan -> made.put(plan, plan.make().get()));
        return made;
    }

    private boolean runs(TrackerPlan plan) {
        var present = running.get(plan.name());
        return present != null && present.settings().equals(plan.settings());
    }

    /** Starts these, in place of those of the same names. */
    void start(Map<TrackerPlan, Tracker> made) {
        for (var plan : made.keySet()) {
            // One whose successor does not start is to be started again.
            var former = running.remove(plan.name());
            if (former != null) {
                former.tracker().close();
            }
        }
        made.forEach((plan, tracker) -> {
            tracker.start(this::decide, meters::healthCheck);
            running.put(plan.name(), new Running(plan.settings(), tracker));
        });
    }

    /** Ends those with other names. */
    void retain(Set<String> names) {
        List.copyOf(running.keySet()).stream()
                .filter(name -> !names.contains(name))
                .forEach(this::end);
    }

    private void end(String name) {
        var ended = running.remove(name);
        if (ended != null) {
            ended.tracker().close();
            verdicts.remove(name);
            mailbox.put(new Mail.TrackerEnded(name));
            meters.healthEnded(name);
        }
    }

    private void decide(Verdict verdict) {
        var former = verdicts.put(verdict.tracker(), verdict);
        mailbox.put(new Mail.VerdictReached(verdict));
        meters.health(verdict.tracker(), verdict.healthy());
        if (former != null
                && former.healthy() == verdict.healthy()
                && former.value().equals(verdict.value())) {
            // Another reason for the same: who asks is told, and neither log nor journal is filled with it.
            return;
        }
        journal.verdict(verdict);
    }

    /** See {@link Tracker#review}. */
    void review() {
        running.values().forEach(each -> each.tracker().review());
    }

    void forEach(BiConsumer<String, Tracker> action) {
        running.forEach((name, each) -> action.accept(name, each.tracker()));
    }
}
