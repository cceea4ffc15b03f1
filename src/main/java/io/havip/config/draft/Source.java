package io.havip.config.draft;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The text of a configuration file.
 *
 * @param name the file's name as the operator gave it
 * @param text without a byte order mark
 */
public record Source(String name, String text) {

    /** What follows a key that looks like a password's, however misspelt, up to the end of the line. */
    private static final Pattern SECRET = Pattern.compile("\\b(?:auth_p\\w*|pas\\w*)(?:[\"']?\\s*:\\s*|\\s+)(\\S.*)");

    /** The lines, to be shown to people: passwords are masked, columns are kept. */
    public List<String> maskedLines() {
        var masked = new StringBuilder(text);
        var secrets = SECRET.matcher(text);
        while (secrets.find()) {
            for (int i = secrets.start(1); i < secrets.end(1); i++) {
                if (!Character.isWhitespace(text.charAt(i))) {
                    masked.setCharAt(i, '*');
                }
            }
        }
        return List.of(masked.toString().split("\r\n|\r|\n", -1));
    }

    /** The line and column of an offset into the text. */
    public Place placeAt(int offset) {
        String before = text.substring(0, Math.min(offset, text.length()));
        int lineStart = Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1;
        int line = (int) before.replace("\r\n", "\n")
                        .chars()
                        .filter(c -> c == '\n' || c == '\r')
                        .count()
                + 1;
        return new Place(line, before.length() - lineStart + 1, "");
    }
}
