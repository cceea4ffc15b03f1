package io.havip.cli;

import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** An entry of the journal in a line for people. */
final class EventText {
    private EventText() {}

    /** Of entries of a later version too: every one has a time, a kind and a sentence. */
    static String of(JsonObject entry) {
        return "%s  %-12s  %s%s%s"
                .formatted(
                        text(entry, "at"),
                        subject(entry),
                        what(entry),
                        printable(text(entry, "sentence")),
                        times(entry));
    }

    private static String subject(JsonObject entry) {
        return printable(entry.containsKey("vrrp_instance") ? text(entry, "vrrp_instance") : text(entry, "node"));
    }

    private static String what(JsonObject entry) {
        return text(entry, "kind").equals("transition")
                ? "%s -> %s, %s, %s%s: "
                        .formatted(
                                text(entry, "from").toUpperCase(Locale.ROOT),
                                text(entry, "to").toUpperCase(Locale.ROOT),
                                text(entry, "cause"),
                                milliseconds(entry),
                                Boolean.FALSE.equals(entry.getValue("within_bound")) ? " and too slow" : "")
                : printable(text(entry, "kind")) + ": ";
    }

    private static String milliseconds(JsonObject entry) {
        return entry.getValue("whole_microseconds") instanceof Number micros
                ? String.format(Locale.ROOT, "%.3f ms", micros.longValue() / 1e3)
                : "? ms";
    }

    private static String times(JsonObject entry) {
        return entry.getValue("count") instanceof Number count && count.longValue() > 1
                ? " (" + count + " times since that was told)"
                : "";
    }

    private static String text(JsonObject entry, String field) {
        var value = entry.getValue(field);
        return value == null ? "" : value.toString();
    }

    /** A file may be anybody's, and a terminal obeys. */
    static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }
}
