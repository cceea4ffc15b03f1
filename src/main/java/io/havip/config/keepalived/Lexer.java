package io.havip.config.keepalived;

import io.havip.config.draft.Place;
import io.havip.config.draft.Problems;
import io.havip.config.draft.Source;
import io.havip.config.keepalived.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Words, braces and line ends. As in keepalived, {@code #} and {@code !} start a comment anywhere outside quotes, and
 * quotes join what they enclose to the word around them. Braces end a word, so that blocks may stand on one line.
 */
final class Lexer {
    private static final char NOTHING = '\0';

    private final String text;
    private final Problems problems;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line = 1;
    private int lineStart;

    private Lexer(Source source, Problems problems) {
        this.text = source.text();
        this.problems = problems;
    }

    static List<Token> tokens(Source source, Problems problems) {
        var lexer = new Lexer(source, problems);
        lexer.run();
        return lexer.tokens;
    }

    private void run() {
        while (at < text.length()) {
            switch (peek()) {
                case '\n' -> lineEnd();
                case '\r' -> {
                    if (next() != '\n') {
                        lineEnd();
                    } else {
                        at++;
                    }
                }
                case '#', '!' -> skipComment();
                case '{' -> single(Kind.OPEN);
                case '}' -> single(Kind.CLOSE);
                case ' ', '\t', '\f', '\u000b' -> at++;
                default -> word();
            }
        }
        add(Kind.LINE_END, "", place());
        add(Kind.END, "", place());
    }

    private void lineEnd() {
        single(Kind.LINE_END);
        line++;
        lineStart = at;
    }

    private void skipComment() {
        while (at < text.length() && !isLineEnd(peek())) {
            at++;
        }
    }

    private void word() {
        Place start = place();
        var word = new StringBuilder();
        while (at < text.length() && !endsWord(peek())) {
            char c = peek();
            if (c == '"' || c == '\'') {
                quoted(c, word);
            } else {
                refuseParameter();
                word.append(c);
                at++;
            }
        }
        add(Kind.WORD, word.toString(), start);
    }

    /** Quotes end on their line: a forgotten one would swallow the rest of the file. */
    private void quoted(char quote, StringBuilder word) {
        Place start = place();
        at++;
        while (at < text.length() && !isLineEnd(peek())) {
            char c = peek();
            if (c == quote) {
                at++;
                return;
            }
            refuseParameter();
            word.append(c == '\\' ? escaped() : c);
            at++;
        }
        problems.error(start, "this quote is never closed", "close it on the same line");
    }

    /** Those that keepalived itself defines; the definition of others is refused where it stands. */
    private void refuseParameter() {
        if (text.startsWith("${_", at)) {
            problems.error(place(), "parameters are not substituted", "write the value out");
        }
    }

    private char escaped() {
        char c = next();
        if (c == '\\' || c == '"' || c == '\'') {
            at++;
            return c;
        }
        problems.error(place(), "only \\\\, \\\" and \\' are escapes here", "write the character itself");
        return '\\';
    }

    private void single(Kind kind) {
        add(kind, "", place());
        at++;
    }

    private void add(Kind kind, String word, Place place) {
        tokens.add(new Token(kind, word, place));
    }

    private Place place() {
        return new Place(line, at - lineStart + 1, "");
    }

    private char peek() {
        return text.charAt(at);
    }

    private char next() {
        return at + 1 < text.length() ? text.charAt(at + 1) : NOTHING;
    }

    private static boolean isLineEnd(char c) {
        return c == '\n' || c == '\r';
    }

    private static boolean endsWord(char c) {
        return switch (c) {
            case ' ', '\t', '\f', '\u000b', '\n', '\r', '#', '!', '{', '}' -> true;
            default -> false;
        };
    }
}
