package io.havip.config.keepalived;

import io.havip.config.text.Problems;

/** Comments: from {@code #} or {@code !} outside double quotes to the end of the line. */
final class Comments {
    private Comments() {}

    /** The line without its comment, and without the backslash of {@code \#} and {@code \!}. */
    static Text remove(Text line, Problems problems) {
        Text rest = line;
        int quote = -1;
        for (int i = 0; i < rest.length(); i++) {
            char c = rest.charAt(i);
            if (c == '"') {
                quote = quote < 0 ? i : -1;
            } else if (c == '\\' && i + 1 < rest.length()) {
                if (quote < 0 && startsComment(rest.charAt(i + 1))) {
                    rest = rest.replace(i, i + 1, "");
                } else {
                    i++;
                }
            } else if (quote < 0 && startsComment(c)) {
                return rest.between(0, i);
            }
        }
        if (quote >= 0) {
            problems.error(rest.placeAt(quote), "this quote is never closed", "close it on the same line");
            return rest.between(0, quote);
        }
        return rest;
    }

    private static boolean startsComment(char c) {
        return c == '#' || c == '!';
    }
}
