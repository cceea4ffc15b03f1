package io.havip.observe.journal;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/**
 * One entry as it is written: an object of JSON in a line.
 *
 * @param sequence from 1 on, one more than that of the entry before it unless some were lost between the two
 * @param text without the end of the line
 */
public record Line(long sequence, String text) {
    /** Longer ones are not the journal's. */
    static final int LENGTH_MAX = 1 << 20;

    /** What somebody else may have written, if it is an entry. */
    public static Optional<Line> read(String text) {
        return parse(text).map(json -> new Line(json.getLong(EntryJson.SEQUENCE), text));
    }

    /** Its fields. */
    public JsonObject json() {
        return new JsonObject(text);
    }

    private static Optional<JsonObject> parse(String text) {
        try {
            var json = new JsonObject(text);
            return json.getValue(EntryJson.SEQUENCE) instanceof Number number && number.longValue() > 0
                    ? Optional.of(json)
                    : Optional.empty();
        } catch (DecodeException torn) {
            return Optional.empty();
        }
    }
}
