package io.havip.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code docs/configuration.md} and the examples say what the reader does. */
class ConfigurationReferenceTest {
    private static final Path REFERENCE = Path.of("docs/configuration.md");
    private static final Pattern BLOCK = Pattern.compile("(?s)```yaml\n(.*?)```");

    @TempDir
    private Path temporary;

    @ParameterizedTest
    @ValueSource(strings = {"gateway.yaml", "minimal.yaml", "keepalived.conf"})
    void theExamplesAreValid(String name) {
        assertThatCode(() -> ConfigReader.read(Path.of("docs/examples", name))).doesNotThrowAnyException();
    }

    @Test
    void theReferencesOwnExampleIsValid() throws Exception {
        var blocks = BLOCK.matcher(Files.readString(REFERENCE))
                .results()
                .map(block -> block.group(1))
                .toList();

        assertThat(blocks).isNotEmpty();
        for (String block : blocks) {
            new ConfigFolder(temporary).read("example.yaml", block);
        }
    }
}
