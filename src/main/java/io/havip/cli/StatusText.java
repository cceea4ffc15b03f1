package io.havip.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The answer of {@code GET /status} in lines for people. */
final class StatusText {
    private final StringBuilder text = new StringBuilder();

    private StatusText() {}

    static String of(JsonObject status) {
        var lines = new StatusText();
        lines.gateway(status);
        return lines.text.toString();
    }

    private void gateway(JsonObject status) {
        text.append("node ")
                .append(status.getString("router"))
                .append(", version ")
                .append(status.getString("version"))
                .append(", started ")
                .append(status.getString("started"))
                .append(", at ")
                .append(status.getString("at"))
                .append('\n');
        var reload = status.getJsonObject("last_reload");
        if (reload != null) {
            row(
                    reload.getBoolean("success") ? "last reload" : "! last reload",
                    "at " + reload.getString("at") + ": " + reload.getString("message")
                            + (reload.getBoolean("success") ? "" : "; the former configuration is in force"));
        }
        objects(status, "instances").forEach(this::instance);
        if (!status.getJsonArray("stray", new JsonArray()).isEmpty()) {
            text.append("\nfor no virtual router here\n");
        }
        objects(status, "stray").forEach(stray -> discarded(stray.getString("interface"), stray));
        if (!status.getJsonArray("trackers", new JsonArray()).isEmpty()) {
            text.append("\ntrackers\n");
        }
        objects(status, "trackers")
                .forEach(tracker -> row(
                        mark(!tracker.getBoolean("healthy")) + tracker.getString("name"),
                        (tracker.getBoolean("healthy") ? "healthy since " : "unhealthy since ")
                                + tracker.getString("since") + ": " + tracker.getString("reason")));
    }

    private void instance(JsonObject instance) {
        text.append("\ninstance %s: %s%s%s, VRID %d on %s, %s\n"
                .formatted(
                        instance.getString("name"),
                        instance.getString("state").toUpperCase(Locale.ROOT),
                        instance.getBoolean("last_resort", false) ? " as the last resort" : "",
                        instance.containsKey("since") ? " since " + instance.getString("since") : "",
                        instance.getInteger("vrid"),
                        instance.getString("interface"),
                        instance.getString("family").equals("ipv4") ? "IPv4" : "IPv6"));
        var priority = instance.getJsonObject("priority");
        int configured = priority.getInteger("configured");
        int effective = priority.getInteger("effective");
        row("priority", effective + (effective == configured ? "" : ", of " + configured + " configured"));
        var peer = instance.getJsonObject("active_peer");
        if (peer != null) {
            row("active", heard(peer, peer.getString("heard")));
        }
        objects(instance, "heard")
                .filter(heard -> peer == null || !heard.getString("address").equals(peer.getString("address")))
                .forEach(heard -> row("heard", heard(heard, heard.getString("at"))));
        row(
                "addresses",
                objects(instance, "addresses")
                        .map(address -> address.getString("address") + " on " + address.getString("interface")
                                + (address.getBoolean("bound") ? ", bound" + since(address) : ", not here"))
                        .collect(Collectors.joining("; ")));
        objects(instance, "cloud").forEach(held -> row("cloud", held.getString("address") + ", " + holder(held)));
        var transition = instance.getJsonObject("last_transition");
        if (transition != null) {
            row("last transition", transition(transition));
        }
        if (instance.containsKey("held_back")) {
            row(
                    "! held back",
                    "since " + instance.getString("held_back_since") + ": " + instance.getString("held_back"));
        }
        objects(instance, "faults")
                .forEach(fault ->
                        row("! fault", fault.getString("of") + since(fault) + ": " + fault.getString("reason")));
        objects(instance, "findings").forEach(finding -> {
            row("! finding", "since " + finding.getString("since") + ": " + finding.getString("sentence"));
            row("  mend", finding.getString("mend"));
        });
        discarded("discarded", instance);
    }

    /** A router, and when its last advertisement came. */
    private static String heard(JsonObject router, @Nullable String at) {
        int priority = router.getInteger("priority");
        return router.getString("address")
                + (priority == 0 ? ", which has released" : ", with priority " + priority)
                + (at == null ? "" : ", heard at " + at);
    }

    private static String holder(JsonObject held) {
        return held.containsKey("here")
                ? (held.getBoolean("here") ? "here" : "held by " + held.getString("holder", "nobody")) + ", read at "
                        + held.getString("read")
                : "not read yet";
    }

    private static String since(JsonObject of) {
        return of.containsKey("since") ? " since " + of.getString("since") : "";
    }

    private void discarded(String label, JsonObject of) {
        objects(of, "discarded")
                .forEach(discarded ->
                        row(label, discarded.getLong("count") + " received: " + discarded.getString("sentence")));
    }

    private static String transition(JsonObject transition) {
        var phases = transition.getJsonObject("phase_seconds");
        return "%s -> %s at %s, %s (%s)"
                .formatted(
                        transition.getString("from").toUpperCase(Locale.ROOT),
                        transition.getString("to").toUpperCase(Locale.ROOT),
                        transition.getString("at"),
                        transition.getString("explanation"),
                        phases.fieldNames().stream()
                                .map(phase -> String.format(
                                        Locale.ROOT, "%s %.3f ms", phase, phases.getDouble(phase) * 1_000))
                                .collect(Collectors.joining(", ")));
    }

    private static String mark(boolean wrong) {
        return wrong ? "! " : "";
    }

    private static Stream<JsonObject> objects(JsonObject parent, String key) {
        return parent.getJsonArray(key, new JsonArray()).stream().map(JsonObject.class::cast);
    }

    /** What is wrong begins with an exclamation mark. */
    private void row(String label, String value) {
        text.append("  %-16s %s\n".formatted(label, value));
    }
}
