package io.havip.cloud;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.havip.cloud.CallFailed.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** A node: its loop, reduced to the role and the advertisements, and the production {@link Reconciliation} beside it. */
final class VirtualNode {
    static final long INTERVAL_NANOS = SECONDS.toNanos(1);
    private static final int CALLS_MAX = 60;
    private static final Set<Kind> MAY_HAVE_HAPPENED = Set.of(Kind.UNKNOWN, Kind.UNCLEAR);

    private final int number;
    private final VirtualTime time;
    private final VirtualCloud cloud;
    private final SplittableRandom random;
    private final int changesPerHour;
    private final Reconciliation machine;
    private final List<Runnable> backlog = new ArrayList<>();
    private boolean frozen;
    private boolean active;
    private long tenures;
    private long confirmedUntilNanos;
    private long wakeAtNanos = Reconciliation.NEVER;
    /** The call that runs; 0 while none does. */
    private long running;

    private int claims;
    private final ArrayDeque<Long> lastCalls = new ArrayDeque<>();
    private long idleCallNanos;

    VirtualNode(int number, CloudSettings settings, VirtualTime time, VirtualCloud cloud, SplittableRandom random) {
        this.number = number;
        this.time = time;
        this.cloud = cloud;
        this.random = random;
        this.changesPerHour = settings.changesPerHour();
        this.machine = new Reconciliation(
                "the address",
                () -> cloud.movesByAnnouncement,
                settings,
                new Allowance(changesPerHour),
                random.split(),
                time.nanos());
        wakeInTime();
    }

    boolean active() {
        return active;
    }

    boolean frozen() {
        return frozen;
    }

    /** How many changes it has asked for that were not refused. */
    int claims() {
        return claims;
    }

    /** Whether it has asked for as many as may be asked for at once. */
    boolean spent() {
        return claims >= changesPerHour / 2;
    }

    void take() {
        loop(() -> {
            if (!active) {
                active = true;
                advertise(++tenures);
                cloud.announced(number);
                tell(new CloudEvent.Taken(time.nanos()));
            }
        });
    }

    void yield() {
        loop(() -> {
            if (active) {
                active = false;
                tenures++;
                confirmedUntilNanos = 0;
                tell(new CloudEvent.Yielded());
            }
        });
    }

    private void advertise(long tenure) {
        if (tenure == tenures && active) {
            confirmedUntilNanos = time.nanos() + INTERVAL_NANOS;
            time.after(INTERVAL_NANOS, () -> loop(() -> advertise(tenure)));
        }
    }

    /** Its process, loop and all, stands still for a while; then its threads go on in any order. */
    void freeze(long nanos) {
        if (!frozen) {
            frozen = true;
            time.after(nanos, () -> {
                frozen = false;
                var waiting = List.copyOf(backlog);
                backlog.clear();
                waiting.forEach(Runnable::run);
            });
        }
    }

    /** The loop notices what it has missed a moment later than the worker. */
    private void loop(Runnable what) {
        if (frozen) {
            backlog.add(() -> time.after(random.nextLong(MILLISECONDS.toNanos(50)), () -> loop(what)));
        } else {
            what.run();
        }
    }

    private void worker(Runnable what) {
        if (frozen) {
            backlog.add(what);
        } else {
            what.run();
        }
    }

    private void tell(CloudEvent event) {
        for (var effect : machine.handle(event, time.nanos())) {
            carryOut(effect);
        }
        wakeInTime();
    }

    private void wakeInTime() {
        long atNanos = machine.deadlineNanos();
        if (atNanos != wakeAtNanos) {
            wakeAtNanos = atNanos;
            time.at(
                    atNanos,
                    () -> worker(() -> {
                        if (atNanos == wakeAtNanos) {
                            wakeAtNanos = Reconciliation.NEVER;
                            tell(new CloudEvent.Due());
                        }
                    }));
        }
    }

    private void carryOut(CloudEffect effect) {
        switch (effect) {
            case CloudEffect.AskRole() ->
                tell(new CloudEvent.RoleAnswered(active && time.nanos() < confirmedUntilNanos));
            case CloudEffect.Read(long call) -> {
                begin(call);
                cloud.read(number, call, answer -> worker(() -> answered(call, answer)));
            }
            case CloudEffect.Claim(long call, var _) -> {
                begin(call);
                if (!active || time.nanos() >= confirmedUntilNanos) {
                    throw new BrokenCloudPromise(
                            "node " + number + " asks for a change, and is not known to be active");
                }
                if (cloud.movesByAnnouncement) {
                    throw new BrokenCloudPromise("node " + number + " claims what moves by announcements");
                }
                claims++;
                cloud.claim(
                        number,
                        call,
                        answer -> worker(() -> {
                            if (answer instanceof CloudEvent.Failed(long _, var why)
                                    && !MAY_HAVE_HAPPENED.contains(why.kind())) {
                                claims--;
                            }
                            answered(call, answer);
                        }));
            }
            case CloudEffect.AskProgress(long call, var task) -> {
                begin(call);
                cloud.progress(task, call, answer -> worker(() -> answered(call, answer)));
            }
            case CloudEffect.Cancel() -> running = 0;
            case CloudEffect.AnnounceAgain() ->
                loop(() -> {
                    if (active) {
                        cloud.announced(number);
                    }
                });
            case CloudEffect.TellVerified _, CloudEffect.TellCorrected _, CloudEffect.TellOutlived _ -> {}
        }
    }

    private void begin(long call) {
        if (running != 0) {
            throw new BrokenCloudPromise("node " + number + " makes a second call beside the one that runs");
        }
        running = call;
        lastCalls.addLast(time.nanos());
        if (lastCalls.size() > CALLS_MAX && time.nanos() - lastCalls.removeFirst() < SECONDS.toNanos(10)) {
            throw new BrokenCloudPromise("node " + number + " makes more than " + CALLS_MAX + " calls within 10 s");
        }
        if (!active) {
            if (time.nanos() - idleCallNanos < SECONDS.toNanos(9)) {
                throw new BrokenCloudPromise("node " + number + " is not active, and goes on calling");
            }
            idleCallNanos = time.nanos();
        }
    }

    private void answered(long call, CloudEvent answer) {
        if (running == call) {
            running = 0;
        }
        tell(answer);
    }
}
