package io.havip.cli;

import io.havip.config.ConfigException;
import io.havip.linux.FileTrouble;
import io.havip.observe.recorder.RecordingFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
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

/** Shows the packets of a transition: asks the gateway that runs here or, where none answers, reads what one has written. */
@Command(
        name = "packets",
        description =
                "Shows what was on the wire at a transition: each packet in a line, and which one decided. Without a gateway"
                        + " that answers, from the journal's folder. Exit status 1: there are no such packets; 2: the"
                        + " configuration, which says where a gateway answers, can't be read.",
        mixinStandardHelpOptions = true)
final class PacketsCommand implements Callable<Integer> {
    @Mixin
    private final OwnJournal journal = new OwnJournal();

    @Parameters(
            paramLabel = "N",
            arity = "0..1",
            description = "The transition's number in the journal (\"seq\"). Default: the last one that has packets.")
    private @Nullable Long number;

    @Option(names = "--json", description = "Print each packet as an object in a line; see docs/packets.md.")
    private boolean json;

    @Option(
            names = "--write",
            paramLabel = "FILE",
            description = "Write them to a new file of pcapng instead, for Wireshark; - for standard output.")
    private @Nullable Path file;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "Read a journal's folder there, and ask no gateway.")
    private @Nullable Path directory;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (json && file != null) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--write writes pcapng, and not what --json prints: give one of them");
        }
        try {
            var packets = directory == null ? find() : read(directory);
            if (packets.isEmpty()) {
                say(
                        number == null
                                ? "no transition has packets there"
                                : "there are no packets of a transition " + number);
                return CommandLine.ExitCode.SOFTWARE;
            }
            show(packets.get());
            return CommandLine.ExitCode.OK;
        } catch (ConfigException e) {
            say(String.valueOf(e.getMessage()));
            return Main.EXIT_INVALID;
        } catch (IOException e) {
            say(FileTrouble.text(e));
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private Optional<byte[]> find() throws IOException, ConfigException {
        try {
            var answer = journal.gateway()
                    .ask(RunningGateway.Question.PACKETS, (number == null ? "last" : "number=" + number) + "&base64");
            if (answer.success()) {
                var packets = Base64.getDecoder().decode(answer.message());
                var flaw = RecordingFiles.flaw(packets, wanted());
                if (flaw.isPresent()) {
                    throw new Refusal("what the gateway has recorded can't be used: " + flaw.get());
                }
                return Optional.of(packets);
            }
            throw new Refusal(answer.message().strip());
        } catch (Refusal e) {
            throw e;
        } catch (IOException e) {
            var written = journal.writtenTo();
            if (written.isEmpty()) {
                throw new IOException("no gateway answers: " + e.getMessage(), e);
            }
            say("no gateway answers (%s): this is from %s".formatted(e.getMessage(), written.get()));
            return read(written.get());
        } catch (IllegalArgumentException e) {
            throw new IOException("what answers there is no gateway of this version", e);
        }
    }

    /** A gateway's own answer: there is nothing to be looked for elsewhere. */
    private static final class Refusal extends IOException {
        private static final long serialVersionUID = 1;

        Refusal(String why) {
            super(why);
        }
    }

    private Optional<byte[]> read(Path folder) throws IOException {
        var wanted = number == null ? RecordingFiles.last(folder) : wanted();
        if (wanted.isEmpty()) {
            return Optional.empty();
        }
        var packets = RecordingFiles.read(folder, wanted.getAsLong());
        var flaw = packets.flatMap(bytes -> RecordingFiles.flaw(bytes, wanted));
        if (flaw.isPresent()) {
            throw new IOException(RecordingFiles.file(folder, wanted.getAsLong()) + ": " + flaw.get());
        }
        return packets;
    }

    private OptionalLong wanted() {
        return number == null ? OptionalLong.empty() : OptionalLong.of(number);
    }

    private void show(byte[] packets) throws IOException {
        var out = spec.commandLine().getOut();
        if (file == null) {
            out.print(json ? PacketJson.of(packets) : PacketText.of(packets));
            out.flush();
        } else if (file.toString().equals("-")) {
            System.out.write(packets);
            if (System.out.checkError()) {
                throw new IOException("standard output can't be written");
            }
        } else {
            var folder = file.toAbsolutePath().getParent();
            if (folder != null && !Files.exists(folder)) {
                throw new NoSuchFileException(folder.toString());
            }
            Files.write(file, packets, StandardOpenOption.CREATE_NEW);
        }
    }

    private void say(String sentence) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(sentence);
        err.flush();
    }
}
