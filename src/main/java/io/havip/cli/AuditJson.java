package io.havip.cli;

import io.havip.audit.AuditReport;
import io.havip.audit.Irregularity;
import io.havip.audit.PacketRef;
import io.havip.audit.SeenTenure;
import io.havip.audit.Takeover;
import io.havip.wire.IpAddress;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The answer of {@code audit --json}. Programs may rely on what is in it, and not on its sentences. */
final class AuditJson {
    private static final double SECOND_NANOS = 1e9;

    private final List<Path> files;
    private final Map<InetAddress, String> names;

    private AuditJson(List<Path> files, Map<InetAddress, String> names) {
        this.files = files;
        this.names = names;
    }

    static String of(AuditReport report, List<Path> files, List<String> notes, Map<InetAddress, String> names) {
        return new AuditJson(files, names).answer(report, notes).encodePrettily() + "\n";
    }

    private JsonObject answer(AuditReport report, List<String> notes) {
        var answer = new JsonObject()
                .put("well", report.well())
                .put("files", new JsonArray(files.stream().map(Path::toString).toList()))
                .put("frames", report.frames())
                .put("advertisements", report.advertisements());
        report.extent()
                .ifPresent(extent ->
                        answer.put("from", instant(extent.fromEpochNanos())).put("to", instant(extent.toEpochNanos())));
        return answer.put(
                        "virtual_routers",
                        new JsonArray(
                                report.routers().stream().map(this::router).toList()))
                .put(
                        "findings",
                        new JsonArray(
                                report.findings().stream().map(this::finding).toList()))
                .put("notes", new JsonArray(notes));
    }

    private JsonObject router(AuditReport.Router router) {
        var said = router.advertised();
        return new JsonObject()
                .put("link", router.id().link())
                .put("vrid", router.id().vrid())
                .put("family", lower(router.id().family()))
                .put("version", said.version().number())
                .put("interval_seconds", said.intervalNanos() / SECOND_NANOS)
                .put(
                        "addresses",
                        new JsonArray(
                                said.addresses().stream().map(IpAddress::text).toList()))
                .put(
                        "tenures",
                        new JsonArray(
                                router.tenures().stream().map(this::tenure).toList()));
    }

    private JsonObject tenure(SeenTenure tenure) {
        var object = new JsonObject().put("router", IpAddress.text(tenure.router()));
        var name = names.get(tenure.router());
        if (name != null) {
            object.put("name", name);
        }
        object.put("priority", tenure.priority())
                .put("first", packet(tenure.first()))
                .put("last", packet(tenure.last()))
                .put("seconds", tenure.nanos() / SECOND_NANOS)
                .put("end", lower(tenure.end()));
        tenure.takeover().ifPresent(takeover -> object.put("takeover", takeover(tenure, takeover)));
        return object;
    }

    private JsonObject takeover(SeenTenure tenure, Takeover takeover) {
        long afterNanos = tenure.first().atEpochNanos() - takeover.evidence().atEpochNanos();
        var object = new JsonObject()
                .put("cause", lower(takeover.cause()))
                .put("from", IpAddress.text(takeover.from()))
                .put("evidence", packet(takeover.evidence()))
                .put("after_seconds", afterNanos / SECOND_NANOS);
        takeover.boundNanos().ifPresent(bound -> object.put("bound_seconds", bound / SECOND_NANOS));
        return object;
    }

    private JsonObject finding(Irregularity finding) {
        return new JsonObject()
                .put("finding", lower(finding.kind()))
                .put("link", finding.router().link())
                .put("vrid", finding.router().vrid())
                .put("family", lower(finding.router().family()))
                .put("sentence", finding.sentence())
                .put("mend", finding.kind().mend())
                .put(
                        "packets",
                        new JsonArray(
                                finding.packets().stream().map(this::packet).toList()));
    }

    private JsonObject packet(PacketRef packet) {
        return new JsonObject()
                .put("file", files.get(packet.file()).toString())
                .put("number", packet.number())
                .put("at", instant(packet.atEpochNanos()));
    }

    private static String instant(long epochNanos) {
        return Instant.ofEpochSecond(0, epochNanos).toString();
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
