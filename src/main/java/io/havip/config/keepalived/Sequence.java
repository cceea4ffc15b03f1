package io.havip.config.keepalived;

import io.havip.config.text.Problems;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * {@code ~SEQ(NAME, START, STEP, END)}, {@code ~SEQx} (hexadecimal) or {@code ~LST(NAME, VALUE, ...)}: what follows is
 * read once for each value.
 *
 * @param names the parameters that are set
 * @param values what they are set to, one after the other
 * @param rest what is repeated
 */
record Sequence(List<String> names, List<List<String>> values, Text rest) {
    private static final int VALUES_MAX = 65_536;
    private static final String NAME = "[A-Za-z_]\\w*";
    private static final Pattern NUMBERS = Pattern.compile("~SEQ(x?)\\s*\\(\\s*(" + NAME + ")\\s*,([^)]*)\\)");
    private static final Pattern LIST = Pattern.compile("~LST\\s*\\(\\s*(" + NAME + "|\\{[\\s\\w,]*})\\s*,([^)]*)\\)");
    private static final Pattern ITEM = Pattern.compile("\\s*(?:\\{([^}]*)}|([^,{}]*))\\s*(?:,|$)");

    /** Whether a line is one. */
    static boolean begins(Text line) {
        return line.toString().startsWith("~");
    }

    /** Empty after a problem was reported. */
    static Optional<Sequence> parse(Text line, Problems problems) {
        try {
            Matcher numbers = NUMBERS.matcher(line.toString());
            Matcher list = LIST.matcher(line.toString());
            if (numbers.lookingAt()) {
                return Optional.of(new Sequence(
                        List.of(numbers.group(2)),
                        numbers(numbers.group(3), numbers.group(1).isEmpty() ? 10 : 16),
                        line.from(numbers.end())));
            }
            if (list.lookingAt()) {
                List<String> names = split(list.group(1).replaceAll("[{}]", ""));
                return Optional.of(new Sequence(names, tuples(list.group(2), names.size()), line.from(list.end())));
            }
            throw new NumberFormatException();
        } catch (IllegalArgumentException e) {
            return problems.refuse(
                    line.placeAt(0),
                    e instanceof NumberFormatException
                            ? "not a sequence that can be read"
                            : Objects.requireNonNullElse(e.getMessage(), ""),
                    "write ~SEQ(NAME, START, STEP, END) or ~LST(NAME, VALUE, ...)");
        }
    }

    private static List<List<String>> numbers(String arguments, int radix) {
        long[] given = split(arguments).stream().mapToLong(Long::decode).toArray();
        if (given.length > 3) {
            throw new IllegalArgumentException("a sequence has a start, a step and an end");
        }
        long end = given[given.length - 1];
        long start = given.length == 1 ? (end < 0 ? -1 : 1) : given[0];
        long step = given.length == 3 ? given[1] : start <= end ? 1 : -1;
        if (step == 0 || (end - start) / step < 0) {
            throw new IllegalArgumentException("this sequence never reaches its end");
        }
        if ((end - start) / step >= VALUES_MAX) {
            throw new IllegalArgumentException("a sequence has at most " + VALUES_MAX + " values");
        }
        return LongStream.rangeClosed(0, (end - start) / step)
                .mapToObj(i -> List.of(Long.toString(start + i * step, radix)))
                .toList();
    }

    private static List<List<String>> tuples(String arguments, int size) {
        List<List<String>> tuples = ITEM.matcher(arguments)
                .results()
                .filter(item -> item.start() < arguments.length())
                .map(item -> item.group(1) == null ? List.of(item.group(2).strip()) : split(item.group(1)))
                .toList();
        if (tuples.isEmpty() || tuples.stream().anyMatch(tuple -> tuple.size() != size)) {
            throw new IllegalArgumentException("each item of this list needs " + size + " values");
        }
        return tuples;
    }

    private static List<String> split(String list) {
        return Arrays.stream(list.split(",")).map(String::strip).toList();
    }
}
