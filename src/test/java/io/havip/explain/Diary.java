package io.havip.explain;

import io.havip.observe.journal.Line;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A node's journal for tests, written by hand. Times are milliseconds of 2026. */
final class Diary {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final String node;
    private final String source;
    private final List<Line> lines = new ArrayList<>();
    private final Map<Long, byte[]> packets = new HashMap<>();

    Diary(String node, String source) {
        this.node = node;
        this.source = source;
    }

    static JsonObject time(double atMillis) {
        return new JsonObject().put("at", text(atMillis)).put("monotonic_nanos", Math.round(atMillis * 1e6));
    }

    static String text(double atMillis) {
        return BEGIN.plus(Math.round(atMillis * 1e3), ChronoUnit.MICROS).toString();
    }

    private JsonObject begin(double atMillis, String kind) {
        return time(atMillis)
                .put("v", 1)
                .put("seq", lines.size() + 1)
                .put("node", node)
                .put("kind", kind)
                .put("configuration", "c0ffee");
    }

    private Diary add(JsonObject entry) {
        lines.add(Line.read(entry.encode()).orElseThrow());
        return this;
    }

    /** Of the virtual router "web". */
    Diary moves(double atMillis, double evidenceMillis, String from, String to, String cause, JsonObject more) {
        return add(begin(atMillis, "transition")
                .put("vrrp_instance", "web")
                .put("vrid", 51)
                .put("family", "ipv4")
                .put("version", 3)
                .put("addresses", new JsonArray().add("10.9.0.100"))
                .put("source", source)
                .put("from", from)
                .put("to", to)
                .put("cause", cause)
                .put("sentence", "because of " + cause)
                .put("evidence", time(evidenceMillis))
                .mergeIn(more));
    }

    Diary moves(double atMillis, double evidenceMillis, String from, String to, String cause) {
        return moves(atMillis, evidenceMillis, from, to, cause, new JsonObject());
    }

    Diary tells(double atMillis, String kind, JsonObject more) {
        return add(begin(atMillis, kind).put("sentence", kind + " happens").mergeIn(more));
    }

    Diary tells(double atMillis, String kind) {
        return tells(atMillis, kind, new JsonObject());
    }

    /** The number of the last entry. */
    long last() {
        return lines.size();
    }

    /** Recorded at the last entry. */
    Diary recorded(byte[] capture) {
        packets.put(last(), capture);
        return this;
    }

    Side side() {
        return Side.of(node, lines, number -> Optional.ofNullable(packets.get(number)));
    }
}
