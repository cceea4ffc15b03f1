package io.havip.config.keepalived;

import io.havip.config.text.Place;

/**
 * @param text a word without its quotes; empty for the others
 * @param place without an option
 */
record Token(Kind kind, String text, Place place) {
    enum Kind {
        WORD,
        OPEN,
        CLOSE,
        LINE_END,
        END
    }

    boolean is(Kind other) {
        return kind == other;
    }
}
