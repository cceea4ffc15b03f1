package io.havip.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What commands do where their output can't be written: each of them is run by {@link Main#run}. */
class StandardOutputTest {
    private static Answer run(String failure, String... arguments) {
        var nowhere = new OutputStream() {
            @Override
            public void write(int character) throws IOException {
                throw new IOException(failure);
            }
        };
        var err = new StringWriter();
        int status = Main.run(nowhere, Main.commandLine().setErr(new PrintWriter(err)), arguments);
        return new Answer(status, "", err.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "version", "schema", "help events", "check --config docs/examples/minimal.yaml"})
    void oneErrorAndAnExitStatus(String command) {
        assertThat(run("No space left on device", command.split(" ")))
                .isEqualTo(new Answer(1, "", "the output can't be written: No space left on device\n"));
    }

    @Test
    void anExitStatusThatSaysMoreStays() {
        assertThat(run("No space left on device", "check", "--json", "--config", "/dev/null"))
                .isEqualTo(new Answer(2, "", "the output can't be written: No space left on device\n"));
    }

    @Test
    void whoeverReadsMayStop() {
        assertThat(run("Broken pipe", "schema")).isEqualTo(new Answer(0, "", ""));
    }
}
