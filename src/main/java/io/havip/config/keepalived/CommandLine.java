package io.havip.config.keepalived;

import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.ScriptFile;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The program and arguments of {@code script} and {@code notify}. keepalived runs them without a shell and so do we:
 * blanks separate, single quotes keep together.
 */
final class CommandLine {
    private static final Pattern WORD = Pattern.compile("'([^']*)'|([^\\s']+)");
    /** What only a shell would understand: redirections, pipes, lists, substitutions. */
    private static final Pattern SHELL = Pattern.compile("\\d*[<>].*|[|&]+|.*;|`.*|\\$\\(.*");

    private CommandLine() {}

    static Optional<Located<List<String>>> split(Block block, Statement script, Problems problems) {
        List<Token> arguments = script.arguments();
        List<String> words = arguments.size() == 1
                ? quotedWords(arguments.getFirst().text())
                : arguments.stream().map(Token::text).toList();
        if (words.isEmpty() || words.getFirst().isEmpty()) {
            problems.error(block.placeOf(script), "a value is missing", "name the program to run");
            return Optional.empty();
        }
        var located = new Located<>(
                words, block.within(arguments.getFirst(), script.keyword().text()));
        Optional<String> shell =
                words.stream().filter(word -> SHELL.matcher(word).matches()).findFirst();
        shell.ifPresent(word -> problems.error(
                located.place(),
                "'" + word + "' needs a shell, and scripts are run without one, as in keepalived",
                "put the command into an executable file and name that"));
        return shell.isPresent() ? Optional.empty() : Optional.of(located);
    }

    /**
     * Whether there are such a program and such a user. keepalived goes on without one where either is missing, and so do
     * we: a notice says it.
     *
     * @param user empty for the agent's own
     * @param effect what becomes of it
     */
    static boolean runnable(Located<List<String>> command, String user, String effect, Problems problems) {
        if (!user.isEmpty() && !userExists(user)) {
            problems.notice(command.place(), "there is no user " + user + ": " + effect + ", as in keepalived");
            return false;
        }
        String program = command.value().getFirst();
        boolean relative = program.contains("/") && !program.startsWith("/");
        if (relative || !ScriptFile.missing(program)) {
            return true;
        }
        problems.notice(command.place(), "there is no " + program + ": " + effect + ", as in keepalived");
        return false;
    }

    private static boolean userExists(String user) {
        try {
            FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(user);
            return true;
        } catch (UserPrincipalNotFoundException e) {
            return false;
        } catch (IOException unknown) {
            // Whoever runs it will be told.
            return true;
        }
    }

    private static List<String> quotedWords(String text) {
        return WORD.matcher(text).results().map(CommandLine::content).toList();
    }

    private static String content(MatchResult word) {
        return word.group(1) == null ? word.group(2) : word.group(1);
    }
}
