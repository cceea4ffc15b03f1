package io.havip.config.text;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The text of a configuration file. */
public final class Source {

    /** What follows a key that looks like a password's, however misspelt, up to the end of the line. */
    private static final Pattern SECRET = Pattern.compile(
            "(?i)(?:(?:\\bauth(?:_(?!hmac\\b)|en(?!tication\\b))|\\bpas|\\btok|\\$\\w*pas|\\$\\w*auth)\\w*(?:[\"']?\\s*[:=]\\s*|\\s+)"
                    + "|(?<![\\w-])key[\"']?\\s*(?::\\s*|\\s\\d*\\s*)|(?=\\bhex:)"
                    // Of requests: what goes with them, and who asks.
                    + "|\\b(?:authoriz\\w*|cookie|headers|body|[\\w-]+-(?:key|token|secret))[\"']?\\s*:\\s*"
                    + "|[?&][\\w-]*(?:key|token|secret)=|(?<=://)(?=[^/\\s]*@))(\\S.*)");

    private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");

    private final String name;
    private final String text;
    private final int[] lineStarts;
    /** Offsets of what a reader knows to stand among secrets. */
    private final BitSet concealed = new BitSet();

    /**
     * @param name the file's name as the operator gave it
     * @param text without a byte order mark
     */
    public Source(String name, String text) {
        this.name = name;
        this.text = text;
        this.lineStarts = IntStream.concat(
                        IntStream.of(0), LINE_END.matcher(text).results().mapToInt(end -> end.end()))
                .toArray();
    }

    public String name() {
        return name;
    }

    public String text() {
        return text;
    }

    /** How many lines there are, at least one. */
    public int lineCount() {
        return lineStarts.length;
    }

    /** The offset of a line's first character; lines count from 1. */
    public int lineStart(int line) {
        return lineStarts[line - 1];
    }

    /** The offset after a line's last character, its end not included. */
    public int lineEnd(int line) {
        int end = line == lineStarts.length ? text.length() : lineStarts[line];
        while (end > lineStart(line) && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        return end;
    }

    /** Has what stands between two offsets shown to nobody: it may be a secret. */
    public void conceal(int start, int end) {
        concealed.set(start, end);
    }

    /** Whether what stands at a place may be a secret. */
    boolean hides(Place place) {
        if (place.line() < 1 || place.line() > lineCount()) {
            return false;
        }
        return concealed.get(lineStart(place.line()) + place.column() - 1);
    }

    /** The lines, to be shown to people: secrets are masked, columns are kept. */
    public List<String> maskedLines() {
        var masked = new StringBuilder(text);
        var hidden = (BitSet) concealed.clone();
        SECRET.matcher(text).results().forEach(secret -> hidden.set(secret.start(1), secret.end(1)));
        hidden.stream()
                .filter(offset -> !Character.isWhitespace(text.charAt(offset)))
                .forEach(offset -> masked.setCharAt(offset, '*'));
        return List.of(LINE_END.split(masked, -1));
    }

    /** The file as a whole. */
    public Place whole() {
        return new Place(this, 0, 0, "");
    }

    /** The first character. */
    public Place start() {
        return new Place(this, 1, 1, "");
    }

    /** The line and column of an offset into the text. */
    public Place placeAt(int offset) {
        int found = Arrays.binarySearch(lineStarts, offset);
        int line = found >= 0 ? found + 1 : -found - 1;
        return new Place(this, line, offset - lineStart(line) + 1, "");
    }
}
