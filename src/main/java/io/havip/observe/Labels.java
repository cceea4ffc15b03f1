package io.havip.observe;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** Names, each with its value, as they stand between the braces of a sample: written once, and copied at every scrape. */
final class Labels {
    static final Labels NONE = of();

    /** In their order: readers get them in one. */
    private final String[] names;

    /** The same in one, interned: it is compared for each sample, mostly with itself. */
    private final String nameList;

    /** A comma behind each. */
    private final byte[] text;

    /** Where in the text each begins, and where the last one ends. */
    private final int[] starts;

    private Labels(String[] names, byte[] text, int[] starts) {
        this.names = names;
        this.nameList = String.join(",", names).intern();
        this.text = text;
        this.starts = starts;
    }

    static Labels of(String... namesAndValues) {
        var labels = new TreeMap<String, String>();
        for (int index = 0; index < namesAndValues.length; index += 2) {
            labels.put(namesAndValues[index], namesAndValues[index + 1]);
        }
        var text = new StringBuilder();
        var starts = new int[labels.size() + 1];
        int label = 0;
        for (var each : labels.entrySet()) {
            text.append(each.getKey())
                    .append("=\"")
                    .append(escaped(each.getValue()).replace("\"", "\\\""))
                    .append("\",");
            label++;
            starts[label] = utf8(text).length;
        }
        return new Labels(labels.keySet().toArray(String[]::new), utf8(text), starts);
    }

    /** One for each value of an enumeration, by its number. */
    static <E extends Enum<E>> Labels[] each(String name, Class<E> type) {
        return each(name, type, Meters::label);
    }

    static <E extends Enum<E>> Labels[] each(String name, Class<E> type, Function<E, String> text) {
        return Stream.of(type.getEnumConstants())
                .map(value -> of(name, text.apply(value)))
                .toArray(Labels[]::new);
    }

    static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\n", "\\n");
    }

    private static byte[] utf8(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** These and others, each in its place. */
    Labels with(Labels others) {
        var all = new String[names.length + others.names.length];
        var ends = new int[all.length + 1];
        int own = 0;
        int other = 0;
        for (int label = 0; label < all.length; label++) {
            boolean ownIsNext = other == others.names.length
                    || (own < names.length && names[own].compareTo(others.names[other]) < 0);
            var next = ownIsNext ? this : others;
            int which = ownIsNext ? own++ : other++;
            all[label] = next.names[which];
            ends[label + 1] = ends[label] + next.starts[which + 1] - next.starts[which];
        }
        var bytes = new byte[text.length + others.text.length];
        copyTo(bytes, 0, others, places(others));
        return new Labels(all, bytes, ends);
    }

    /** How many bytes they take. */
    int length() {
        return text.length;
    }

    /** Whether they have the same names as others, and so the same {@link #places}. */
    boolean namedAs(Labels others) {
        return nameList.equals(others.nameList);
    }

    /** Where others take their places: of each, how many of these come before it. */
    int[] places(Labels others) {
        var places = new int[others.names.length];
        int own = 0;
        for (int other = 0; other < places.length; other++) {
            while (own < names.length && names[own].compareTo(others.names[other]) < 0) {
                own++;
            }
            places[other] = own;
        }
        return places;
    }

    /** Writes these and others, each in its place and with a comma behind it. Returns where they end. */
    int copyTo(byte[] target, int at, Labels others, int[] places) {
        int end = at;
        int own = 0;
        for (int other = 0; other < places.length; other++) {
            end = copy(own, places[other], target, end);
            end = others.copy(other, other + 1, target, end);
            own = places[other];
        }
        return copy(own, names.length, target, end);
    }

    /** Writes them with a comma behind each. Returns where they end. */
    int copyTo(byte[] target, int at) {
        return copy(0, names.length, target, at);
    }

    private int copy(int from, int to, byte[] target, int at) {
        if (from == to) {
            return at;
        }
        int length = starts[to] - starts[from];
        System.arraycopy(text, starts[from], target, at, length);
        return at + length;
    }

    @Override
    public String toString() {
        return new String(Arrays.copyOf(text, Math.max(0, text.length - 1)), StandardCharsets.UTF_8);
    }
}
