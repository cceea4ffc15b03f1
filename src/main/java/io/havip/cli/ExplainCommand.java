package io.havip.cli;

import io.havip.config.ConfigException;
import io.havip.explain.Explanation;
import io.havip.explain.Side;
import io.havip.explain.Story;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells one move of a virtual router: of the gateway that runs here or, where none answers, from what one has written. */
@Command(
        name = "explain",
        description =
                "Tells why a virtual router moved, what was done in which time, and whether that was in time. Exit"
                        + " status 3: a takeover took longer than it may; 1: no gateway answers and there are no files either, or"
                        + " there is no such transition; 2: the configuration, which says where it answers, can't be read.",
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
    private static final int EXIT_SLOW = 3;
    /** A gateway has no more in memory. */
    private static final int ENTRIES_ASKED = 10_000;

    @Mixin
    private final OwnJournal journal = new OwnJournal();

    @Parameters(
            paramLabel = "N",
            arity = "0..1",
            description =
                    "The transition's number (seq) in the journal, as events --json shows it. Default: the last move.")
    private @Nullable Long number;

    @Option(
            names = "--router",
            paramLabel = "NAME",
            description = "Without a number: the last move of this virtual router, by its name in the configuration.")
    private @Nullable String router;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description =
                    "Read a journal's files there, and ask no gateway. Several are those of the nodes that share the"
                            + " addresses: a number counts in the first one.")
    private List<Path> directories = new ArrayList<>();

    @Option(names = "--json", description = "Print the same for programs.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (number != null && (number < 1 || router != null)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    router == null ? "N is a number from 1 on" : "a number says already which virtual router is meant");
        }
        try {
            var sides = directories.isEmpty() ? present() : named(directories);
            var which = number == null ? OptionalLong.empty() : OptionalLong.of(number);
            var told = Explanation.of(Story.of(sides, which, Optional.ofNullable(router)));
            var out = spec.commandLine().getOut();
            out.print(json ? ExplainJson.of(told) : Colours.of(ExplainText.of(told)));
            out.flush();
            return told.well() ? CommandLine.ExitCode.OK : EXIT_SLOW;
        } catch (ConfigException e) {
            say(String.valueOf(e.getMessage()));
            return Main.EXIT_INVALID;
        } catch (IOException | Story.NoSuchMove e) {
            say(String.valueOf(e.getMessage()));
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    /** This node's, and those of the others that it may ask. */
    private List<Side> present() throws IOException, ConfigException {
        try {
            var reading = journal.ask("last=" + ENTRIES_ASKED);
            reading.leftOut().forEach(this::say);
            var lines = reading.lines();
            var sides = new ArrayList<Side>();
            sides.add(Side.of(Side.name(lines).orElse("here"), lines, which -> journal.packets(which, this::say)));
            for (var side : new PeerJournals(journal.gateway(), this::say).sides()) {
                sides.add(distinct(side, "another node", sides));
            }
            return sides;
        } catch (IOException e) {
            var written =
                    journal.writtenTo().orElseThrow(() -> new IOException("no gateway answers: " + e.getMessage()));
            say("no gateway answers (" + e.getMessage() + "): this is what one has written to " + written);
            var folder = new JournalFolder(written, this::say);
            return List.of(folder.side(folder.entries()));
        }
    }

    private List<Side> named(List<Path> paths) throws IOException {
        var sides = new ArrayList<Side>();
        for (var path : paths) {
            var folder = new JournalFolder(path, this::say);
            var side = folder.side(folder.entries());
            sides.add(distinct(side, path.toString(), sides));
        }
        return sides;
    }

    private static Side distinct(Side side, String place, List<Side> others) {
        boolean taken = others.stream().anyMatch(other -> other.name().equals(side.name()));
        return taken ? side.called(side.name() + " in " + place) : side;
    }

    private void say(String sentence) {
        spec.commandLine().getErr().println(sentence);
        spec.commandLine().getErr().flush();
    }
}
