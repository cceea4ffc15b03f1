package io.havip.search;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The same number for equal values, from 0 on. */
final class Numbering<T> {
    private final List<T> values = new ArrayList<>();
    private final Map<T, Integer> numbers = new HashMap<>();

    int number(T value) {
        return numbers.computeIfAbsent(value, _ -> {
            values.add(value);
            return values.size() - 1;
        });
    }

    /** @throws AssertionError if it has none that is a character */
    char character(T value) {
        int number = number(value);
        if (number > Character.MAX_VALUE) {
            throw new AssertionError("more values than characters");
        }
        return (char) number;
    }

    T value(int number) {
        return values.get(number);
    }
}
