package io.havip.config.keepalived;

import io.havip.config.keepalived.Token.Kind;
import io.havip.config.text.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lines and blocks, whatever their keywords mean. A block's brace may stand on the keyword's line or after it. */
final class Parser {
    private static final int DEPTH_MAX = 10;

    private final List<Token> tokens;
    private final Problems problems;
    private int at;

    private Parser(List<Token> tokens, Problems problems) {
        this.tokens = tokens;
        this.problems = problems;
    }

    static List<Statement> statements(List<Token> tokens, Problems problems) {
        var parser = new Parser(tokens, problems);
        List<Statement> statements = new ArrayList<>(parser.statements(0));
        while (parser.peek().is(Kind.CLOSE)) {
            problems.error(parser.take().place(), "this brace closes nothing", "remove it");
            statements.addAll(parser.statements(0));
        }
        return statements;
    }

    /** Up to the brace that closes the surrounding block, or the end. */
    private List<Statement> statements(int depth) {
        var statements = new ArrayList<Statement>();
        while (true) {
            switch (peek().kind()) {
                case END, CLOSE -> {
                    return statements;
                }
                case LINE_END -> at++;
                case OPEN -> {
                    problems.error(peek().place(), "this brace opens nothing", "write a keyword before it");
                    block(depth);
                }
                case WORD -> statements.add(statement(depth));
            }
        }
    }

    private Statement statement(int depth) {
        var words = new ArrayList<Token>();
        while (peek().is(Kind.WORD)) {
            words.add(take());
        }
        int afterWords = at;
        while (peek().is(Kind.LINE_END)) {
            at++;
        }
        if (peek().is(Kind.OPEN)) {
            return new Statement(words, Optional.of(block(depth)));
        }
        at = afterWords;
        return new Statement(words, Optional.empty());
    }

    private List<Statement> block(int depth) {
        Token open = take();
        if (depth == DEPTH_MAX) {
            problems.error(open.place(), "blocks are nested too deeply", "no keyword needs that: remove it");
            at = tokens.size() - 1;
            return List.of();
        }
        List<Statement> statements = statements(depth + 1);
        if (peek().is(Kind.CLOSE)) {
            at++;
        } else if (depth < DEPTH_MAX) {
            problems.error(open.place(), "this brace is never closed", "close it with }");
        }
        return statements;
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Token take() {
        return tokens.get(at++);
    }
}
