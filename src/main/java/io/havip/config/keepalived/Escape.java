package io.havip.config.keepalived;

/** What a backslash and the characters after it stand for in a command, as in a shell's {@code $'...'}. */
final class Escape {
    private static final String NAMED = "abEfnrtv";
    private static final String CHARACTERS = "\u0007\b\u001b\f\n\r\t\u000b";
    private static final int OCTAL_DIGITS_MAX = 3;

    private Escape() {}

    /**
     * Appends the character: a named, octal, hexadecimal or control character, or the one after the backslash itself.
     *
     * @param backslash where it stands
     * @return where the text goes on
     */
    static int append(String text, int backslash, StringBuilder word) {
        int at = backslash + 1;
        char c = at < text.length() ? text.charAt(at) : '\\';
        int named = NAMED.indexOf(c);
        if (named >= 0) {
            word.append(CHARACTERS.charAt(named));
        } else if (c == 'c' && at + 1 < text.length()) {
            word.append((char) (text.charAt(++at) & 0x1f));
        } else if (c == 'x' && digit(text, at + 1, 16)) {
            return appendNumber(text, at + 1, 16, text.length(), word);
        } else if (digit(text, at, 8)) {
            return appendNumber(text, at, 8, OCTAL_DIGITS_MAX, word);
        } else {
            word.append(c);
        }
        return at + 1;
    }

    private static int appendNumber(String text, int start, int radix, int digitsMax, StringBuilder word) {
        int at = start;
        int value = 0;
        for (; at - start < digitsMax && digit(text, at, radix); at++) {
            value = (value * radix + Character.digit(text.charAt(at), radix)) & 0xff;
        }
        word.append((char) value);
        return at;
    }

    private static boolean digit(String text, int at, int radix) {
        return at < text.length() && Character.digit(text.charAt(at), radix) >= 0;
    }
}
