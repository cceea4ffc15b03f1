package io.havip.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is done to a file, it is either read or refused with errors. */
class MutationTest {
    private static final int MUTANTS = 500;
    private static final String ALPHABET =
            "{}[]#!\"'\\:,-&*|>%@`~$?\n\r\t 0123456789aeinoz/._\u0000\u0085\u2028\ud83d\uFEFF";

    @TempDir
    private Path temporary;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "docs/examples/gateway.yaml",
                "docs/examples/minimal.yaml",
                "docs/examples/keepalived.conf",
                "src/test/resources/io/havip/config/havip.conf"
            })
    void aMutatedFileIsReadOrRefused(Path original) throws Exception {
        String text = Files.readString(original);
        Path mutant = temporary.resolve(original.getFileName());
        int refused = 0;
        for (int seed = 0; seed < MUTANTS; seed++) {
            Files.write(mutant, mutate(text, new Random(seed)).getBytes(StandardCharsets.UTF_8));
            try {
                ConfigReader.read(mutant);
            } catch (ConfigException e) {
                refused++;
                assertThat(e.getMessage())
                        .as("seed %d", seed)
                        .contains("error: ")
                        .contains("mend: ");
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("seed " + seed + ": " + Files.readString(mutant), e);
            }
        }
        assertThat(refused).as("mutants that were refused").isBetween(MUTANTS / 4, MUTANTS);
    }

    private static String mutate(String text, Random random) {
        var mutant = new StringBuilder(text);
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
            int at = random.nextInt(mutant.length());
            int end = Math.min(mutant.length(), at + 1 + random.nextInt(12));
            switch (random.nextInt(5)) {
                case 0 -> mutant.setCharAt(at, character(random));
                case 1 -> mutant.insert(at, character(random));
                case 2 -> mutant.delete(at, end);
                case 3 -> mutant.insert(random.nextInt(mutant.length()), mutant.substring(at, end));
                default -> mutant.insert(at, String.valueOf(character(random)).repeat(1 + random.nextInt(300)));
            }
            if (mutant.isEmpty()) {
                mutant.append(' ');
            }
        }
        return mutant.toString();
    }

    private static char character(Random random) {
        return ALPHABET.charAt(random.nextInt(ALPHABET.length()));
    }
}
