package io.havip.cloud;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.havip.cloud.CallFailed.Kind;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An Active whose address does not come tells so, beside what keeps it away. */
class MissedAddressTest extends ReconciliationStory {
    /** Whoever is to blame: clients don't reach it, and somebody has to know. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void anActiveThatDoesNotGetItSaysSoBesideWhy(Kind kind) {
        long sinceNanos = nowNanos;
        take();
        while (!troubles().contains(Trouble.Kind.WRONG_HOLDER)) {
            if (read(THERE).contains(new CloudEffect.AskRole())) {
                tell(new CloudEvent.RoleAnswered(true));
                fail(kind);
            }
            due();
        }

        assertThat(nowNanos - sinceNanos).isLessThanOrEqualTo(SECONDS.toNanos(18));
        assertThat(machine.troubles().getFirst().sentence())
                .isEqualTo("10.0.0.100 is held by b, although this node is active");
        while (!troubles().isEmpty()) {
            due();
            read(HERE);
        }
        assertThat(troubles()).isEmpty();
    }

    @Test
    void whatCanNotBeReadIsNotKnownToBeHere() {
        long sinceNanos = nowNanos;
        take();
        while (!troubles().contains(Trouble.Kind.WRONG_HOLDER)) {
            fail(Kind.FORBIDDEN);
            due();
        }

        assertThat(nowNanos - sinceNanos).isEqualTo(SECONDS.toNanos(18));
        assertThat(troubles()).containsExactly(Trouble.Kind.WRONG_HOLDER, Trouble.Kind.FORBIDDEN);
        assertThat(machine.troubles().getFirst().sentence())
                .isEqualTo(
                        "10.0.0.100 is not known to be here, although this node is active: it could not be read since"
                                + " then");
    }

    @Test
    void aPauseThatAProviderAsksForHidesNothing() {
        take();
        tell(new CloudEvent.Failed(
                call, new CallFailed(Kind.THROTTLED, "Slow", "slow down", Optional.of(Duration.ofHours(1)))));

        assertThat(due()).isEmpty();

        assertThat(troubles()).containsExactly(Trouble.Kind.WRONG_HOLDER, Trouble.Kind.THROTTLED);
        assertThat(machine.deadlineNanos() - nowNanos)
                .as("it reads all the same")
                .isLessThan(SECONDS.toNanos(30));
    }

    @Test
    void whoMayNotHoldItOrCanNotShowItsRoleSaysSo() {
        take();
        read(FORBIDDEN);
        nowNanos += SECONDS.toNanos(18);
        tell(new CloudEvent.Due());
        assertThat(troubles()).contains(Trouble.Kind.WRONG_HOLDER, Trouble.Kind.NOT_ALLOWED);
        tell(new CloudEvent.Yielded());
        take();
        read(THERE);
        nowNanos += SECONDS.toNanos(18);

        tell(new CloudEvent.RoleAnswered(false));

        assertThat(troubles()).containsExactly(Trouble.Kind.WRONG_HOLDER, Trouble.Kind.UNCONFIRMED);
    }

    /** What is held stays held, as far as anybody knows. */
    @Test
    void whatWasHereAndCanNotBeReadIsNotMissed() {
        hold();
        for (int i = 0; i < 10; i++) {
            due();
            fail(Kind.UNKNOWN);
        }

        assertThat(troubles()).containsExactly(Trouble.Kind.UNREACHABLE);
    }
}
