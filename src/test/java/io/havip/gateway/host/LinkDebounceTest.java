package io.havip.gateway.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.gateway.settings.InterfaceDelays;
import io.havip.linux.Link;
import io.havip.vrrp.VirtualRouter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A cable that comes and goes, by a clock of the test's own. */
class LinkDebounceTest {
    private static final long SECOND = 1_000_000_000L;

    private final LinkDebounce debounce = new LinkDebounce();

    @BeforeEach
    void delayEth0() {
        debounce.change(List.of(new InterfaceDelays("eth0", 2 * SECOND, 5 * SECOND)));
        debounce.begin(List.of(eth0(true), eth1(true)));
    }

    @Test
    void itCountsAsItIsAtTheStart() {
        assertThat(debounce.counts(eth0(true))).isTrue();
        assertThat(debounce.deadlineNanos()).isEqualTo(VirtualRouter.NEVER);
    }

    @Test
    void itIsDownWhenItHasBeenDownForTheDelay() {
        debounce.observe(eth0(false), SECOND);

        assertThat(debounce.counts(eth0(false))).isTrue();
        assertThat(debounce.deadlineNanos()).isEqualTo(3 * SECOND);
        assertThat(debounce.settle(3 * SECOND - 1)).isFalse();
        assertThat(debounce.counts(eth0(false))).isTrue();

        assertThat(debounce.settle(3 * SECOND)).isTrue();
        assertThat(debounce.counts(eth0(false))).isFalse();
        assertThat(debounce.deadlineNanos()).isEqualTo(VirtualRouter.NEVER);
    }

    @Test
    void oneThatIsBackInTimeWasNeverDown() {
        debounce.observe(eth0(false), SECOND);
        debounce.observe(eth0(true), 2 * SECOND);

        assertThat(debounce.deadlineNanos()).isEqualTo(VirtualRouter.NEVER);
        assertThat(debounce.settle(9 * SECOND)).isFalse();

        debounce.observe(eth0(false), 10 * SECOND);
        assertThat(debounce.deadlineNanos()).as("the delay begins anew").isEqualTo(12 * SECOND);
    }

    @Test
    void itIsUpWhenItHasBeenUpForTheOtherDelay() {
        debounce.observe(eth0(false), 0);
        debounce.settle(2 * SECOND);

        debounce.observe(eth0(true), 10 * SECOND);
        assertThat(debounce.counts(eth0(true))).isFalse();
        debounce.observe(eth0(true), 12 * SECOND);
        assertThat(debounce.deadlineNanos())
                .as("another notification of the same state changes nothing")
                .isEqualTo(15 * SECOND);
        assertThat(debounce.settle(15 * SECOND)).isTrue();
        assertThat(debounce.counts(eth0(true))).isTrue();
    }

    @Test
    void oneWithoutADelayCountsAtOnce() {
        debounce.observe(eth0(false), 0);
        debounce.observe(eth1(false), SECOND);

        assertThat(debounce.counts(eth1(false))).isFalse();
        assertThat(debounce.deadlineNanos()).as("only the other waits").isEqualTo(2 * SECOND);
    }

    @Test
    void aNotificationOfOneLeavesTheOtherToBeSettled() {
        debounce.observe(eth0(false), 0);

        debounce.observe(eth1(true), 7 * SECOND);

        assertThat(debounce.settle(7 * SECOND)).isTrue();
        assertThat(debounce.counts(eth0(false))).isFalse();
    }

    @Test
    void oneThatIsRemovedIsGoneAtOnceAndItsSuccessorHasToStayUp() {
        debounce.forget(1);
        assertThat(debounce.counts(eth0(true))).isFalse();

        debounce.observe(new Link(7, "eth0", true, true, Optional.empty(), 1500), SECOND);
        assertThat(debounce.deadlineNanos()).isEqualTo(6 * SECOND);
    }

    @Test
    void whatWasMissedIsSeenAsSoonAsItIsKnown() {
        debounce.observe(eth1(false), 0);

        debounce.retain(List.of(1));
        debounce.observe(eth0(false), SECOND);

        assertThat(debounce.counts(eth1(true))).isFalse();
        assertThat(debounce.deadlineNanos()).isEqualTo(3 * SECOND);
    }

    @Test
    void otherDelaysHoldForAChangeThatDoesNotYetCountToo() {
        debounce.observe(eth0(false), SECOND);

        debounce.change(List.of());

        assertThat(debounce.settle(SECOND)).isTrue();
        assertThat(debounce.counts(eth0(false))).isFalse();
    }

    private static Link eth0(boolean carrier) {
        return new Link(1, "eth0", true, carrier, Optional.empty(), 1500);
    }

    private static Link eth1(boolean carrier) {
        return new Link(2, "eth1", true, carrier, Optional.empty(), 1500);
    }
}
