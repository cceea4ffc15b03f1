package io.havip.config.keepalived;

import io.havip.config.text.Located;
import io.havip.config.text.Place;
import io.havip.config.text.Problems;
import io.havip.config.text.ScriptFile;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The program and arguments of {@code script} and {@code notify}, which are run without a shell, as keepalived runs them. */
final class CommandLine {
    private static final String BLANKS = " \t\n\u000b\f\r";
    private static final char NO_QUOTE = 0;
    /** What only a shell would understand: redirections, pipes, lists, substitutions. */
    private static final Pattern SHELL = Pattern.compile("\\d*[<>].*|[|&]+|.*;|`.*|\\$\\(.*");
    /** Whether something can be opened: the one form that keepalived gives to a shell. */
    private static final Pattern OPENING = Pattern.compile("<\\s*/\\S+");

    private static final String SOCKET = "/dev/tcp/";
    private static final Path SHELL_FILE = Path.of("/bin/sh");

    private CommandLine() {}

    static Optional<Located<List<String>>> split(Block block, Statement script, Problems problems) {
        if (script.arguments().isEmpty()) {
            return missing(block.placeOf(script), problems);
        }
        Token argument = script.arguments().getFirst();
        Place place = block.within(argument, script.keyword().text());
        if (script.arguments().size() > 1) {
            return problems.refuse(
                    block.within(script.arguments().get(1), script.keyword().text()),
                    "one word too many: keepalived runs the first word alone",
                    "put the program and its arguments into double quotes together");
        }
        Optional<List<String>> read = words(argument.text());
        if (read.isEmpty()) {
            return problems.refuse(place, "a quote is never closed", "close it, or write \\' for the character");
        }
        List<String> words = read.get();
        if (words.isEmpty() || words.getFirst().isEmpty()) {
            return missing(block.placeOf(script), problems);
        }
        if (words.size() == 1 && OPENING.matcher(words.getFirst()).matches()) {
            return Optional.of(new Located<>(opening(words.getFirst(), place, problems), place));
        }
        Optional<String> shell =
                words.stream().filter(word -> SHELL.matcher(word).matches()).findFirst();
        shell.ifPresent(word -> problems.error(
                place,
                "'" + word + "' needs a shell, and scripts are run without one, as in keepalived",
                "put the command into an executable file and name that"));
        return shell.isPresent() ? Optional.empty() : Optional.of(new Located<>(words, place));
    }

    private static Optional<Located<List<String>>> missing(Place place, Problems problems) {
        return problems.refuse(place, "a value is missing", "name the program to run");
    }

    private static List<String> opening(String redirection, Place place, Problems problems) {
        if (redirection.contains(SOCKET) && !shellIsBash()) {
            problems.notice(
                    place,
                    SHELL_FILE + " is not bash here, and only bash knows " + SOCKET
                            + ": it always fails, as in keepalived; run bash -c '" + redirection + "'");
        }
        return List.of(SHELL_FILE.toString(), "-c", redirection);
    }

    private static boolean shellIsBash() {
        try {
            return SHELL_FILE.toRealPath().endsWith("bash");
        } catch (IOException missing) {
            return false;
        }
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

    /**
     * The words of a command that stands in quotes. As in keepalived they are read once more: both quotes join what they
     * enclose to the word around them, a backslash escapes, blanks separate.
     *
     * @return empty if a quote is never closed
     */
    private static Optional<List<String>> words(String text) {
        var words = new ArrayList<String>();
        int at = 0;
        while (at < text.length()) {
            if (BLANKS.indexOf(text.charAt(at)) >= 0) {
                at++;
                continue;
            }
            var word = new StringBuilder();
            char quote = NO_QUOTE;
            while (at < text.length() && (quote != NO_QUOTE || BLANKS.indexOf(text.charAt(at)) < 0)) {
                char c = text.charAt(at);
                if (c == '\\') {
                    at = Escape.append(text, at, word);
                    continue;
                }
                boolean begins = quote == NO_QUOTE && (c == '"' || c == '\'');
                if (begins || c == quote) {
                    quote = begins ? c : NO_QUOTE;
                } else {
                    word.append(c);
                }
                at++;
            }
            if (quote != NO_QUOTE) {
                return Optional.empty();
            }
            words.add(word.toString());
        }
        return Optional.of(words);
    }
}
