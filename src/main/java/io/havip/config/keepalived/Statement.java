package io.havip.config.keepalived;

import java.util.List;
import java.util.Optional;

/**
 * A line, and the block that belongs to it.
 *
 * @param words at least one; the first is the keyword, or in a list what is listed
 */
record Statement(List<Token> words, Optional<List<Statement>> block) {
    Statement {
        words = List.copyOf(words);
        block = block.map(List::copyOf);
    }

    Token keyword() {
        return words.getFirst();
    }

    /** The same with no more than so many arguments. */
    Statement withArguments(int count) {
        return new Statement(words.subList(0, Math.min(words.size(), 1 + count)), block);
    }

    /** The same with one of its arguments, counted from 1, alone. */
    Statement only(int argument) {
        return new Statement(List.of(keyword(), words.get(argument)), block);
    }

    List<Token> arguments() {
        return words.subList(1, words.size());
    }
}
