package io.havip.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.havip.wire.Pcapng.Block;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaptureReaderTest {
    private static final Recording RECORDING =
            new Recording().advertises("10.9.0.1", 150, 0, 300).on("eth1").says(50, "10.9.0.2", 100);

    private static List<CapturedFrame> read(byte[] file) throws IOException {
        var frames = new ArrayList<CapturedFrame>();
        try (var reader = new CaptureReader(new ByteArrayInputStream(file))) {
            for (var frame = reader.next(); frame.isPresent(); frame = reader.next()) {
                frames.add(frame.get());
            }
        }
        return frames;
    }

    private static String refusal(byte[] file) {
        try {
            read(file);
            return "";
        } catch (CaptureException e) {
            return String.valueOf(e.getMessage());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] pcap(ByteOrder order, boolean nanoseconds) {
        var file = ByteBuffer.allocate(10_000).order(order);
        file.putInt(nanoseconds ? 0xa1b2_3c4d : 0xa1b2_c3d4).putInt(0x0004_0002);
        file.putLong(0).putInt(65_535).putInt(1);
        for (var frame : RECORDING.frames()) {
            long nanos = frame.atEpochNanos();
            file.putInt((int) (nanos / 1_000_000_000))
                    .putInt((int) (nanos % 1_000_000_000 / (nanoseconds ? 1 : 1_000)));
            file.putInt(frame.bytes().length).putInt(frame.length()).put(frame.bytes());
        }
        return Arrays.copyOf(file.array(), file.position());
    }

    @Test
    void thePacketsOfAPcapngAreNumberedAndHaveTheirInterface() throws IOException {
        assertThat(read(RECORDING.pcapng())).usingRecursiveComparison().isEqualTo(RECORDING.frames());
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void theOlderFormatIsReadInEachOfItsForms(boolean bigEndian, boolean nanoseconds) throws IOException {
        var order = bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;

        assertThat(read(pcap(order, nanoseconds)))
                .usingRecursiveComparison()
                .ignoringFields("interfaceName")
                .isEqualTo(RECORDING.frames());
    }

    @Test
    void aSectionMayBeOfTheOtherByteOrder() throws IOException {
        byte[] big = ByteBuffer.allocate(28 + 20 + 36)
                .putInt(0x0a0d_0d0a)
                .putInt(28)
                .putInt(0x1a2b_3c4d)
                .putInt(0x0001_0000)
                .putLong(-1)
                .putInt(28)
                .putInt(1)
                .putInt(20)
                .putShort((short) 1)
                .putShort((short) 0)
                .putInt(0)
                .putInt(20)
                .putInt(6)
                .putInt(36)
                .putInt(0)
                .putLong(1_500_000)
                .putInt(2)
                .putInt(60)
                .putInt(0xabcd_0000)
                .putInt(36)
                .array();
        var both = new ByteArrayOutputStream();
        both.writeBytes(RECORDING.pcapng());
        both.writeBytes(big);
        both.writeBytes(RECORDING.pcapng());

        var frames = read(both.toByteArray());

        assertThat(frames).hasSize(9);
        var inTheMiddle = frames.get(4);
        assertThat(inTheMiddle.number()).isEqualTo(5);
        assertThat(inTheMiddle.atEpochNanos()).isEqualTo(1_500_000_000L);
        assertThat(inTheMiddle.bytes()).containsExactly(0xab, 0xcd);
        assertThat(inTheMiddle.length()).isEqualTo(60);
    }

    @Test
    void namesAreKept() throws IOException {
        var address = InetAddress.ofLiteral("10.9.0.1");
        try (var reader = new CaptureReader(
                new ByteArrayInputStream(RECORDING.pcapng(new Block.Names(Map.of(address, "gw1")))))) {
            reader.next();
            assertThat(reader.names()).containsExactly(Map.entry(address, "gw1"));
        }
    }

    @Test
    void whatEndsInTheMiddleOfAFrameIsReadUpToThere() throws IOException {
        for (byte[] whole : new byte[][] {RECORDING.pcapng(), pcap(ByteOrder.LITTLE_ENDIAN, true)}) {
            try (var reader = new CaptureReader(new ByteArrayInputStream(Arrays.copyOf(whole, whole.length - 1)))) {
                for (int frame = 0; frame < 3; frame++) {
                    assertThat(reader.next()).isPresent();
                }
                assertThat(reader.cutOff()).isFalse();
                assertThat(reader.next()).isEmpty();
                assertThat(reader.cutOff()).isTrue();
                assertThat(reader.next()).isEmpty();
            }
        }
    }

    @Test
    void whatIsNoCaptureIsRefused() {
        assertThat(refusal(new byte[0])).isEqualTo("it is no capture: it ends after 0 bytes");
        assertThat(refusal("GET / HTTP/1.1".getBytes())).isEqualTo("it is no capture: neither pcapng nor pcap");
        assertThat(refusal(new byte[] {0x1f, (byte) 0x8b, 8, 0})).isEqualTo("it is compressed: unpack it first");
    }

    @Test
    void aDamagedFileIsRefusedWithThePlace() {
        byte[] pcap = pcap(ByteOrder.LITTLE_ENDIAN, true);
        assertThat(refusal(with(pcap, 24 + 8, -1))).isEqualTo("it is damaged at byte 40: there is no frame");
        assertThat(refusal(with(pcap, 24 + 8, 262_145))).contains("there is no frame");
        assertThat(refusal(with(pcap, 24 + 4, 1_000_000_000))).contains("there is no frame");

        byte[] pcapng = RECORDING.pcapng();
        int first = ByteBuffer.wrap(pcapng).order(ByteOrder.LITTLE_ENDIAN).getInt(4);
        assertThat(refusal(with(pcapng, 4, 8))).endsWith("a block has an impossible length");
        assertThat(refusal(with(pcapng, first + 4, 13))).endsWith("a block has an impossible length");
        assertThat(refusal(with(pcapng, first + 4, 0x7fff_fff0))).endsWith("a block is longer than 524288 bytes");
        assertThat(refusal(with(pcapng, 8, 1))).endsWith("a section has no byte order");
    }

    @Test
    void thereMayBeSoManyInterfaces() {
        var file = new ByteArrayOutputStream();
        file.writeBytes(Pcapng.encode(new Block.Section("", "")));
        for (int i = 0; i <= CaptureReader.INTERFACES_MAX; i++) {
            file.writeBytes(Pcapng.encode(Block.Interface.nanoseconds(1, "eth" + i)));
        }

        assertThat(refusal(file.toByteArray())).endsWith("there are more than 4096 interfaces");
    }

    @Test
    void aPacketOfAnUnknownInterfaceOrTimeIsDamage() {
        byte[] pcapng = RECORDING.pcapng();

        assertThat(refusal(with(pcapng, lastPacket(pcapng) + 8, 2)))
                .endsWith("no interface has the number of a packet's");
        assertThat(refusal(with(pcapng, lastPacket(pcapng) + 12, -1))).endsWith("a packet was captured at no time");
    }

    private static int lastPacket(byte[] pcapng) {
        return pcapng.length
                - ByteBuffer.wrap(pcapng).order(ByteOrder.LITTLE_ENDIAN).getInt(pcapng.length - 4);
    }

    private static byte[] with(byte[] file, int offset, int word) {
        byte[] changed = file.clone();
        ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(offset, word);
        return changed;
    }

    @Test
    void anyBytesAreReadOrRefused() {
        var random = new Random(9568);
        for (byte[] whole : new byte[][] {RECORDING.pcapng(), pcap(ByteOrder.BIG_ENDIAN, false)}) {
            for (int length = 0; length < whole.length; length++) {
                refusal(Arrays.copyOf(whole, length));
            }
            for (int round = 0; round < 20_000; round++) {
                byte[] file = whole.clone();
                for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                    file[random.nextInt(file.length)] = (byte) random.nextInt();
                }
                refusal(file);
            }
        }
        assertThatExceptionOfType(CaptureException.class)
                .isThrownBy(() -> new CaptureReader(new ByteArrayInputStream(new byte[100])));
    }

    @Test
    void blocksThatNobodyKnowsArePassedOver() throws IOException {
        byte[] pcapng = RECORDING.pcapng();
        int last = lastPacket(pcapng);
        var unknown = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
        unknown.putInt(4711).putInt(20).putLong(0).putInt(20);
        var file = new ByteArrayOutputStream();
        file.write(pcapng, 0, last);
        file.writeBytes(unknown.array());
        file.write(pcapng, last, pcapng.length - last);

        assertThat(read(file.toByteArray())).hasSameSizeAs(read(pcapng));
        byte[] torn = file.toByteArray();
        assertThat(refusal(with(torn, last + 16, 24))).endsWith("a block has two lengths");
    }

    @Test
    void packetsWithoutATimeAreCounted() throws IOException {
        var file = new ByteArrayOutputStream();
        file.writeBytes(Pcapng.encode(new Block.Section("", "")));
        file.writeBytes(Pcapng.encode(Block.Interface.nanoseconds(1, "eth0")));
        var simple = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
        simple.putInt(Pcapng.SIMPLE_PACKET).putInt(20).putInt(60).putInt(0).putInt(20);
        file.writeBytes(simple.array());

        try (var reader = new CaptureReader(new ByteArrayInputStream(file.toByteArray()))) {
            assertThat(reader.next()).isEmpty();
            assertThat(reader.untimed()).isEqualTo(1);
        }
    }
}
