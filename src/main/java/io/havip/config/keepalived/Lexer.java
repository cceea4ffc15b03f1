package io.havip.config.keepalived;

import io.havip.config.keepalived.Token.Kind;
import io.havip.config.text.Problems;
import io.havip.config.text.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Words, braces and line ends. As in keepalived, double quotes join what they enclose to the word around them, and nothing
 * else is special, except after the keywords that take a command: there single quotes do so too, and a backslash escapes.
 * Braces end a word, so that blocks may stand on one line.
 */
final class Lexer {
    private static final String COMMANDS = "(script|process|notify\\w*|\\w+_script)\\s";
    private static final Pattern COMMAND = Pattern.compile("\\s*" + COMMANDS);
    private static final Pattern VERBATIM = Pattern.compile("(^|[{}]\\s*)" + COMMANDS + "|\\bauth_pass\\s");
    private static final String NAMED_ESCAPES = "abEfnrtv";
    private static final String NAMED_CHARACTERS = "\u0007\b\u001b\f\n\r\t\u000b";

    private final Text line;
    private final Problems problems;
    private final List<Token> tokens;
    private int at;
    private boolean command;

    private Lexer(Text line, Problems problems, List<Token> tokens) {
        this.line = line;
        this.problems = problems;
        this.tokens = tokens;
    }

    /** The tokens of all lines, each of which ends with a line end. */
    static List<Token> tokens(List<Text> lines, Source main, Problems problems) {
        var tokens = new ArrayList<Token>();
        for (Text line : lines) {
            new Lexer(line, problems, tokens).run();
        }
        tokens.add(new Token(Kind.END, "", main.placeAt(main.text().length())));
        return tokens;
    }

    /** Whether a dollar in a line may be just that. */
    static boolean verbatim(Text line) {
        return VERBATIM.matcher(line.toString()).find();
    }

    private void run() {
        beginStatement();
        while (at < line.length()) {
            switch (line.charAt(at)) {
                case '{' -> brace(Kind.OPEN);
                case '}' -> brace(Kind.CLOSE);
                case ' ', '\t', '\f', '\u000b' -> at++;
                default -> word();
            }
        }
        tokens.add(new Token(Kind.LINE_END, "", line.placeAt(at)));
    }

    private void brace(Kind kind) {
        tokens.add(new Token(kind, "", line.placeAt(at)));
        at++;
        beginStatement();
    }

    private void beginStatement() {
        command = COMMAND.matcher(line.toString()).region(at, line.length()).lookingAt();
    }

    private void word() {
        int start = at;
        var word = new StringBuilder();
        while (at < line.length() && !endsWord(line.charAt(at))) {
            char c = line.charAt(at);
            if (c == '"' || (c == '\'' && command)) {
                quoted(c, word);
            } else if (c == '\\' && command) {
                escaped(word);
            } else {
                word.append(c);
                at++;
            }
        }
        tokens.add(new Token(Kind.WORD, word.toString(), line.placeAt(start)));
    }

    private void quoted(char quote, StringBuilder word) {
        int start = at++;
        while (at < line.length()) {
            char c = line.charAt(at);
            if (c == quote) {
                at++;
                return;
            }
            if (c == '\\' && command) {
                escaped(word);
            } else {
                word.append(c);
                at++;
            }
        }
        problems.error(line.placeAt(start), "this quote is never closed", "close it on the same line");
    }

    /** As in a shell's {@code $'...'}: named, octal, hexadecimal and control characters; others stand for themselves. */
    private void escaped(StringBuilder word) {
        char c = ++at < line.length() ? line.charAt(at) : '\\';
        int named = NAMED_ESCAPES.indexOf(c);
        if (named >= 0) {
            word.append(NAMED_CHARACTERS.charAt(named));
            at++;
        } else if (c == 'c' && at + 1 < line.length()) {
            word.append((char) (line.charAt(at + 1) & 0x1f));
            at += 2;
        } else if (c == 'x' && at + 1 < line.length() && digit(at + 1, 16)) {
            at++;
            number(word, 16, line.length());
        } else if (digit(at, 8)) {
            number(word, 8, 3);
        } else {
            word.append(c);
            at++;
        }
    }

    private void number(StringBuilder word, int radix, int digitsMax) {
        int value = 0;
        for (int digits = 0; digits < digitsMax && digit(at, radix); digits++) {
            value = (value * radix + Character.digit(line.charAt(at++), radix)) & 0xff;
        }
        word.append((char) value);
    }

    private boolean digit(int index, int radix) {
        return index < line.length() && Character.digit(line.charAt(index), radix) >= 0;
    }

    private static boolean endsWord(char c) {
        return switch (c) {
            case ' ', '\t', '\f', '\u000b', '{', '}' -> true;
            default -> false;
        };
    }
}
