package io.havip.vrrp;

import static io.havip.vrrp.Cause.BETTER_HEARD;
import static io.havip.vrrp.Cause.GROUP;
import static io.havip.vrrp.Cause.SEND_REFUSED;
import static io.havip.vrrp.Cause.STALL;
import static io.havip.vrrp.Cause.UNHEARD;
import static io.havip.vrrp.State.ACTIVE;
import static io.havip.vrrp.State.BACKUP;
import static io.havip.vrrp.State.FAULT;
import static io.havip.vrrp.State.INITIALIZE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CauseTest {
    /** A fault is the group's already, all are told to stop, and as the last resort they retry together. */
    @Test
    void aGroupFollowsAnActiveThatGivesWayOnlyWhereItDoesNotKnowTheCauseItself() {
        assertThat(Stream.of(Cause.values()).filter(Cause::yields))
                .containsExactlyInAnyOrder(BETTER_HEARD, STALL, GROUP, SEND_REFUSED, UNHEARD);
    }

    @Test
    void eachLeadsFromSomewhereToSomewhereElse() {
        assertThat(Cause.values()).allSatisfy(cause -> {
            assertThat(cause.from()).isNotEmpty();
            assertThat(cause.to()).isNotEmpty().doesNotContainAnyElementsOf(cause.from());
        });
        assertThat(Cause.RECOVERY.from()).containsExactly(FAULT);
        assertThat(Cause.RECOVERY.to()).containsExactlyInAnyOrder(BACKUP, ACTIVE);
        assertThat(Cause.SHUTDOWN.to()).containsExactly(INITIALIZE);
    }
}
