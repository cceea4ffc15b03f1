package io.havip.config.keepalived;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Conceals what stands where passwords and keys do, wherever those blocks are: whatever is wrong with it, it may be one. */
final class Secrets {
    private Secrets() {}

    static void conceal(List<Statement> statements) {
        conceal(statements, Optional.empty());
    }

    /** @param around the block among secrets that they are in, if they are in one */
    private static void conceal(List<Statement> statements, Optional<Scope> around) {
        for (var statement : statements) {
            String word = statement.keyword().text();
            var within = secretive(word).or(() -> around);
            boolean known =
                    around.filter(scope -> Keyword.find(scope, word).isEmpty()).isEmpty();
            within.ifPresent(_ -> conceal(statement, known));
            conceal(statement.block().orElse(List.of()), within);
        }
    }

    private static Optional<Scope> secretive(String word) {
        return Arrays.stream(Scope.values())
                .filter(scope -> scope.secretive() && scope.title().equals(word))
                .findFirst();
    }

    /** From a known keyword, or with an unknown one: a quote or a number sign may have ended the statement, and not the secret. */
    private static void conceal(Statement statement, boolean known) {
        statement.words().stream().skip(known ? 1 : 0).forEach(word -> conceal(word, 0));
        if (statement.block().isEmpty()) {
            conceal(statement.keyword(), statement.keyword().text().length());
        }
    }

    /** Up to the end of the line: how long a word is there, only its reader knows. */
    private static void conceal(Token word, int after) {
        var source = word.place().source();
        int line = word.place().line();
        int end = source.lineEnd(line);
        source.conceal(Math.min(source.lineStart(line) + word.place().column() - 1 + after, end), end);
    }
}
