package io.havip.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.observe.TransitionReport.Phase;
import io.havip.vrrp.Action;
import io.havip.vrrp.Cause;
import io.havip.vrrp.Peer;
import io.havip.vrrp.State;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TransitionReportTest {
    private static final Optional<Peer> FOLLOWED = Optional.of(new Peer(InetAddress.ofLiteral("10.77.0.2"), 150));
    private static final long ACTIVE_DOWN_MILLIS = 3_600;

    @Test
    void aTakeoverIsSlowThatLastsForLongerThanTheProtocolAndABusyMachineExplain() {
        assertThat(takeover(FOLLOWED, 4_420).slow()).isFalse();
        assertThat(takeover(FOLLOWED, 4_421).slow()).isTrue();
    }

    @Test
    void aStartIsNoTakeoverHoweverLongItLasts() {
        assertThat(takeover(Optional.empty(), 60_000).slow()).isFalse();
    }

    @Test
    void whoGivesUpTheRoleHasNoBound() {
        assertThat(TransitionReport.bound(backup(FOLLOWED), State.FAULT)).isEmpty();
    }

    private static TransitionReport takeover(Optional<Peer> followed, long millis) {
        return new TransitionReport(
                "web",
                new Action.Transition(State.BACKUP, State.ACTIVE, Cause.ACTIVE_DOWN, 0),
                "",
                0,
                Map.of(Phase.DETECTION, TimeUnit.MILLISECONDS.toNanos(millis)),
                TransitionReport.bound(backup(followed), State.ACTIVE),
                Known.nothing(backup(followed)));
    }

    private static InstanceStatus backup(Optional<Peer> followed) {
        return new InstanceStatus(
                new InstanceStatus.Role(State.BACKUP, false, 100, TimeUnit.MILLISECONDS.toNanos(ACTIVE_DOWN_MILLIS)),
                followed,
                0,
                List.of(),
                Map.of(),
                Optional.empty(),
                List.of(),
                Since.NOTHING);
    }
}
