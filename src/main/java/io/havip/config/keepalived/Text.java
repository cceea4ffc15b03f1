package io.havip.config.keepalived;

import io.havip.config.text.Place;
import io.havip.config.text.Source;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Characters that know where they come from, whatever was cut out or put in. Immutable; of one file. */
final class Text {
    private final Source source;
    private final String characters;
    private final int[] offsets;

    private Text(Source source, String characters, int[] offsets) {
        this.source = source;
        this.characters = characters;
        this.offsets = offsets;
    }

    /** What stands between two offsets of a file. */
    static Text of(Source source, int start, int end) {
        return new Text(
                source,
                source.text().substring(start, end),
                IntStream.range(start, end).toArray());
    }

    boolean isEmpty() {
        return characters.isEmpty();
    }

    int length() {
        return characters.length();
    }

    char charAt(int index) {
        return characters.charAt(index);
    }

    /** Where a character comes from; behind the last one, where that one does. */
    Place placeAt(int index) {
        return offsets.length == 0 ? source.start() : source.placeAt(offsets[Math.min(index, offsets.length - 1)]);
    }

    Text from(int start) {
        return between(start, length());
    }

    Text between(int start, int end) {
        return new Text(source, characters.substring(start, end), Arrays.copyOfRange(offsets, start, end));
    }

    Text strip() {
        int start = 0;
        int end = length();
        while (start < end && Character.isWhitespace(charAt(start))) {
            start++;
        }
        while (end > start && Character.isWhitespace(charAt(end - 1))) {
            end--;
        }
        return between(start, end);
    }

    /** Puts a value in the place of some characters: it comes from where the first of them does. */
    Text replace(int start, int end, String value) {
        int[] replaced = new int[length() - (end - start) + value.length()];
        System.arraycopy(offsets, 0, replaced, 0, start);
        Arrays.fill(replaced, start, start + value.length(), offsets[Math.min(start, offsets.length - 1)]);
        System.arraycopy(offsets, end, replaced, start + value.length(), length() - end);
        return new Text(source, characters.substring(0, start) + value + characters.substring(end), replaced);
    }

    /** This one, a blank, and another one of the same file. */
    Text join(Text next) {
        if (isEmpty() || next.isEmpty()) {
            return isEmpty() ? next : this;
        }
        int[] joined = Arrays.copyOf(offsets, length() + 1 + next.length());
        joined[length()] = offsets[length() - 1];
        System.arraycopy(next.offsets, 0, joined, length() + 1, next.length());
        return new Text(source, characters + " " + next.characters, joined);
    }

    @Override
    public String toString() {
        return characters;
    }
}
