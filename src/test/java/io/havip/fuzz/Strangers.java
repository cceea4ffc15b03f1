package io.havip.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.audit.Audit;
import io.havip.audit.PacketRef;
import io.havip.wire.CaptureException;
import io.havip.wire.CaptureReader;
import io.havip.wire.Dissector;
import io.havip.wire.Pcapng.Block;
import io.havip.wire.Recording;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.stream.Stream;

/** Captures that somebody has sent. */
final class Strangers {
    private Strangers() {}

    /** Is followed, or refused with the place. What is said of it has no control characters in it. */
    static void audit(byte[] file) {
        var audit = new Audit(0);
        try (var reader = new CaptureReader(new ByteArrayInputStream(file))) {
            for (var frame = reader.next(); frame.isPresent(); frame = reader.next()) {
                var seen = frame.get();
                audit.see(new PacketRef(0, seen.number(), seen.atEpochNanos()), Dissector.dissect(seen));
            }
        } catch (CaptureException refused) {
            assertThat(refused.getMessage()).startsWith("it is ");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var report = audit.report();
        assertThat(report.findings()).allSatisfy(finding -> {
            assertThat(finding.sentence()).doesNotContainPattern("\\p{Cntrl}");
            assertThat(finding.router().text()).doesNotContainPattern("\\p{Cntrl}");
            assertThat(finding.packets()).isNotEmpty();
        });
        assertThat(report.routers().stream()
                        .flatMap(router -> router.tenures().stream())
                        .filter(tenure -> tenure.nanos() < 0))
                .isEmpty();
    }

    static Stream<byte[]> captures() {
        var story = new Recording()
                .advertises("10.9.0.1", 150, 0, 500)
                .serves("10.9.0.2", 100, 761, 1_200)
                .advertises("10.9.0.1", 150, 900, 1_500)
                .says(1_500, "10.9.0.1", 0)
                .addresses("fe80::100")
                .serves("fe80::1", 100, 0, 300)
                .version2()
                .vrid(52)
                .addresses("10.9.0.101")
                .advertises("10.9.0.1", 150, 0, 3_000);
        var names = new Block.Names(Map.of(InetAddress.ofLiteral("10.9.0.1"), "gw1"));
        return Stream.of(story.pcapng(names), pcap(story));
    }

    private static byte[] pcap(Recording story) {
        var file = ByteBuffer.allocate(100_000);
        file.putInt(0xa1b2_c3d4).putInt(0x0002_0004).putLong(0).putInt(65_535).putInt(1);
        for (var frame : story.frames()) {
            file.putInt((int) (frame.atEpochNanos() / 1_000_000_000))
                    .putInt((int) (frame.atEpochNanos() % 1_000_000_000 / 1_000));
            file.putInt(frame.bytes().length).putInt(frame.length()).put(frame.bytes());
        }
        byte[] bytes = new byte[file.position()];
        file.get(0, bytes);
        return bytes;
    }
}
