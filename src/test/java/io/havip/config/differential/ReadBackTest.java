package io.havip.config.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.config.ConfigException;
import io.havip.config.ConfigReader;
import io.havip.config.yaml.YamlText;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What {@code explain-config} writes of generated configurations for keepalived means the same, and is written likewise. */
@Execution(ExecutionMode.CONCURRENT)
@Order(1)
class ReadBackTest {
    private static final int COUNT = 200;

    @TempDir
    private Path temporary;

    @Test
    void whatIsWrittenIsReadBack() throws Exception {
        Path script = Files.writeString(temporary.resolve("check.sh"), "#!/bin/sh\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        int runs = 0;
        for (long seed = 1; seed <= COUNT; seed++) {
            runs += readBack(Grammar.configuration(seed, script)) ? 1 : 0;
        }

        assertThat(runs).isGreaterThan(COUNT / 2);
    }

    private boolean readBack(String keepalived) throws Exception {
        try {
            var config = ConfigReader.read(Files.writeString(temporary.resolve("keepalived.conf"), keepalived));
            String written = YamlText.of(config.origin().settings());
            var again = ConfigReader.read(Files.writeString(temporary.resolve("gateway.yaml"), written));
            assertThat(again)
                    .usingRecursiveComparison()
                    .ignoringFields("origin")
                    .isEqualTo(config);
            assertThat(YamlText.of(again.origin().settings())).isEqualTo(written);
            return true;
        } catch (ConfigException refused) {
            assertThat(refused.getMessage()).as(keepalived).contains("keepalived.conf:");
            return false;
        }
    }
}
