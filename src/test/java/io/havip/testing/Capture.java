package io.havip.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.audit.Audit;
import io.havip.audit.AuditReport;
import io.havip.audit.Irregularity.Kind;
import io.havip.audit.PacketRef;
import io.havip.wire.CaptureReader;
import io.havip.wire.Dissector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What passes a port of the lab's switch, dissected by Wireshark, which owes nothing to this product. */
public final class Capture implements AutoCloseable {
    private static final long TOLERANCE_NANOS = 2_000_000_000L;

    private final Path file;
    private final Service tcpdump;
    private final Set<Kind> provoked = EnumSet.noneOf(Kind.class);

    private Capture(NetworkLab lab, String port) {
        try {
            this.file = Files.createTempFile("capture", ".pcap");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.tcpdump = Service.start(
                lab,
                NetworkLab.SWITCH,
                "tcpdump",
                "-i",
                port,
                "--immediate-mode",
                "-U",
                "-s",
                "2048", // of whole frames there is room for eight at a time
                "-B",
                "8192",
                "-Z",
                "root",
                "-w",
                file.toString());
        await().until(() -> tcpdump.says("listening on"));
    }

    /** A frame's fields, by Wireshark's names and in its words; those that it lacks are empty. */
    public record Frame(Map<String, String> fields) {
        public String get(String field) {
            return fields.getOrDefault(field, "");
        }
    }

    /** Captures from now on. */
    public static Capture start(NetworkLab lab, String namespace, String interfaceName) {
        Requirement.WIRESHARK.ensure();
        return new Capture(lab, namespace + "." + interfaceName);
    }

    /** The frames so far that match a display filter, with these fields of each. */
    public List<Frame> frames(String filter, String... fields) {
        return read(file, filter, fields);
    }

    /** Those of a file that another capture has left. */
    public static List<Frame> read(Path file, String filter, String... fields) {
        return Wireshark.get().frames(file, filter, fields).stream()
                .map(values -> frame(values, fields))
                .toList();
    }

    private static Frame frame(List<String> values, String... fields) {
        var named = new HashMap<String, String>();
        for (int i = 0; i < fields.length; i++) {
            named.put(fields[i], values.get(i));
        }
        return new Frame(Map.copyOf(named));
    }

    /** Findings of these kinds belong to the story: it provokes them. */
    public Capture provoking(Kind... kinds) {
        provoked.addAll(List.of(kinds));
        return this;
    }

    /** Before the end the protocol's own state machine follows once more all that was seen; what it finds wrong is. */
    @Override
    public void close() {
        tcpdump.close();
        try {
            assertThat(audit().findings())
                    .filteredOn(finding -> !provoked.contains(finding.kind()))
                    .isEmpty();
        } finally {
            file.toFile().delete();
        }
    }

    /** What an audit says so far. Of a busy machine nothing is asserted that it may be late for. */
    public AuditReport audit() {
        var audit = new Audit(TOLERANCE_NANOS);
        try (var reader = new CaptureReader(Files.newInputStream(file))) {
            for (var next = reader.next(); next.isPresent(); next = reader.next()) {
                var frame = next.get();
                audit.see(new PacketRef(0, frame.number(), frame.atEpochNanos()), Dissector.dissect(frame));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return audit.report();
    }
}
