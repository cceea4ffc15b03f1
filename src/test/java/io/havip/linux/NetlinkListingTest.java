package io.havip.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a kernel lists that changes meanwhile. */
class NetlinkListingTest {
    private final AtomicInteger torn = new AtomicInteger();

    /** A kernel that is interrupted so often. */
    private final class Interrupted extends NetlinkClient {
        private int times;

        Interrupted(int times) {
            super(torn::incrementAndGet);
            this.times = times;
        }

        @Override
        NetlinkMessage exchange(Consumer<NetlinkMessage> parts) {
            parts.accept(message(NetlinkMessage.NEW_LINK, times-- > 0 ? NetlinkMessage.INCONSISTENT : 0));
            return message(NetlinkMessage.DONE, 0);
        }

        private NetlinkMessage message(int type, int flags) {
            return new NetlinkMessage(type, flags, 0, ByteBuffer.allocate(Integer.BYTES));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "2, 0", "3, 1"})
    void isAskedForAgainAFewTimes(int interruptions, int counted) {
        try (var kernel = new Interrupted(interruptions)) {
            assertThat(kernel.dump(NetlinkMessage.GET_LINK, NetlinkClient.LINK_HEADER_SIZE, Optional::of))
                    .as("the last listing")
                    .hasSize(1);
        }
        assertThat(torn).hasValue(counted);
    }
}
