package io.havip.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunningKeepalivedTest {
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
}
