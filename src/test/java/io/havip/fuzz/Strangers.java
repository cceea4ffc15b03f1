package io.havip.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.audit.Audit;
import io.havip.audit.PacketRef;
import io.havip.explain.Explanation;
import io.havip.explain.Sentences;
import io.havip.explain.Side;
import io.havip.explain.Story;
import io.havip.observe.journal.Line;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
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

    /** Is explained, if it is a transition, with nothing in it that a terminal obeys. */
    static void explain(Line line, byte[] packets) {
        var side = Side.of("stranger", List.of(line), _ -> Optional.of(packets));
        try {
            var told = Explanation.of(Story.of(List.of(side), OptionalLong.empty(), Optional.empty()));
            assertThat(told.router().instance()).doesNotContainPattern("\\p{Cntrl}");
            assertThat(told.chapters().getFirst().clauses())
                    .isNotEmpty()
                    .allSatisfy(
                            clause -> assertThat(Sentences.of(clause.fact())).doesNotContainPattern("\\p{Cntrl}"));
        } catch (Story.NoSuchMove refused) {
            assertThat(refused.getMessage()).doesNotContainPattern("\\p{Cntrl}");
        }
    }

    /** The transition that the packets of {@link #captures} may have been recorded at. */
    static Line takeover() {
        return Line.read("""
                {"v":1,"seq":1,"at":"2026-01-01T00:00:00.761000Z","kind":"transition","vrid":51,"family":"ipv4","version":3,\
                "addresses":["10.9.0.100"],"source":"10.9.0.2","from":"backup","to":"active","cause":"active_down",\
                "last_heard":{"peer":"10.9.0.1","priority":150,"at":"2026-01-01T00:00:00.400000Z"}}""").orElseThrow();
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
