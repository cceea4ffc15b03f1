package io.havip.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.config.options.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a reload can't change, by the options that say so. */
class RestartTest {
    private static final String INSTANCE = """
        instances:
          - name: VI_1
            interface: eth0
            vrid: 51
            addresses: [10.77.0.100/24]
        """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        management: {listen: 127.0.0.1:9650}                | management: {listen: 127.0.0.1:9651} | management
        router-name: one                                    | router-name: two                     | ''
        haproxy: {}                                         | haproxy: {supervise: {config: /c}}   | haproxy.supervise
        router-name: one                                    | haproxy: {supervise: {config: /c}}   | haproxy.supervise
        haproxy: {interval: 100ms}                          | haproxy: {interval: 200ms}           | ''
        journal: {size: 1MB}                                | router-name: one                     | journal
        programs: {startup: {command: [/bin/true]}}         | router-name: one                     | programs
        """)
    void onlyThatNeedsARestart(String former, String changed, String needing) throws Exception {
        var ours = read(former);
        var theirs = read(changed);

        assertThat(ours.section().restarts(ours.tree(), theirs.tree()).toList())
                .isEqualTo(needing.isEmpty() ? List.of() : List.of(needing));
    }

    private Settings read(String line) throws IOException, ConfigException {
        var file = Files.writeString(folder.resolve("gateway.yaml"), line + "\n" + INSTANCE);
        return ConfigReader.read(file).origin().settings();
    }
}
