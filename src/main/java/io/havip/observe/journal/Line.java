package io.havip.observe.journal;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * One entry as it is written: an object of JSON in a line.
 *
 * @param sequence from 1 on, one more than that of the entry before it unless some were lost between the two
 * @param version of the format that it is written in
 * @param text without the end of the line
 */
public record Line(long sequence, long version, String text) {
    /** Longer ones are not the journal's. */
    static final int LENGTH_MAX = 1 << 20;

    /** Of this version. */
    Line(long sequence, String text) {
        this(sequence, EntryJson.VERSION, text);
    }

    /** What somebody else may have written, if it is an entry, of a later version perhaps. */
    public static Optional<Line> read(String text) {
        try {
            var json = new JsonObject(text);
            long sequence = integer(json, EntryJson.SEQUENCE, 0);
            return sequence > 0
                    ? Optional.of(new Line(sequence, integer(json, EntryJson.FORMAT, EntryJson.VERSION), text))
                    : Optional.empty();
        } catch (DecodeException torn) {
            return Optional.empty();
        }
    }

    private static long integer(JsonObject json, String field, long otherwise) {
        return switch (json.getValue(field)) {
            case Integer number -> number;
            case Long number -> number;
            case null, default -> otherwise;
        };
    }

    /** Whether its fields may mean something else than they do here. */
    public boolean later() {
        return version > EntryJson.VERSION;
    }

    /** Its fields. */
    public JsonObject json() {
        return new JsonObject(text);
    }
}
