package io.havip.cli;

import io.havip.audit.AuditReport;
import io.havip.audit.AuditReport.Extent;
import io.havip.audit.Irregularity;
import io.havip.audit.PacketRef;
import io.havip.audit.SeenTenure;
import io.havip.audit.Span;
import io.havip.audit.Takeover;
import io.havip.wire.IpAddress;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** An audit's report in lines for people. */
final class AuditText {
    private static final List<String> HEADINGS = List.of("at", "for", "active", "priority", "packets", "because", "");
    private static final int ADDRESSES_SHOWN = 8;
    private static final double SECOND_NANOS = 1e9;

    private final StringBuilder text = new StringBuilder();
    private final AuditReport report;
    private final List<Path> files;
    private final Map<InetAddress, String> names;

    private AuditText(AuditReport report, List<Path> files, Map<InetAddress, String> names) {
        this.report = report;
        this.files = files;
        this.names = names;
    }

    /**
     * @param notes what could not be told, and why
     * @param names what the files say hosts are called
     */
    static String of(AuditReport report, List<Path> files, List<String> notes, Map<InetAddress, String> names) {
        var lines = new AuditText(report, files, names);
        lines.capture();
        report.routers().forEach(lines::router);
        lines.findings();
        notes.forEach(note -> lines.text.append("\nnote: ").append(note).append('\n'));
        return lines.text.toString();
    }

    private void capture() {
        text.append(files.stream().map(Path::toString).collect(Collectors.joining(", ")))
                .append(": %d frames".formatted(report.frames()));
        report.extent()
                .ifPresent(extent -> text.append(" in %s from %s on, %d of them advertisements"
                        .formatted(
                                Span.text(extent.nanos()), instant(extent.fromEpochNanos()), report.advertisements())));
        text.append('\n');
    }

    private void router(AuditReport.Router router) {
        var said = router.advertised();
        text.append("\n%s: version %d, every %s, %s\n"
                .formatted(
                        router.id().text(),
                        said.version().number(),
                        Span.text(said.intervalNanos()),
                        addresses(said.addresses())));
        var rows = new ArrayList<List<String>>();
        rows.add(HEADINGS);
        router.tenures().forEach(tenure -> rows.add(row(tenure)));
        table(rows);
    }

    private static String addresses(List<InetAddress> addresses) {
        if (addresses.isEmpty()) {
            return "no address";
        }
        int more = addresses.size() - ADDRESSES_SHOWN;
        return addresses.stream().limit(ADDRESSES_SHOWN).map(IpAddress::text).collect(Collectors.joining(", "))
                + (more > 0 ? " and %d more".formatted(more) : "");
    }

    private List<String> row(SeenTenure tenure) {
        return List.of(
                seconds(tenure.first()),
                Span.text(tenure.nanos()),
                name(tenure.router()),
                Integer.toString(tenure.priority()),
                packet(tenure.first()) + "-" + packet(tenure.last()),
                tenure.takeover().map(takeover -> because(tenure, takeover)).orElse("first heard"),
                switch (tenure.end()) {
                    case RELEASED -> "released";
                    case SILENT -> "fell silent";
                    case YIELDED -> "gave way";
                    case CAPTURE_ENDED -> "";
                });
    }

    private String because(SeenTenure tenure, Takeover takeover) {
        String from = name(takeover.from());
        String after =
                Span.text(tenure.first().atEpochNanos() - takeover.evidence().atEpochNanos());
        String bound = takeover.boundNanos().isPresent()
                ? ", bound " + Span.text(takeover.boundNanos().getAsLong())
                : "";
        return switch (takeover.cause()) {
            case SILENCE -> "%s silent for %s%s".formatted(from, after, bound);
            case RELEASE -> "%s released %s before%s".formatted(from, after, bound);
            case PREEMPTION -> "better than %s".formatted(from);
            case CROSSING -> "at the same time as %s, %s later".formatted(from, after);
            case EARLY -> "though %s was heard %s before%s".formatted(from, after, bound);
            case RETURN -> "back after %s".formatted(after);
        };
    }

    private void table(List<List<String>> rows) {
        var widths = IntStream.range(0, HEADINGS.size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        for (var row : rows) {
            var line = new StringBuilder(" ");
            for (int column = 0; column < widths.length; column++) {
                line.append(' ')
                        .append(row.get(column))
                        .repeat(' ', widths[column] - row.get(column).length() + 1);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
    }

    private void findings() {
        if (report.well()) {
            text.append(report.routers().isEmpty() ? "\nno advertisement was seen\n" : "\nnothing is wrong\n");
            return;
        }
        text.append("\nfindings\n");
        report.findings().forEach(this::finding);
    }

    private void finding(Irregularity finding) {
        String kind = finding.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        String of = report.routers().size() > 1 ? finding.router().text() + ": " : "";
        row("! " + kind, of + finding.sentence());
        row(
                "  " + finding.packets().stream().map(this::seconds).collect(Collectors.joining(", ")),
                "packets " + finding.packets().stream().map(this::packet).collect(Collectors.joining(", ")));
        row("  mend", finding.kind().mend());
    }

    private void row(String label, String value) {
        text.append("  %-22s %s\n".formatted(label, value));
    }

    private String name(InetAddress router) {
        String address = IpAddress.text(router);
        var name = names.get(router);
        return name == null ? address : name + " (" + address + ")";
    }

    /** As Wireshark shows it: its number, with several files behind the file's name. */
    private String packet(PacketRef packet) {
        return files.size() == 1
                ? Long.toString(packet.number())
                : files.get(packet.file()).getFileName() + ":" + packet.number();
    }

    /** Since the first frame, as Wireshark shows it. */
    private String seconds(PacketRef packet) {
        long from = report.extent().map(Extent::fromEpochNanos).orElse(0L);
        return String.format(Locale.ROOT, "%.6f", (packet.atEpochNanos() - from) / SECOND_NANOS);
    }

    private static String instant(long epochNanos) {
        return Instant.ofEpochSecond(0, epochNanos).toString();
    }
}
