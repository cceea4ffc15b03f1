package io.havip.cli;

import io.havip.config.ConfigException;
import io.havip.config.options.JournalOptions;
import io.havip.console.PacketsEndpoint;
import io.havip.observe.journal.Reading;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;

/** The journal of the gateway that runs on this host, or of the one that did. */
final class OwnJournal {
    @Mixin
    private final RunningGateway gateway = new RunningGateway();

    /**
     * Entries as the gateway that runs has them in memory.
     *
     * @param which as in {@code last=20}
     * @throws IOException when nobody answers in time
     * @throws ConfigException when it has no socket, and the configuration can't be read
     */
    Reading ask(String which) throws IOException, ConfigException {
        var answer = gateway.ask(RunningGateway.Question.EVENTS, which);
        if (!answer.success()) {
            throw new IOException(answer.message().strip());
        }
        return Reading.of(answer.message());
    }

    /**
     * The packets of the transition with that number, as the gateway that runs has them, on the disk or in memory.
     *
     * @param say told of those that are there and can't be used
     */
    Optional<byte[]> packets(long number, Consumer<String> say) {
        String name = "packets of transition " + number;
        try {
            var answer = gateway.ask(RunningGateway.Question.PACKETS, "number=" + number + "&base64");
            if (answer.success()) {
                return SoundRecording.of(Optional.of(Base64.getDecoder().decode(answer.message())), number, name, say);
            }
            if (!answer.message().strip().equals(PacketsEndpoint.none(number))) {
                say.accept(name + ": " + answer.message().strip());
            }
        } catch (IOException | ConfigException | IllegalArgumentException e) {
            say.accept(name + " can't be asked for: " + e.getMessage());
        }
        return Optional.empty();
    }

    RunningGateway gateway() {
        return gateway;
    }

    /** Where the gateway of this configuration writes. */
    Optional<Path> writtenTo() {
        try {
            return gateway.configuration().read().journal().directory();
        } catch (ConfigException unknown) {
            return Optional.of(JournalOptions.standardDirectory());
        }
    }
}
