package io.havip.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.config.keepalived.KeepalivedOptions;
import io.havip.config.yaml.YamlText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Configurations as people publish them for keepalived. Beside each stands what becomes of it: a summary of what runs, or
 * why it is refused. {@code -Dcorpus.write=true} writes that down anew, to be read in the difference.
 */
class CorpusTest {
    private static final int SAMPLES_MIN = 40;
    private static final KeepalivedOptions MAIN = new KeepalivedOptions("main", false);

    @TempDir
    private Path temporary;

    static Stream<String> samples() throws Exception {
        return Corpus.samples();
    }

    @Test
    void thereAreEnough() throws Exception {
        assertThat(Corpus.samples()).hasSizeGreaterThanOrEqualTo(SAMPLES_MIN);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void itRunsOrIsRefusedWithTheReason(String sample) throws Exception {
        var outcome = outcome(sample);
        if (Boolean.getBoolean("corpus.write")) {
            Corpus.write(sample, outcome);
        }
        assertThat(outcome).isEqualTo(Corpus.outcome(sample));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void whatRunsReadsBackFromYaml(String sample) throws Exception {
        GatewayConfig config;
        try {
            config = ConfigReader.read(Corpus.install(sample, temporary), MAIN);
        } catch (ConfigException refused) {
            return;
        }
        Path yaml = Files.writeString(
                temporary.resolve("gateway.yaml"), YamlText.of(config.origin().settings()));

        assertThat(ConfigReader.read(yaml))
                .usingRecursiveComparison()
                .ignoringFields("origin")
                .isEqualTo(config);
    }

    private String outcome(String sample) throws Exception {
        String text;
        try {
            text = "runs\n" + Summary.of(ConfigReader.read(Corpus.install(sample, temporary), MAIN));
        } catch (ConfigException refused) {
            text = "refused\n" + refused.getMessage() + "\n";
        }
        return text.replace(temporary + "/", "");
    }
}
