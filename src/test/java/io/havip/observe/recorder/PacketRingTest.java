package io.havip.observe.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PacketRingTest {
    private final PacketRing ring = new PacketRing();

    private static RecordedPacket packet(long at, int length) {
        return new RecordedPacket("eth0", at, new byte[length]);
    }

    private void advertise(long from, long to, int length) {
        for (long at = from; at < to; at++) {
            ring.addAdvertisement(packet(at, length));
        }
    }

    private List<Long> times() {
        return ring.packets().stream().map(RecordedPacket::atEpochNanos).toList();
    }

    private static List<Long> range(long from, long to) {
        return Stream.iterate(from, at -> at < to, at -> at + 1).toList();
    }

    @Test
    void itHasTheLastPacketsInTheOrderOfTime() {
        advertise(0, 1_000, 60);
        assertThat(times()).isEqualTo(range(1_000 - PacketRing.ADVERTISEMENTS_MAX, 1_000));

        ring.addNeighbour(packet(900, 42));
        assertThat(times()).hasSize(PacketRing.ADVERTISEMENTS_MAX + 1).isSorted();
    }

    @Test
    void aFloodOfQuestionsIsNoAdvertisementsLoss() {
        advertise(0, 100, 60);
        for (long at = 100; at < 100_000; at++) {
            ring.addNeighbour(packet(at, 42));
        }

        assertThat(times()).startsWith(range(0, 100).toArray(Long[]::new)).hasSize(100 + PacketRing.NEIGHBOURS_MAX);
    }

    @Test
    void itTakesNoMoreMemoryThanItMay() {
        advertise(0, 1_000, 4_000);
        assertThat(times()).hasSize(PacketRing.BYTES_MAX / 4_000);

        advertise(1_000, 1_001, 2 * PacketRing.BYTES_MAX);
        assertThat(times()).as("the last one, whatever its length").containsExactly(1_000L);
    }

    @Test
    void oneOfManyHasAShareOfThat() {
        ring.limit(1.0 / 16);
        advertise(0, 1_000, 60);
        assertThat(times()).hasSize(PacketRing.ADVERTISEMENTS_MAX / 16);

        advertise(1_000, 1_100, 500);
        assertThat(times()).hasSize(PacketRing.BYTES_MAX / 16 / 500);
    }

    @Test
    void whatTwoCapturesHaveSeenIsThereOnce() {
        ring.addAdvertisement(packet(1, 60));
        ring.addAdvertisement(packet(2, 60));
        ring.addAdvertisement(packet(1, 60));
        ring.addAdvertisement(packet(2, 61));

        assertThat(ring.packets()).hasSize(3);
        assertThat(times()).containsExactly(1L, 2L, 2L);
    }
}
