package io.havip.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.console.ManagementServer.Limits;
import io.havip.observe.Meters;
import io.netty.channel.WriteBufferWaterMark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What strangers at the management address take, when all of them do their worst at once, leaves three quarters of heap and direct
 * memory to the rest. What the library takes for each was measured with 200 connections.
 */
class HttpMemoryTest {
    private static final Path OPTIONS = Path.of("appliance/java.options");
    private static final Limits LIMITS = Limits.DEFAULT;
    private static final int SHARE = 4;

    /** With TLS; 5 kB without. */
    private static final long CONNECTION_BYTES = 7_000;
    /** What a record of TLS takes, until it is whole and deciphered. */
    private static final long RECORD_BYTES = 2 * 18_432;

    /** A header of fields of one letter and a colon. */
    private static final long FOR_EACH_HEADER_BYTE = 48;
    /** Requests of 18 bytes, read at once behind one that is still answered. */
    private static final long FOR_EACH_READ_BYTE = 34;

    @Test
    void aQuarterOfTheHeapIsEnough() throws IOException {
        long connection = CONNECTION_BYTES
                + LIMITS.headerBytes() * FOR_EACH_HEADER_BYTE
                + Unanswered.PIECE_BYTES * FOR_EACH_READ_BYTE;
        long answer = Meters.PIECE_BYTES;

        assertThat(LIMITS.connections().all() * connection + LIMITS.answers().all() * answer)
                .isLessThan(heapBytes() / SHARE);
    }

    @Test
    void aQuarterOfTheDirectMemoryIsEnough() throws IOException {
        // A field that has not ended is kept in a buffer that doubles. An answer that is not read may fill up to the
        // mark.
        long connection =
                2L * LIMITS.headerBytes() + Unanswered.PIECE_BYTES + RECORD_BYTES + WriteBufferWaterMark.DEFAULT.high();
        long answer = MetricsEndpoint.PIECE_BYTES;

        assertThat(LIMITS.connections().all() * connection + LIMITS.answers().all() * answer)
                .isLessThan(directBytes() / SHARE);
    }

    private static long heapBytes() throws IOException {
        var heap = Pattern.compile("-Xmx(\\d+)m").matcher(Files.readString(OPTIONS));
        assertThat(heap.find()).isTrue();
        return Long.parseLong(heap.group(1)) << 20;
    }

    /** As much as of the heap, where nothing else is said. */
    private static long directBytes() throws IOException {
        assertThat(Files.readString(OPTIONS)).doesNotContain("MaxDirectMemorySize");
        return heapBytes();
    }
}
