package io.havip.config.keepalived;

import io.havip.config.keepalived.Token.Kind;
import io.havip.config.text.Problems;
import io.havip.config.text.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Words, braces and line ends. As in keepalived, double quotes enclose a word, also where they touch another one, and nothing
 * else is special, except after the keywords that take a command: there double and single quotes join what they enclose to the
 * word around them, and a backslash escapes.
 * Braces end a word, so that blocks may stand on one line.
 */
final class Lexer {
    private static final String COMMANDS = "(script|process|notify\\w*|\\w+_script)\\s";
    private static final Pattern COMMAND = Pattern.compile("\\s*" + COMMANDS);
    private static final Pattern VERBATIM = Pattern.compile("(^|[{}]\\s*)" + COMMANDS + "|\\bauth_pass\\s");

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
            if (c == '"' && !command) {
                if (at == start) {
                    quoted(c, word);
                }
                break;
            } else if (c == '"' || c == '\'' && command) {
                quoted(c, word);
            } else if (c == '\\' && command) {
                at = Escape.append(line.toString(), at, word);
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
                at = Escape.append(line.toString(), at, word);
            } else {
                word.append(c);
                at++;
            }
        }
        problems.error(line.placeAt(start), "this quote is never closed", "close it on the same line");
    }

    private static boolean endsWord(char c) {
        return switch (c) {
            case ' ', '\t', '\f', '\u000b', '{', '}' -> true;
            default -> false;
        };
    }
}
