package io.havip.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.havip.testing.Capture;
import io.havip.testing.Requirement;
import io.havip.wire.Pcapng.Block;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PcapngTest {
    private static final int ETHERNET = 1;
    private static final long AT = Recording.BEGIN + 123_456_789;
    private static final byte[] FRAME = HexFormat.of().parseHex("ffffffffffff02000000002a08060001080006040001");
    private static final Block.Section SECTION = new Block.Section("havip-gateway 1.0", "web: BACKUP -> ACTIVE");
    private static final Block.Interface INTERFACE = Block.Interface.nanoseconds(ETHERNET, "eth0");
    private static final Block.Names NAMES = new Block.Names(
            Map.of(InetAddress.ofLiteral("10.9.0.1"), "gw1", InetAddress.ofLiteral("fd00:9::2"), "gw2"));

    private static Block.Packet packet(String comment) {
        return new Block.Packet(0, OptionalLong.of(AT), 60, FRAME, comment);
    }

    private static Optional<Block> decoded(byte[] block) {
        return Pcapng.decode(
                ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).getInt(),
                ByteBuffer.wrap(block, 8, block.length - 12).slice().order(ByteOrder.LITTLE_ENDIAN));
    }

    @Test
    void whatIsWrittenIsRead() {
        for (var block :
                new Block[] {SECTION, new Block.Section("", ""), INTERFACE, NAMES, new Block.Names(Map.of())}) {
            assertThat(decoded(Pcapng.encode(block))).contains(block);
        }
        for (String comment : new String[] {"", "silent since packet 12", "größer"}) {
            assertThat(decoded(Pcapng.encode(packet(comment))))
                    .get()
                    .usingRecursiveComparison()
                    .isEqualTo(packet(comment));
        }
    }

    @Test
    void aBlockHasItsLengthAtBothEndsInWholeWords() {
        for (var block : new Block[] {SECTION, INTERFACE, NAMES, packet("a"), packet("ab")}) {
            byte[] bytes = Pcapng.encode(block);
            var buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);

            assertThat(bytes.length % 4).isZero();
            assertThat(buffer.getInt(4)).isEqualTo(bytes.length).isEqualTo(buffer.getInt(bytes.length - 4));
        }
    }

    @Test
    void wiresharkReadsWhatIsWritten(@TempDir Path folder) throws IOException {
        Requirement.WIRESHARK.ensure();
        var file = new ByteArrayOutputStream();
        for (var block : new Block[] {SECTION, NAMES, INTERFACE, packet(""), packet("größer, and later")}) {
            file.writeBytes(Pcapng.encode(block));
        }

        var frames = Capture.read(
                Files.write(folder.resolve("written.pcapng"), file.toByteArray()),
                "frame",
                "frame.time_epoch",
                "frame.interface_name",
                "frame.len",
                "frame.cap_len",
                "frame.comment",
                "_ws.expert.severity");

        assertThat(frames).hasSize(2);
        assertThat(frames.getLast().fields())
                .containsEntry("frame.time_epoch", "1767225600.123456789")
                .containsEntry("frame.interface_name", "eth0")
                .containsEntry("frame.len", "60")
                .containsEntry("frame.cap_len", "22")
                .containsEntry("frame.comment", "größer, and later");
    }

    @ParameterizedTest
    @CsvSource({
        "6, 1767225600123456, 0, 1767225600123456000",
        "9, 1767225600123456789, 0, 1767225600123456789",
        "0, 1767225600, 0, 1767225600000000000",
        "10, 12345678901, 1767225600, 1767225601234567890",
        "138, 1536, 0, 1500000000",
        "168, 1649267441664, 0, 1500000000",
        "6, 5000000, -3, 2000000000",
    })
    void timestampsAreOfEachResolution(int resolution, long timestamp, long offset, long nanos) {
        assertThat(new Block.Interface(ETHERNET, "", resolution, offset).epochNanos(timestamp))
                .hasValue(nanos);
    }

    @ParameterizedTest
    @CsvSource({"19, 1, 0", "255, 1, 0", "0, -1, 0", "0, 4000000001, 0", "6, 0, -1", "6, 0, 9223372036854775807"})
    void thereAreTimesThatAreNone(int resolution, long timestamp, long offset) {
        assertThat(new Block.Interface(ETHERNET, "", resolution, offset).epochNanos(timestamp))
                .isEmpty();
    }

    @Test
    void aPacketThatIsWrittenHasATime() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pcapng.encode(new Block.Packet(0, OptionalLong.empty(), 1, new byte[1], "")));
    }

    @Test
    void textsOfStrangersAreHarmless() {
        var named = Block.Interface.nanoseconds(ETHERNET, "eth0\u001b[31m\n" + "x".repeat(1_000));

        assertThat(decoded(Pcapng.encode(named))
                        .map(Block.Interface.class::cast)
                        .orElseThrow()
                        .name())
                .hasSize(64)
                .startsWith("eth0 [31m x");
    }

    @Test
    void whatIsCutOffDoesNoHarm() {
        Stream.of(SECTION, INTERFACE, NAMES, packet("silent")).forEach(block -> {
            byte[] whole = Pcapng.encode(block);
            for (int length = 12; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                assertThatNoException().isThrownBy(() -> decoded(cut));
            }
        });
        assertThat(Pcapng.decode(4711, ByteBuffer.allocate(0))).isEmpty();
    }
}
