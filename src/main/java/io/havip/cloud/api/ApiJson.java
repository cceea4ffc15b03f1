package io.havip.cloud.api;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * JSON that a stranger has written: what is not there, or is something else than expected, is read as nothing.
 *
 * @param value null where there is nothing
 */
public record ApiJson(@Nullable Object value) {
    private static final ApiJson NOTHING = new ApiJson(null);
    private static final int INDEX_DIGITS_MAX = 6;

    public static ApiJson nothing() {
        return NOTHING;
    }

    /** Empty where it is no JSON. */
    public static Optional<ApiJson> of(String text) {
        try {
            return Optional.of(new ApiJson(Json.decodeValue(text)));
        } catch (DecodeException e) {
            return Optional.empty();
        }
    }

    /** A member of an object. */
    public ApiJson get(String key) {
        return value instanceof JsonObject object ? new ApiJson(object.getValue(key)) : NOTHING;
    }

    /** What a JSON Pointer (RFC 6901) leads to: {@code /droplets/0/id}; an empty one leads here. */
    public ApiJson at(String pointer) {
        var found = this;
        for (String step : pointer.isEmpty() ? List.<String>of() : steps(pointer)) {
            found = found.step(step);
        }
        return found;
    }

    /** Whether a pointer fits: the first of several steps is there, be it {@code null}; of one, that there could be such a step. */
    public boolean fits(String pointer) {
        var steps = pointer.isEmpty() ? List.<String>of() : steps(pointer);
        return steps.isEmpty()
                || value instanceof JsonArray
                || value instanceof JsonObject object && (steps.size() == 1 || object.containsKey(steps.getFirst()));
    }

    private static List<String> steps(String pointer) {
        return Stream.of(pointer.substring(1).split("/", -1))
                .map(step -> step.replace("~1", "/").replace("~0", "~"))
                .toList();
    }

    private ApiJson step(String step) {
        if (!(value instanceof JsonArray array)) {
            return get(step);
        }
        boolean index = step.length() <= INDEX_DIGITS_MAX && step.matches("0|[1-9]\\d*");
        return index && Integer.parseInt(step) < array.size()
                ? new ApiJson(array.getValue(Integer.parseInt(step)))
                : NOTHING;
    }

    /** A text, a number or a truth value, as text; empty for an empty one, too. */
    public Optional<String> text() {
        return Optional.ofNullable(value)
                .filter(scalar -> scalar instanceof String || scalar instanceof Number || scalar instanceof Boolean)
                .filter(scalar -> !(scalar instanceof Double number) || Double.isFinite(number))
                .map(Object::toString)
                .filter(text -> !text.isEmpty());
    }

    public boolean isTrue() {
        return Boolean.TRUE.equals(value);
    }

    public boolean isPresent() {
        return value != null;
    }

    /** Something that has no text: an object, an array, a number beyond all bounds. */
    public boolean isStrange() {
        return value != null && !"".equals(value) && text().isEmpty();
    }

    /** A number, as text or as number; empty for any other. */
    public Optional<Long> number() {
        return value instanceof Number number ? Optional.of(number.longValue()) : Optional.empty();
    }

    /** Those of an array. */
    public List<ApiJson> items() {
        return value instanceof JsonArray array
                ? IntStream.range(0, array.size())
                        .mapToObj(index -> new ApiJson(array.getValue(index)))
                        .toList()
                : List.of();
    }
}
