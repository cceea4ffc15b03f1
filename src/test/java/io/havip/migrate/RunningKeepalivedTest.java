package io.havip.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunningKeepalivedTest {
    private final List<Process> started = new ArrayList<>();

    private static Optional<String> file(String commandLine) {
        return RunningKeepalived.argument(List.of(commandLine.split(" ")), "-f", "--use-file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "keepalived -f /tmp/a.conf",
                "keepalived -f/tmp/a.conf -D",
                "keepalived --dont-fork --use-file /tmp/a.conf",
                "keepalived --use-file=/tmp/a.conf --vrrp",
                "keepalived -f /tmp/another.conf -f /tmp/a.conf"
            })
    void theFileIsSaidInTheWaysOfGetopt(String commandLine) {
        assertThat(file(commandLine)).contains("/tmp/a.conf");
    }

    @Test
    void noneNeedsToBeSaid() {
        assertThat(file("keepalived --dont-fork")).isEmpty();
    }

    @Test
    void itIsFoundByItsProgramWhateverFolderItsFileIsNamedFrom(@TempDir Path folder)
            throws IOException, InterruptedException {
        // tail(1) takes -f as well, and stays. What this process has written, another that it starts may hold for a
        // moment.
        assertThat(start(folder, "cp", "/usr/bin/tail", "keepalived").waitFor()).isZero();
        Files.createFile(folder.resolve("pair.conf"));

        var program = start(folder, "./keepalived", "-f", "pair.conf");

        await().untilAsserted(() -> assertThat(RunningKeepalived.all())
                .contains(new RunningKeepalived(
                        program.pid(), Optional.empty(), folder.resolve("pair.conf"), Optional.empty())));
        assertThat(RunningKeepalived.all())
                .filteredOn(one -> one.pid() == program.pid())
                .allSatisfy(one -> assertThat(one.version()).isEmpty());

        Files.delete(folder.resolve("keepalived"));

        assertThat(RunningKeepalived.all()).anyMatch(one -> one.pid() == program.pid());
    }

    @Test
    void aScriptOfItsNameIsNone(@TempDir Path folder) throws IOException {
        var script = Files.writeString(folder.resolve("keepalived"), """
            #!/bin/sh
            echo started
            read -r _
            """);
        assertThat(script.toFile().setExecutable(true)).isTrue();

        var process = start(folder, script.toString());

        assertThat(process.inputReader().readLine()).isEqualTo("started");
        assertThat(RunningKeepalived.all()).noneMatch(one -> one.pid() == process.pid());
    }

    private Process start(Path folder, String... command) throws IOException {
        var process = new ProcessBuilder(command).directory(folder.toFile()).start();
        started.add(process);
        return process;
    }

    @AfterEach
    void endThem() {
        started.forEach(Process::destroyForcibly);
    }
}
