package io.havip.cloud;

import io.havip.cloud.CallFailed.Kind;
import io.havip.cloud.Holding.Call;
import io.havip.cloud.Holding.Outcome;
import io.havip.cloud.Ownership.Change;
import io.havip.linux.Workers;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One address's worker: a thread that does what its {@link Reconciliation} asks for, and one for the call that runs. */
final class Claimant implements AutoCloseable {
    /** Without a call its thread ends: a Backup makes one every few minutes. */
    private static final long IDLE_SECONDS = 30;

    private final String thread;
    private final CloudAddress address;
    private final CloudSettings settings;
    private final Role role;
    private final Runnable announceAgain;
    private final Workers workers;
    private final RandomGenerator random;
    private final Allowance allowance;
    private final Tally tally = new Tally();
    /** Given whenever something has happened. */
    private final Semaphore news = new Semaphore(0);
    /** What has become of the call that runs; an earlier one's is of no interest. */
    private final AtomicReference<@Nullable CloudEvent> answer = new AtomicReference<>();

    private final ThreadPoolExecutor caller;
    private final Workers.Worker worker;
    private volatile Seen seen;
    private Role.Wish followed = new Role.Wish(0, Optional.empty());
    private @Nullable FutureTask<CloudEvent> running;

    /** What others may know of it. */
    private record Seen(
            Optional<CloudAddress.Reading> reading, long readAtEpochMillis, List<Trouble> troubles, int changesLeft) {}

    /** @param announceAgain has the router's addresses announced, on the loop's thread */
    Claimant(
            CloudAddress address,
            CloudSettings settings,
            Role role,
            Runnable announceAgain,
            Workers workers,
            RandomGenerator random) {
        this.thread = "cloud " + address.name();
        this.address = address;
        this.settings = settings;
        this.role = role;
        this.announceAgain = announceAgain;
        this.workers = workers;
        this.random = random;
        this.allowance = new Allowance(settings.changesPerHour());
        this.seen = new Seen(Optional.empty(), 0, List.of(), allowance.left(now()));
        this.caller = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(1),
                Thread.ofPlatform().daemon().name(thread + " call").factory());
        caller.allowCoreThreadTimeOut(true);
        this.worker = workers.start(thread, this::work);
    }

    /** The loop wants something else. Returns at once; callable from any thread. */
    void wake() {
        news.release();
    }

    List<Trouble> troubles() {
        return seen.troubles();
    }

    Holding holding() {
        var present = seen;
        return new Holding(
                address.name(),
                settings.provider().name(),
                present.reading(),
                present.readAtEpochMillis(),
                tally.calls(),
                tally.corrections.sum(),
                tally.announcements.sum(),
                tally.outlived.sum(),
                present.changesLeft());
    }

    private long now() {
        return workers.clock().nanos();
    }

    /** From the beginning, also after a failure: what the loop wants is known, and what the cloud says is read. */
    private void work() throws InterruptedException {
        var machine =
                new Reconciliation(address.name(), address::movesByAnnouncement, settings, allowance, random, now());
        followed = new Role.Wish(0, Optional.empty());
        cancel();
        while (true) {
            follow(machine);
            var answered = answer.getAndSet(null);
            if (answered != null) {
                tell(machine, answered);
            }
            tell(machine, new CloudEvent.Due());
            if (news.tryAcquire(machine.deadlineNanos() - now(), TimeUnit.NANOSECONDS)) {
                news.drainPermits();
            }
        }
    }

    private void follow(Reconciliation machine) throws InterruptedException {
        var wish = role.wish();
        if (wish == followed) {
            return;
        }
        if (machine.active()) {
            tell(machine, new CloudEvent.Yielded());
        }
        followed = wish;
        if (wish.tenure().isPresent()) {
            tell(machine, new CloudEvent.Taken(wish.tenure().get().decidedAtNanos()));
        }
    }

    private void tell(Reconciliation machine, CloudEvent event) throws InterruptedException {
        for (var effect : machine.handle(event, now())) {
            carryOut(machine, effect);
        }
        publish(machine, event instanceof CloudEvent.Read);
    }

    private void publish(Reconciliation machine, boolean read) {
        seen = new Seen(
                machine.reading(),
                read ? workers.clock().epochMillis() : seen.readAtEpochMillis(),
                machine.troubles(),
                allowance.left(now()));
    }

    private void carryOut(Reconciliation machine, CloudEffect effect) throws InterruptedException {
        switch (effect) {
            case CloudEffect.AskRole() -> tell(machine, new CloudEvent.RoleAnswered(role.confirms(followed, now())));
            case CloudEffect.Read(long call) -> call(call, Call.READ, () -> new CloudEvent.Read(call, address.read()));
            case CloudEffect.Claim(long call, var seenThere) -> {
                var wish = followed;
                call(call, Call.CLAIM, () -> new CloudEvent.Claimed(call, claim(wish, seenThere)));
            }
            case CloudEffect.AskProgress(long call, var task) ->
                call(call, Call.PROGRESS, () -> new CloudEvent.Progressed(call, address.progress(task)));
            case CloudEffect.Cancel() -> cancel();
            case CloudEffect.AnnounceAgain() -> {
                tally.announcements.increment();
                tellListener(Change.ANNOUNCED_AGAIN, "the cloud has not followed: announced again");
                announceAgain.run();
            }
            case CloudEffect.TellVerified(var callNanos, var effectNanos, long verifiedNanos) ->
                followed.tenure()
                        .ifPresent(tenure ->
                                tenure.listener().verified(address.name(), callNanos, effectNanos, verifiedNanos));
            case CloudEffect.TellCorrected(var holder, long nanos) -> {
                tally.corrections.increment();
                tellListener(
                        Change.CORRECTED,
                        "%s had got it: had back after %.1f s".formatted(holder.orElse("nobody"), nanos / 1e9));
            }
            case CloudEffect.TellOutlived() -> {
                tally.outlived.increment();
                tellListener(Change.OUTLIVED, "the role was lost during a change: it may take place all the same");
            }
        }
    }

    /** The role may have been lost since the loop was asked, while this thread began, and while keys and all else were read. */
    private Optional<String> claim(Role.Wish wish, CloudAddress.Reading seenThere)
            throws CallFailed, InterruptedException {
        var sent = new AtomicBoolean();
        try {
            return address.claim(seenThere, () -> {
                if (!role.confirms(wish, now())) {
                    throw new CallFailed(Kind.UNSHOWN, "role", "the role is no longer shown", Optional.empty());
                }
                sent.set(true);
            });
        } catch (CallFailed failure) {
            throw sent.get() ? failure : failure.unsent();
        }
    }

    private void tellListener(Change what, String sentence) {
        followed.tenure().ifPresent(tenure -> tenure.listener().changed(what, address.name() + ": " + sentence));
    }

    private interface Calling {
        CloudEvent call() throws CallFailed, InterruptedException;
    }

    private void call(long number, Call kind, Calling calling) {
        var task = new FutureTask<>(() -> answered(number, kind, calling)) {
            @Override
            protected void set(CloudEvent event) {
                super.set(event);
                answer.set(event);
                news.release();
            }
        };
        answer.set(null);
        running = task;
        if (!workers.execute(caller, thread, task)) {
            answer.set(new CloudEvent.Failed(
                    number, new CallFailed(Kind.UNKNOWN, "busy", "an earlier call has not ended", Optional.empty())));
            news.release();
        }
    }

    private CloudEvent answered(long number, Call kind, Calling calling) throws InterruptedException {
        try {
            var event = calling.call();
            tally.called(kind, Outcome.ANSWERED);
            return event;
        } catch (CallFailed failure) {
            tally.called(kind, Outcome.valueOf(failure.kind().name()));
            return new CloudEvent.Failed(number, failure);
        } catch (InterruptedException cancelled) {
            tally.called(kind, Outcome.CANCELLED);
            throw cancelled;
        } catch (RuntimeException | Error mistake) {
            workers.failed(thread, mistake);
            // It may have been sent.
            var outcome = kind == Call.CLAIM ? Kind.UNKNOWN : Kind.FINAL;
            tally.called(kind, Outcome.valueOf(outcome.name()));
            return new CloudEvent.Failed(
                    number, new CallFailed(outcome, "failure", mistake.toString(), Optional.empty()));
        }
    }

    private void cancel() {
        var present = running;
        running = null;
        if (present != null) {
            present.cancel(true);
        }
        answer.set(null);
    }

    /** Ends; what it has asked for may take place all the same. */
    @Override
    public void close() {
        worker.close();
        caller.shutdownNow();
    }
}
