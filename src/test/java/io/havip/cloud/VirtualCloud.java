package io.havip.cloud;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.havip.cloud.CallFailed.Kind;
import io.havip.cloud.CloudAddress.Progress;
import io.havip.cloud.CloudAddress.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * A provider with one address: answers that lag behind, tasks that take their time, and for as long as it is ill, refusals, lost
 * requests and answers, and changes that land long after whoever asked for them has given up.
 */
final class VirtualCloud {
    static final long CALL_NANOS = SECONDS.toNanos(5);
    /** A change is put off for as long, but nobody goes without looking. */
    private static final int[] PAUSES_OF_A_READER = {10, 10, 10, 10, 100_000};

    private final VirtualTime time;
    private final SplittableRandom random;
    final boolean movesByAnnouncement;
    private final boolean tasks;
    /** Behind something that says nothing of what has become of a claim. */
    private final boolean hidden;

    private final long lagNanos;
    private final List<Held> history = new ArrayList<>();
    private final Set<String> done = new HashSet<>();
    private final Runnable moved;
    private double illness;
    private int lastTask;

    private record Held(int node, long sinceNanos) {}

    /** @param moved called when the address has another holder */
    VirtualCloud(VirtualTime time, SplittableRandom random, Runnable moved) {
        this.time = time;
        this.random = random;
        this.moved = moved;
        this.movesByAnnouncement = random.nextInt(4) == 0;
        this.tasks = random.nextBoolean();
        this.hidden = random.nextInt(4) == 0;
        this.lagNanos = random.nextLong(movesByAnnouncement ? SECONDS.toNanos(1) : SECONDS.toNanos(2));
        history.add(new Held(-1, 0));
    }

    /** @param illness from 0, as it should be, to 1 */
    void fallIll(double illness) {
        this.illness = illness;
    }

    int holder() {
        return history.getLast().node();
    }

    private void move(int node) {
        if (holder() != node) {
            history.add(new Held(node, time.nanos()));
            moved.run();
        }
    }

    private int holderAt(long nanos) {
        return history.reversed().stream()
                .filter(held -> held.sinceNanos() <= nanos)
                .findFirst()
                .orElseThrow()
                .node();
    }

    void announced(int node) {
        if (movesByAnnouncement && !strikes()) {
            time.after(random.nextLong(SECONDS.toNanos(8)), () -> move(node));
        }
    }

    private boolean strikes() {
        return random.nextDouble() < illness;
    }

    private long soon() {
        return MILLISECONDS.toNanos(5) + random.nextLong(MILLISECONDS.toNanos(150));
    }

    void read(int node, long call, Consumer<CloudEvent> answer) {
        answer(call, answer, () -> {
            int holder = holderAt(time.nanos() - lagNanos);
            var name = holder < 0 ? Optional.<String>empty() : Optional.of("node " + holder);
            return new CloudEvent.Read(call, new Reading(holder == node, name, true, Optional.empty()));
        });
    }

    void progress(String task, long call, Consumer<CloudEvent> answer) {
        answer(
                call,
                answer,
                () -> new CloudEvent.Progressed(call, done.contains(task) ? Progress.DONE : Progress.RUNNING));
    }

    private interface Answer {
        CloudEvent now();
    }

    private void answer(long call, Consumer<CloudEvent> to, Answer answer) {
        if (strikes()) {
            refuse(call, to, PAUSES_OF_A_READER[random.nextInt(PAUSES_OF_A_READER.length)]);
        } else {
            time.after(soon(), () -> {
                var said = answer.now();
                time.after(soon(), () -> to.accept(said));
            });
        }
    }

    private void refuse(long call, Consumer<CloudEvent> to, int pauseSeconds) {
        var kinds = Kind.values();
        var kind = kinds[random.nextInt(kinds.length)];
        var pause = random.nextInt(3) == 0
                ? Optional.of(Duration.ofSeconds(random.nextInt(pauseSeconds)))
                : Optional.<Duration>empty();
        long afterNanos = kind == Kind.UNKNOWN ? CALL_NANOS : soon();
        time.after(afterNanos, () -> to.accept(new CloudEvent.Failed(call, new CallFailed(kind, "ill", "ill", pause))));
    }

    void claim(int node, long call, Consumer<CloudEvent> answer) {
        var task = "task " + ++lastTask;
        if (!strikes()) {
            takesPlace(node, task, soon() + (tasks ? random.nextLong(SECONDS.toNanos(5)) : 0));
            long afterNanos = 2 * soon();
            var said = new CloudEvent.Claimed(call, tasks ? Optional.of(task) : Optional.empty());
            time.after(afterNanos, () -> answer.accept(said));
            return;
        }
        if (hidden) {
            takesPlace(node, task, soon());
            var failure = new CallFailed(Kind.UNCLEAR, "ill", "something else is said", Optional.empty());
            time.after(soon(), () -> answer.accept(new CloudEvent.Failed(call, failure)));
            return;
        }
        switch (random.nextInt(3)) {
            case 0 -> refuse(call, answer, 10);
            case 1 -> {
                takesPlace(node, task, soon());
                timesOut(call, answer);
            }
            default -> {
                takesPlace(node, task, random.nextLong(SECONDS.toNanos(40)));
                timesOut(call, answer);
            }
        }
    }

    private void takesPlace(int node, String task, long afterNanos) {
        time.after(afterNanos, () -> {
            move(node);
            done.add(task);
        });
    }

    private void timesOut(long call, Consumer<CloudEvent> answer) {
        var failure = new CallFailed(Kind.UNKNOWN, "timeout", "no answer", Optional.empty());
        time.after(CALL_NANOS, () -> answer.accept(new CloudEvent.Failed(call, failure)));
    }
}
