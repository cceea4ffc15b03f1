package io.havip.cloud;

import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.havip.cloud.CallFailed.Kind;
import io.havip.cloud.CloudAddress.Progress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReconciliationTest extends ReconciliationStory {
    @Test
    void anActiveReadsAsksTheLoopClaimsAndVerifies() {
        long decidedNanos = nowNanos;
        assertThat(take()).containsExactly(new CloudEffect.Read(1));
        assertThat(read(THERE)).containsExactly(new CloudEffect.AskRole());
        assertThat(tell(new CloudEvent.RoleAnswered(true))).containsExactly(new CloudEffect.Claim(2, THERE));
        nowNanos += SECONDS.toNanos(1);
        assertThat(tell(new CloudEvent.Claimed(2, Optional.of("task")))).isEmpty();
        assertThat(due()).containsExactly(new CloudEffect.AskProgress(3, "task"));
        assertThat(tell(new CloudEvent.Progressed(3, Progress.RUNNING))).isEmpty();
        assertThat(due()).containsExactly(new CloudEffect.AskProgress(4, "task"));
        long doneNanos = nowNanos;
        assertThat(tell(new CloudEvent.Progressed(4, Progress.DONE))).containsExactly(new CloudEffect.Read(5));
        nowNanos += MILLISECONDS.toNanos(200);

        assertThat(read(HERE))
                .containsExactly(new CloudEffect.TellVerified(
                        OptionalLong.of(SECONDS.toNanos(1)),
                        OptionalLong.of(doneNanos - decidedNanos),
                        nowNanos - decidedNanos));
        assertThat(machine.deadlineNanos() - nowNanos).isBetween(SECONDS.toNanos(10), SECONDS.toNanos(20));
    }

    @Test
    void whetherAnnouncementsMoveItIsAskedWhenItHasBeenRead() {
        var moves = new AtomicBoolean(true);
        machine = machine(moves::get);
        take();

        moves.set(false);

        assertThat(read(THERE)).containsExactly(new CloudEffect.AskRole());
    }

    @Test
    void whatIsHereAlreadyIsNotClaimed() {
        take();

        assertThat(read(HERE))
                .containsExactly(new CloudEffect.TellVerified(OptionalLong.empty(), OptionalLong.empty(), 0));
        assertThat(allowance.left(nowNanos)).isEqualTo(12);
    }

    @Test
    void nothingIsClaimedUntilTheLoopShowsTheRoleAndWhatWasReadBeforeIsReadAgain() {
        take();
        read(THERE);
        for (long until = nowNanos + SECONDS.toNanos(4); nowNanos < until; ) {
            assertThat(tell(new CloudEvent.RoleAnswered(false))).isEmpty();
            assertThat(due()).containsExactly(new CloudEffect.AskRole());
        }
        assertThat(troubles()).containsExactly(Trouble.Kind.UNCONFIRMED);

        assertThat(tell(new CloudEvent.RoleAnswered(true))).containsExactly(new CloudEffect.Read(2));
        read(THERE);
        assertThat(tell(new CloudEvent.RoleAnswered(true))).containsExactly(new CloudEffect.Claim(3, THERE));
        assertThat(troubles()).isEmpty();
    }

    @Test
    void aBackupOnlyReadsAndSeldom() {
        assertThat(due()).containsExactly(new CloudEffect.Read(1));
        assertThat(read(THERE)).isEmpty();

        assertThat(machine.deadlineNanos() - nowNanos).isGreaterThan(SECONDS.toNanos(200));
        assertThat(due()).containsExactly(new CloudEffect.Read(2));
    }

    @Test
    void aBackupThatCouldNotHoldItSaysSoBeforeItHasTo() {
        due();
        read(FORBIDDEN);

        assertThat(troubles()).containsExactly(Trouble.Kind.NOT_ALLOWED);
        due();
        read(THERE);
        assertThat(troubles()).isEmpty();
    }

    @Test
    void aChangeThatOutlivesTheRoleIsCancelledAndTold() {
        claim();

        assertThat(tell(new CloudEvent.Yielded()))
                .containsExactly(new CloudEffect.Cancel(), new CloudEffect.TellOutlived());
        assertThat(tell(new CloudEvent.Claimed(call, Optional.empty()))).isEmpty();
        assertThat(machine.active()).isFalse();
    }

    @Test
    void aReadingThatOutlivesTheRoleIsOfNoInterest() {
        take();

        assertThat(tell(new CloudEvent.Yielded())).containsExactly(new CloudEffect.Cancel());
        assertThat(read(THERE)).isEmpty();
    }

    @Test
    void theRoleThatComesBackBeginsWithAReadingWhateverWasUnderWay() {
        claim();

        assertThat(take())
                .containsExactly(new CloudEffect.Cancel(), new CloudEffect.TellOutlived(), new CloudEffect.Read(3));
        assertThat(tell(new CloudEvent.Claimed(2, Optional.empty())))
                .as("the former one's answer")
                .isEmpty();
        read(HERE);
        assertThat(allowance.left(nowNanos)).isEqualTo(11);
    }

    @Test
    void aLateCallOfAnotherNodeIsCorrected() {
        hold();
        assertThat(due()).containsExactly(new CloudEffect.Read(2));
        read(THERE);
        assertThat(troubles()).containsExactly(Trouble.Kind.WRONG_HOLDER);
        tell(new CloudEvent.RoleAnswered(true));
        nowNanos += SECONDS.toNanos(2);
        tell(new CloudEvent.Claimed(call, Optional.empty()));

        assertThat(read(HERE)).containsExactly(new CloudEffect.TellCorrected(Optional.of("b"), SECONDS.toNanos(2)));
        assertThat(troubles()).isEmpty();
    }

    @Test
    void anAnswerThatIsLostIsReadAndNotBelieved() {
        claim();

        fail(Kind.UNKNOWN);
        assertThat(due()).containsExactly(new CloudEffect.Read(3));
        assertThat(read(THERE)).as("it may yet take place").isEmpty();
        assertThat(due()).containsExactly(new CloudEffect.Read(4));
        read(HERE);
        assertThat(allowance.left(nowNanos)).as("it counts").isEqualTo(11);
    }

    @Test
    void whatHasNoEffectIsAskedForAgain() {
        claim();
        tell(new CloudEvent.Claimed(call, Optional.empty()));
        long sinceNanos = nowNanos;
        List<CloudEffect> effects = read(THERE);
        while (effects.isEmpty()) {
            due();
            effects = read(THERE);
        }

        assertThat(effects).containsExactly(new CloudEffect.AskRole());
        assertThat(nowNanos - sinceNanos).isBetween(SECONDS.toNanos(15), SECONDS.toNanos(18));
        assertThat(troubles()).containsExactly(Trouble.Kind.WRONG_HOLDER);
    }

    @Test
    void aCallWithoutAnyAnswerEndsWithTheTotalTime() {
        take();

        assertThat(due()).containsExactly(new CloudEffect.Cancel());
        assertThat(due()).containsExactly(new CloudEffect.Read(2));
    }

    @Test
    void aRefusedChangeIsNoChangeAndIsTriedAgain() {
        claim();
        fail(Kind.PASSING);

        assertThat(allowance.left(nowNanos)).isEqualTo(12);
        assertThat(due()).containsExactly(new CloudEffect.Read(3));
    }

    /** An error within the provider, or what is not what it says of what is done: who knows what it has done by then. */
    @ParameterizedTest
    @EnumSource(names = {"UNKNOWN", "UNCLEAR"})
    void noHourHasMoreChangesThanAreAllowedThoughEachFails(Kind kind) {
        take();
        int changes = 0;
        for (long until = nowNanos + HOURS.toNanos(1); nowNanos < until; due()) {
            for (var effect : read(THERE)) {
                assertThat(effect).isEqualTo(new CloudEffect.AskRole());
                changes++;
                tell(new CloudEvent.RoleAnswered(true));
                fail(kind);
            }
        }

        assertThat(changes).isBetween(22, 24);
        assertThat(troubles()).contains(Trouble.Kind.BUDGET);
    }

    @Test
    void aChangeThatIsNotSentSinceTheRoleIsNotShownCostsNothing() {
        claim();
        for (int i = 0; i < 5; i++) {
            fail(Kind.UNSHOWN);
            assertThat(allowance.left(nowNanos)).isEqualTo(12);
            due();
            read(THERE);
            tell(new CloudEvent.RoleAnswered(true));
        }
        assertThat(troubles()).isEmpty();
    }

    @Test
    void aChangeThatIsAnsweredOtherwiseIsNoMatterOfReachingTheApi() {
        claim();
        fail(Kind.UNCLEAR);

        assertThat(machine.troubles())
                .singleElement()
                .returns(Trouble.Kind.REFUSED, Trouble::kind)
                .returns(
                        "see what the API says to such a call, and whether that is what is expected of it",
                        Trouble::mend);
    }

    @Test
    void thePauseThatAProviderAsksForIsKept() {
        take();
        tell(new CloudEvent.Failed(
                call, new CallFailed(Kind.THROTTLED, "Slow", "slow down", Optional.of(Duration.ofSeconds(17)))));

        assertThat(machine.deadlineNanos() - nowNanos).isEqualTo(SECONDS.toNanos(17));
        assertThat(troubles()).containsExactly(Trouble.Kind.THROTTLED);
        due();
        read(HERE);
        assertThat(troubles()).isEmpty();
    }

    private static final Duration DAY = Duration.ofDays(1);

    private List<CloudEffect> slowDown() {
        return tell(new CloudEvent.Failed(call, new CallFailed(Kind.THROTTLED, "Slow", "slow down", Optional.of(DAY))));
    }

    @Test
    void anActiveLooksAgainWithinHalfAMinuteHoweverLongItIsToWait() {
        take();
        slowDown();

        assertThat(machine.deadlineNanos() - nowNanos).isBetween(SECONDS.toNanos(15), SECONDS.toNanos(30));
        assertThat(machine.troubles().getFirst().sentence())
                .isEqualTo("the reading of 10.0.0.100: slow down (Slow); the provider asks for a pause of 86400 s");
        tell(new CloudEvent.Yielded());
        due();
        slowDown();
        assertThat(machine.deadlineNanos() - nowNanos).as("nobody else has to").isEqualTo(MINUTES.toNanos(5));
    }

    @Test
    void aChangeIsPutOffForFiveMinutesAtMost() {
        claim();
        long refusedNanos = nowNanos;
        slowDown();

        List<CloudEffect> effects = List.of();
        while (effects.isEmpty()) {
            long sinceNanos = nowNanos;
            due();
            assertThat(nowNanos - sinceNanos).isLessThanOrEqualTo(SECONDS.toNanos(30));
            effects = read(THERE);
        }
        assertThat(effects).containsExactly(new CloudEffect.AskRole());
        assertThat(nowNanos - refusedNanos).isEqualTo(MINUTES.toNanos(5));
    }

    @Test
    void eachRefusalIsATroubleOfItsOwn() {
        due();
        for (var kind : List.of(Kind.CREDENTIALS, Kind.FORBIDDEN, Kind.CLOCK, Kind.FINAL)) {
            fail(kind);
            due();
        }
        for (int i = 0; i < 3; i++) {
            fail(Kind.UNKNOWN);
            due();
        }

        assertThat(troubles())
                .containsExactlyInAnyOrder(
                        Trouble.Kind.CREDENTIALS,
                        Trouble.Kind.FORBIDDEN,
                        Trouble.Kind.CLOCK,
                        Trouble.Kind.REFUSED,
                        Trouble.Kind.UNREACHABLE);
        read(THERE);
        assertThat(troubles()).isEmpty();
    }

    @Test
    void noHourHasMoreChangesThanAreAllowed() {
        int changes = 0;
        for (long until = nowNanos + HOURS.toNanos(1); nowNanos < until; nowNanos += SECONDS.toNanos(5)) {
            take();
            read(THERE);
            changes += (int) tell(new CloudEvent.RoleAnswered(true)).stream()
                    .filter(CloudEffect.Claim.class::isInstance)
                    .count();
        }

        assertThat(changes).isBetween(22, 24);
        assertThat(troubles()).containsExactly(Trouble.Kind.BUDGET);
    }

    @Test
    void anHavipIsAnnouncedAgainWhereTheCloudHasNotFollowed() {
        machine = machine(true);
        take();
        long sinceNanos = nowNanos;
        List<CloudEffect> effects = read(THERE);
        while (effects.isEmpty()) {
            assertThat(troubles()).isEmpty();
            due();
            effects = read(THERE);
        }

        assertThat(effects).containsExactly(new CloudEffect.AnnounceAgain());
        assertThat(nowNanos - sinceNanos).isEqualTo(SECONDS.toNanos(10));
        assertThat(troubles()).containsExactly(Trouble.Kind.WRONG_HOLDER);
    }

    @Test
    void whatANodeMayNotHoldItDoesNotAskFor() {
        take();

        assertThat(read(FORBIDDEN)).isEmpty();
        assertThat(due()).containsExactly(new CloudEffect.Read(2));
    }
}
