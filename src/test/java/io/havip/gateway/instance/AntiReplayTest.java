package io.havip.gateway.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AntiReplayTest {
    private static final InetAddress PEER = InetAddress.ofLiteral("10.77.0.2");
    private static final OptionalInt WINDOW = OptionalInt.of(5);
    private static final OptionalInt ORDERED = OptionalInt.empty();
    private static final long NOON_MILLIS = 1_789_900_000_500L;
    private static final long NOON = NOON_MILLIS / 1000 << 32;
    private static final long SECOND = 1L << 32;

    private final AtomicInteger unremembered = new AtomicInteger();
    private final AntiReplay antiReplay = new AntiReplay(unremembered::incrementAndGet);

    @Test
    void sequencesAreTheTimeOfDayAndGrowWithinAMillisecond() {
        assertThat(antiReplay.next(WINDOW, NOON_MILLIS)).isEqualTo(NOON | 0x8000_0000L);
        assertThat(antiReplay.next(WINDOW, NOON_MILLIS)).isEqualTo(NOON | 0x8000_0001L);
        assertThat(antiReplay.next(WINDOW, NOON_MILLIS + 500)).isEqualTo(NOON + SECOND);
    }

    @Test
    void aClockThatIsSetBackALittleStillGrows() {
        long before = antiReplay.next(WINDOW, NOON_MILLIS);

        assertThat(antiReplay.next(WINDOW, NOON_MILLIS - 2_000)).isEqualTo(before + 1);
    }

    @Test
    void aClockThatIsSetBackFarStartsAnewWhereThereIsAWindow() {
        antiReplay.next(WINDOW, NOON_MILLIS);

        assertThat(antiReplay.next(WINDOW, NOON_MILLIS - 60_000)).isEqualTo(NOON - 60 * SECOND | 0x8000_0000L);
    }

    @Test
    void withoutAWindowTheOrderHoldsWhateverTheClockSays() {
        long before = antiReplay.next(ORDERED, NOON_MILLIS);

        assertThat(antiReplay.next(ORDERED, NOON_MILLIS - 60_000)).isEqualTo(before + 1);
    }

    @Test
    void sequencesGoOnWhenTheSecondsWrapAndWhenTheyGetNegative() {
        long wrap = 0x1_0000_0000L * 1000;

        assertThat(antiReplay.next(WINDOW, wrap - 1_000)).isEqualTo(0xffff_ffff_0000_0000L);
        assertThat(antiReplay.next(WINDOW, wrap)).isZero();
        assertThat(antiReplay.admit(PEER, 0xffff_ffff_0000_0000L, WINDOW, wrap)).isTrue();
        assertThat(antiReplay.admit(PEER, 0, WINDOW, wrap)).isTrue();
        assertThat(antiReplay.admit(PEER, 0xffff_ffff_0000_0000L, WINDOW, wrap)).isFalse();
    }

    @Test
    void whatIsNotNewerThanTheLastOneIsRefused() {
        assertThat(antiReplay.admit(PEER, NOON, WINDOW, NOON_MILLIS)).isTrue();
        assertThat(antiReplay.admit(PEER, NOON, WINDOW, NOON_MILLIS)).isFalse();
        assertThat(antiReplay.admit(PEER, NOON - 1, WINDOW, NOON_MILLIS)).isFalse();
        assertThat(antiReplay.admit(PEER, NOON + 1, WINDOW, NOON_MILLIS)).isTrue();
    }

    @Test
    void eachSenderCountsForItself() {
        assertThat(antiReplay.admit(PEER, NOON, WINDOW, NOON_MILLIS)).isTrue();
        assertThat(antiReplay.admit(InetAddress.ofLiteral("10.77.0.3"), NOON - 1, WINDOW, NOON_MILLIS))
                .isTrue();
    }

    @Test
    void ofTooManySendersTheOneThatIsSilentForLongestIsForgottenAndCounted() {
        for (int last = 2; last < 34; last++) {
            antiReplay.admit(InetAddress.ofLiteral("10.77.0." + last), NOON, WINDOW, NOON_MILLIS);
        }
        antiReplay.admit(PEER, NOON + 1, WINDOW, NOON_MILLIS);
        assertThat(unremembered).hasValue(0);

        antiReplay.admit(InetAddress.ofLiteral("10.77.0.34"), NOON, WINDOW, NOON_MILLIS);

        assertThat(unremembered).hasValue(1);
        assertThat(antiReplay.admit(PEER, NOON + 1, WINDOW, NOON_MILLIS)).isFalse();
        assertThat(antiReplay.admit(InetAddress.ofLiteral("10.77.0.3"), NOON, WINDOW, NOON_MILLIS))
                .isTrue();
        assertThat(unremembered).hasValue(2);
    }

    @Test
    void aSenderWhoseClockWasSetBackIsHeardAgain() {
        antiReplay.admit(PEER, NOON + 3600 * SECOND, WINDOW, NOON_MILLIS + 3_600_000);

        assertThat(antiReplay.admit(PEER, NOON, WINDOW, NOON_MILLIS)).isTrue();
        assertThat(antiReplay.admit(PEER, NOON, WINDOW, NOON_MILLIS)).isFalse();
    }

    @Test
    void theWindowIsAsWideInBothDirections() {
        assertThat(AntiReplay.stale(NOON - 5 * SECOND, WINDOW, NOON_MILLIS)).isFalse();
        assertThat(AntiReplay.stale(NOON + 5 * SECOND, WINDOW, NOON_MILLIS)).isFalse();
        assertThat(AntiReplay.stale(NOON - 6 * SECOND, WINDOW, NOON_MILLIS)).isTrue();
        assertThat(AntiReplay.stale(NOON + 6 * SECOND, WINDOW, NOON_MILLIS)).isTrue();
        assertThat(AntiReplay.stale(0, ORDERED, NOON_MILLIS)).isFalse();
    }
}
