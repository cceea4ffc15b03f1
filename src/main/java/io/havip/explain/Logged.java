package io.havip.explain;

import io.havip.observe.journal.Line;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * An entry of a journal as it was read. A field that is not there, or is something else than it should be, is empty.
 *
 * @param number the entry's, from 1 on
 * @param atMicros when it was, since 1970, by its node's clock
 */
public record Logged(long number, long atMicros, JsonObject json) {
    static final Comparator<Logged> BY_NUMBER = Comparator.comparingLong(Logged::number);

    private static final int TEXT_MAX = 400;

    /** An entry that has a time and says of what kind it is. */
    static Optional<Logged> read(Line line) {
        var json = line.json();
        var at = micros(json, "at");
        return at.isPresent() && json.getValue("kind") instanceof String
                ? Optional.of(new Logged(line.sequence(), at.getAsLong(), json))
                : Optional.empty();
    }

    boolean is(String kind) {
        return kind.equals(json.getValue("kind"));
    }

    Optional<String> text(String field) {
        return text(json, field);
    }

    String textOr(String field, String otherwise) {
        return text(field).orElse(otherwise);
    }

    Optional<Boolean> flag(String field) {
        return json.getValue(field) instanceof Boolean flag ? Optional.of(flag) : Optional.empty();
    }

    OptionalLong number(String... path) {
        return object(path.length - 1, path)
                .map(object -> number(object, path[path.length - 1]))
                .orElseGet(OptionalLong::empty);
    }

    /** The time in an object, since 1970. */
    OptionalLong micros(String... path) {
        return object(path.length, path).map(object -> micros(object, "at")).orElseGet(OptionalLong::empty);
    }

    Optional<JsonObject> object(String field) {
        return json.getValue(field) instanceof JsonObject object ? Optional.of(object) : Optional.empty();
    }

    Stream<JsonObject> objects(String field) {
        return items(field).filter(JsonObject.class::isInstance).map(JsonObject.class::cast);
    }

    List<String> texts(String field) {
        return items(field)
                .filter(String.class::isInstance)
                .map(item -> printable((String) item))
                .toList();
    }

    private Stream<Object> items(String field) {
        return json.getValue(field) instanceof JsonArray array ? array.stream() : Stream.empty();
    }

    private Optional<JsonObject> object(int depth, String... path) {
        var object = json;
        for (int i = 0; i < depth; i++) {
            if (!(object.getValue(path[i]) instanceof JsonObject inner)) {
                return Optional.empty();
            }
            object = inner;
        }
        return Optional.of(object);
    }

    static Optional<String> text(JsonObject object, String field) {
        return object.getValue(field) instanceof String text ? Optional.of(printable(text)) : Optional.empty();
    }

    static OptionalLong number(JsonObject object, String field) {
        return object.getValue(field) instanceof Number number
                ? OptionalLong.of(number.longValue())
                : OptionalLong.empty();
    }

    /** A time as the journal writes it, since 1970. */
    static OptionalLong micros(JsonObject object, String field) {
        if (!(object.getValue(field) instanceof String text)) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(text)));
        } catch (DateTimeException | ArithmeticException e) {
            return OptionalLong.empty();
        }
    }

    /** A journal may be anybody's, and a terminal obeys. */
    private static String printable(String text) {
        return text.substring(0, Math.min(text.length(), TEXT_MAX))
                .replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Co}]+", " ")
                .strip();
    }
}
