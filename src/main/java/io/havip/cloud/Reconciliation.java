package io.havip.cloud;

import io.havip.cloud.CallFailed.Kind;
import io.havip.cloud.CloudAddress.Progress;
import io.havip.cloud.CloudAddress.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Has one address where the role is, as a state machine without clock, thread or network: told what happens with a monotonic time,
 * it answers with what to do, and has one next deadline. One call runs at a time.
 *
 * <p>Only an Active asks for a change, and only where the loop has shown it to be one a moment ago. Before that it reads, and after
 * that until the cloud says that the address is here; what it is told of a call is never believed without. While it is Active it goes
 * on reading: whoever gets the address by a call that lands late is found out so, since no fence is between the nodes.
 */
final class Reconciliation {
    static final long NEVER = Long.MAX_VALUE;

    /** The loop's next advertisement may be on its way. */
    private static final long ROLE_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final long ROLE_PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);
    /** What was read earlier is read again before a claim is made of it. */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(2);
    /** Between the answer to a claim and what a reading tells of it, at least. */
    private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(3);
    /** In which a change whose answer was lost shows, if it takes place. */
    private static final long UNKNOWN_NANOS = TimeUnit.SECONDS.toNanos(6);

    private final CloudSettings settings;
    private final BooleanSupplier movesByAnnouncement;
    private final Allowance allowance;
    private final Pauses pauses;
    private final Troubles troubles;
    private final List<CloudEffect> effects = new ArrayList<>();

    private Optional<Tenure> tenure = Optional.empty();
    private Optional<Reading> reading = Optional.empty();
    private long calls;
    private Step step = new Step.Waiting(new Step.Reading(0));
    private long deadlineNanos;
    /** The provider wants none before. */
    private long changeAtNanos;

    private int failedReadings;
    private int failedChanges;

    /** A time as Active. */
    private static final class Tenure {
        private final long decidedAtNanos;
        /** When somebody ought to know that the address is not here yet. */
        private long overdueAtNanos;

        private long announcedAtNanos;
        private boolean verified;
        /** Whether it should have been here by now, or was. */
        private boolean missed;

        private Optional<Reading> seen = Optional.empty();
        private OptionalLong callNanos = OptionalLong.empty();
        private OptionalLong effectNanos = OptionalLong.empty();
        private @Nullable Loss loss;
        private @Nullable Change change;

        Tenure(long decidedAtNanos, long overdueAtNanos) {
            this.decidedAtNanos = decidedAtNanos;
            this.overdueAtNanos = overdueAtNanos;
            this.announcedAtNanos = decidedAtNanos;
        }
    }

    private record Loss(Optional<String> holder, long seenAtNanos) {}

    /** That was asked for, and may still take place. */
    private static final class Change {
        private long untilNanos;
        private int asked;

        Change(long untilNanos) {
            this.untilNanos = untilNanos;
        }
    }

    /**
     * @param name the address's, for people
     * @param movesByAnnouncement asked after each reading: some providers tell only then
     */
    Reconciliation(
            String name,
            BooleanSupplier movesByAnnouncement,
            CloudSettings settings,
            Allowance allowance,
            RandomGenerator random,
            long nowNanos) {
        this.settings = settings;
        this.movesByAnnouncement = movesByAnnouncement;
        this.allowance = allowance;
        this.pauses = new Pauses(settings.verifyNanos(), random);
        this.troubles = new Troubles(name);
        this.deadlineNanos = nowNanos + pauses.firstStandby();
        this.changeAtNanos = nowNanos;
    }

    /** When it is to be told that it is {@link CloudEvent.Due}, if nothing happens before. */
    long deadlineNanos() {
        return tenure.map(role -> Math.min(deadlineNanos, role.overdueAtNanos)).orElse(deadlineNanos);
    }

    boolean active() {
        return tenure.isPresent();
    }

    List<Trouble> troubles() {
        return troubles.present();
    }

    /** The last one. */
    Optional<Reading> reading() {
        return reading;
    }

    /** @param nowNanos never earlier than the last time */
    List<CloudEffect> handle(CloudEvent event, long nowNanos) {
        switch (event) {
            case CloudEvent.Taken(long decidedAtNanos) -> taken(decidedAtNanos, nowNanos);
            case CloudEvent.Yielded() -> yielded(nowNanos);
            case CloudEvent.RoleAnswered(boolean confirmed) -> roleAnswered(confirmed, nowNanos);
            case CloudEvent.Read(long call, var answer) when runs(call) -> read(answer, nowNanos);
            case CloudEvent.Claimed(long call, var task) when runs(call) -> claimed(task, nowNanos);
            case CloudEvent.Progressed(long call, var progress) when runs(call) -> progressed(progress, nowNanos);
            case CloudEvent.Failed(long call, var failure) when runs(call) -> failed(failure, nowNanos);
            case CloudEvent.Due() when nowNanos >= deadlineNanos -> due(nowNanos);
            case CloudEvent.Read _,
                    CloudEvent.Claimed _,
                    CloudEvent.Progressed _,
                    CloudEvent.Failed _,
                    CloudEvent.Due _ -> {}
        }
        tenure.filter(role -> nowNanos >= role.overdueAtNanos).ifPresent(this::overdue);
        var asked = List.copyOf(effects);
        effects.clear();
        return asked;
    }

    private void taken(long decidedAtNanos, long nowNanos) {
        if (tenure.isPresent()) {
            yielded(nowNanos);
        }
        cancel();
        tenure = Optional.of(
                new Tenure(decidedAtNanos, nowNanos + settings.limits().totalNanos() + SETTLE_NANOS));
        failedReadings = 0;
        failedChanges = 0;
        callRead(nowNanos);
    }

    private void yielded(long nowNanos) {
        cancel();
        tenure.filter(role -> role.change != null).ifPresent(_ -> effects.add(new CloudEffect.TellOutlived()));
        tenure = Optional.empty();
        troubles.clear();
        await(new Step.Reading(0), nowNanos + pauses.standby());
    }

    private void cancel() {
        if (step.running() != 0) {
            effects.add(new CloudEffect.Cancel());
        }
    }

    private boolean runs(long call) {
        return call != 0 && step.running() == call;
    }

    private void await(Step next, long untilNanos) {
        step = new Step.Waiting(next);
        deadlineNanos = untilNanos;
    }

    private void due(long nowNanos) {
        switch (step) {
            case Step.Waiting(Step.Polling(long _, var task)) -> callProgress(task, nowNanos);
            case Step.Waiting _ -> callRead(nowNanos);
            case Step.AskingRole _ -> effects.add(new CloudEffect.AskRole());
            case Step.Reading _, Step.Claiming _, Step.Polling _ -> {
                cancel();
                failed(new CallFailed(Kind.UNKNOWN, "timeout", "no answer in time", Optional.empty()), nowNanos);
            }
        }
    }

    private long call(long nowNanos) {
        deadlineNanos = nowNanos + settings.limits().totalNanos();
        return ++calls;
    }

    private void callRead(long nowNanos) {
        step = new Step.Reading(call(nowNanos));
        effects.add(new CloudEffect.Read(calls));
    }

    private void callProgress(String task, long nowNanos) {
        step = new Step.Polling(call(nowNanos), task);
        effects.add(new CloudEffect.AskProgress(calls, task));
    }

    private void read(Reading answer, long nowNanos) {
        failedReadings = 0;
        troubles.answered(step.name());
        reading = Optional.of(answer);
        if (answer.mayHold()) {
            troubles.end(Trouble.Kind.NOT_ALLOWED);
        } else {
            troubles.notAllowed();
        }
        tenure.ifPresent(role -> role.seen = Optional.of(answer));
        if (tenure.isEmpty()) {
            await(new Step.Reading(0), nowNanos + pauses.standby());
        } else if (answer.here()) {
            here(tenure.get(), nowNanos);
        } else {
            elsewhere(tenure.get(), answer, nowNanos);
        }
    }

    private void here(Tenure role, long nowNanos) {
        if (!role.verified) {
            role.verified = true;
            role.missed = true;
            effects.add(new CloudEffect.TellVerified(role.callNanos, role.effectNanos, nowNanos - role.decidedAtNanos));
        }
        if (role.loss != null) {
            effects.add(new CloudEffect.TellCorrected(role.loss.holder(), nowNanos - role.loss.seenAtNanos()));
            role.loss = null;
        }
        role.overdueAtNanos = NEVER;
        role.change = null;
        failedChanges = 0;
        troubles.clear();
        await(new Step.Reading(0), nowNanos + pauses.verify());
    }

    private void elsewhere(Tenure role, Reading answer, long nowNanos) {
        if (role.verified && role.loss == null) {
            role.loss = new Loss(answer.holder(), nowNanos);
        }
        if (role.missed) {
            troubles.wrongHolder(role.seen, movesByAnnouncement.getAsBoolean());
        }
        if (movesByAnnouncement.getAsBoolean()) {
            role.overdueAtNanos = Math.max(role.overdueAtNanos, role.decidedAtNanos + settings.announcementNanos());
            announced(role, answer, nowNanos);
        } else if (role.change != null && nowNanos < role.change.untilNanos) {
            await(new Step.Reading(0), nowNanos + pauses.poll(role.change.asked++));
        } else {
            if (role.change != null) {
                troubles.wrongHolder(role.seen, false);
                role.change = null;
            }
            claim(answer, nowNanos);
        }
    }

    /** The cloud follows announcements, in its own time. */
    private void announced(Tenure role, Reading answer, long nowNanos) {
        if (nowNanos - role.announcedAtNanos >= settings.announcementNanos()) {
            role.announcedAtNanos = nowNanos;
            troubles.wrongHolder(role.seen, true);
            effects.add(new CloudEffect.AnnounceAgain());
        }
        long dueNanos = role.announcedAtNanos + settings.announcementNanos();
        await(new Step.Reading(0), Math.min(dueNanos, nowNanos + settings.announcementNanos() / 4 + pauses.poll(0)));
    }

    /** Whatever keeps it away: refusals, readings that fail, a budget that is spent. */
    private void overdue(Tenure role) {
        role.overdueAtNanos = NEVER;
        role.missed = true;
        troubles.wrongHolder(role.seen, movesByAnnouncement.getAsBoolean());
    }

    private void claim(Reading seen, long nowNanos) {
        if (!seen.mayHold()) {
            await(new Step.Reading(0), nowNanos + pauses.verify());
        } else if (nowNanos < changeAtNanos) {
            await(new Step.Reading(0), Math.min(changeAtNanos, nowNanos + pauses.verify()));
        } else if (allowance.left(nowNanos) == 0) {
            troubles.budgetSpent(settings.changesPerHour());
            await(new Step.Reading(0), Math.min(allowance.nextNanos(), nowNanos + pauses.verify()));
        } else {
            troubles.end(Trouble.Kind.BUDGET);
            step = new Step.AskingRole(seen, nowNanos, nowNanos);
            deadlineNanos = nowNanos;
            effects.add(new CloudEffect.AskRole());
        }
    }

    private void roleAnswered(boolean confirmed, long nowNanos) {
        if (!(step instanceof Step.AskingRole(var seen, long readAtNanos, long sinceNanos)) || tenure.isEmpty()) {
            return;
        }
        if (!confirmed) {
            if (nowNanos - sinceNanos >= ROLE_PATIENCE_NANOS) {
                troubles.unconfirmed();
            }
            deadlineNanos = nowNanos + ROLE_PAUSE_NANOS;
            return;
        }
        troubles.end(Trouble.Kind.UNCONFIRMED);
        if (nowNanos - readAtNanos >= FRESH_NANOS) {
            callRead(nowNanos);
            return;
        }
        allowance.spend(nowNanos);
        tenure.get().change = new Change(nowNanos + settings.limits().totalNanos());
        step = new Step.Claiming(call(nowNanos));
        effects.add(new CloudEffect.Claim(calls, seen));
    }

    private void claimed(Optional<String> task, long nowNanos) {
        troubles.answered(step.name());
        var role = tenure.orElseThrow();
        if (role.callNanos.isEmpty()) {
            role.callNanos = OptionalLong.of(nowNanos - role.decidedAtNanos);
        }
        if (task.isPresent()) {
            await(new Step.Polling(0, task.get()), nowNanos + pauses.poll(0));
        } else {
            done(role, nowNanos);
        }
    }

    private void progressed(Progress progress, long nowNanos) {
        troubles.answered(step.name());
        var role = tenure.orElseThrow();
        var change = role.change;
        if (progress == Progress.DONE || change == null || nowNanos >= change.untilNanos) {
            done(role, nowNanos);
        } else if (step instanceof Step.Polling polling) {
            await(polling, nowNanos + pauses.poll(++change.asked));
        }
    }

    /** What the cloud says of it now counts, and may lag. */
    private void done(Tenure role, long nowNanos) {
        if (role.effectNanos.isEmpty()) {
            role.effectNanos = OptionalLong.of(nowNanos - role.decidedAtNanos);
        }
        if (role.change != null) {
            role.change.untilNanos = Math.max(role.change.untilNanos, nowNanos + SETTLE_NANOS);
            role.change.asked = 0;
        }
        callRead(nowNanos);
    }

    private void failed(CallFailed failure, long nowNanos) {
        int inARow = step instanceof Step.Reading ? ++failedReadings : ++failedChanges;
        troubles.failed(step.name(), failure, inARow);
        long untilNanos = nowNanos
                + (active() ? pauses.activeAfterFailure(failure, inARow) : pauses.afterFailure(failure, inARow));
        if (step instanceof Step.Claiming) {
            changeAtNanos = nowNanos + pauses.asked(failure);
        }
        var change = tenure.map(role -> role.change);
        switch (step) {
            case Step.Claiming _
            when failure.mayHaveHappened() -> {
                change.ifPresent(under -> under.untilNanos = nowNanos + UNKNOWN_NANOS);
                await(new Step.Reading(0), untilNanos);
            }
            case Step.Claiming _ -> {
                allowance.giveBack();
                tenure.orElseThrow().change = null;
                await(new Step.Reading(0), untilNanos);
            }
            case Step.Polling polling
            when failure.kind() != Kind.FINAL
                    && change.filter(under -> untilNanos < under.untilNanos).isPresent() -> await(polling, untilNanos);
            case Step.Polling _ -> {
                tenure.orElseThrow().change = null;
                await(new Step.Reading(0), untilNanos);
            }
            default ->
                await(new Step.Reading(0), active() ? untilNanos : Math.max(untilNanos, nowNanos + pauses.verify()));
        }
    }
}
