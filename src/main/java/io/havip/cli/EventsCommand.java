package io.havip.cli;

import io.havip.config.ConfigException;
import io.havip.linux.FileTrouble;
import io.havip.observe.journal.JournalFiles;
import io.havip.observe.journal.Reading;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tells what has happened: asks the gateway that runs here or, where none answers, reads what one has written. */
@Command(
        name = "events",
        description =
                "Tells what has happened: transitions, and what explains them. Without a gateway that answers, from the"
                        + " journal's files. Exit status 1: no gateway answers, and there are no files either; 2: the"
                        + " configuration, which says where it answers, can't be read.",
        mixinStandardHelpOptions = true)
final class EventsCommand implements Callable<Integer> {
    private static final long POLL_MILLIS = 250;
    private static final long RETRY_MILLIS = 1_000;

    @Mixin
    private final OwnJournal journal = new OwnJournal();

    @Option(
            names = {"-n", "--last"},
            paramLabel = "N",
            defaultValue = "20",
            description =
                    "How many of the last entries. Default: ${DEFAULT-VALUE}. A gateway has some 2,000 in memory.")
    private int last;

    @Option(names = "--follow", description = "Goes on with what happens, until it is interrupted.")
    private boolean follow;

    @Option(
            names = "--json",
            description = "Print the entries as they are, each an object in a line; see docs/events.md.")
    private boolean json;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "Read a journal's files there, and ask no gateway.")
    private @Nullable Path directory;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    private boolean saidLeftOut;

    @Override
    public Integer call() throws InterruptedException {
        if (last < 0 || follow && directory != null) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), last < 0 ? "-n is a number from 0 on" : "files of a folder can't be followed");
        }
        var printer = new EventPrinter(spec.commandLine().getOut(), err(), json);
        int status = directory != null ? printFiles(directory, printer) : printPresent(printer);
        if (follow && status == CommandLine.ExitCode.OK) {
            follow(printer);
        }
        return status;
    }

    private int printPresent(EventPrinter printer) {
        try {
            print(journal.ask("last=" + last), printer);
            return CommandLine.ExitCode.OK;
        } catch (ConfigException e) {
            say(String.valueOf(e.getMessage()));
            return Main.EXIT_INVALID;
        } catch (IOException e) {
            return printFormer(e.getMessage(), printer);
        }
    }

    private int printFormer(@Nullable String why, EventPrinter printer) {
        var written = journal.writtenTo();
        if (written.isEmpty()) {
            say("no gateway answers: " + why);
            return CommandLine.ExitCode.SOFTWARE;
        }
        say("no gateway answers (" + why + "): this is what one has written to " + written.get());
        return printFiles(written.get(), printer);
    }

    private int printFiles(Path folder, EventPrinter printer) {
        try {
            var reading = JournalFiles.last(folder, last);
            print(reading, printer);
            if (reading.lines().isEmpty() && last > 0) {
                say("there are no entries in " + folder);
                return CommandLine.ExitCode.SOFTWARE;
            }
            return CommandLine.ExitCode.OK;
        } catch (IOException e) {
            say("there is no journal that can be read: " + FileTrouble.text(e));
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    /** What it leaves out it says once, however often it asks. */
    private void print(Reading reading, EventPrinter printer) {
        printer.print(reading.lines());
        if (!saidLeftOut) {
            reading.leftOut().forEach(this::say);
            saidLeftOut = !reading.leftOut().isEmpty();
        }
    }

    private void follow(EventPrinter printer) throws InterruptedException {
        boolean answered = true;
        while (!printer.closed()) {
            Thread.sleep(answered ? POLL_MILLIS : RETRY_MILLIS);
            try {
                var answer = journal.ask("after=" + printer.lastSequence());
                if (!answered) {
                    say("a gateway answers again");
                }
                answered = true;
                print(answer, printer);
            } catch (ConfigException | IOException e) {
                if (answered) {
                    say("no gateway answers for now: " + e.getMessage());
                }
                answered = false;
            }
        }
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }

    private void say(String sentence) {
        err().println(sentence);
        err().flush();
    }
}
