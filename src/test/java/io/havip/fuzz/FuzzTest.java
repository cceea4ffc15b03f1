package io.havip.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A short walk, the same each time, around the good bytes; the long one is {@code make fuzz}. */
@Execution(ExecutionMode.CONCURRENT)
@Order(1)
class FuzzTest {
    private static final int MUTANTS = Integer.getInteger("fuzz.mutants", 500);
    private static final String ALPHABET = "{}[]#!\"'\\:,-&*|>%@`~$?\n\r\t 0123456789aeinoz/._\u0000\u00ff\u0080";

    @ParameterizedTest
    @EnumSource
    void mutantsOfGoodBytesBreakNoPromise(Target target) {
        for (var seed : target.seeds().toList()) {
            assertThatCode(() -> target.feed(seed)).doesNotThrowAnyException();
            for (int number = 0; number < MUTANTS; number++) {
                byte[] mutant =
                        mutate(new String(seed, ISO_8859_1), new Random(number)).getBytes(ISO_8859_1);
                assertThatCode(() -> target.feed(mutant))
                        .as("mutant %d: %s%n%s", number, HexFormat.of().formatHex(mutant), new String(mutant, UTF_8))
                        .doesNotThrowAnyException();
            }
        }
    }

    @Test
    void eachReaderIsNamedWhereThePromisesAre() throws IOException {
        var section = Pattern.compile("(?s)\n## Fuzzing\n(.*?)\n## ")
                .matcher(Files.readString(Path.of("docs/assurance.md")))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.joining());

        assertThat(Pattern.compile("\\(`(\\w+)`\\)").matcher(section).results().map(name -> name.group(1)))
                .containsExactlyInAnyOrderElementsOf(Stream.of(Target.values())
                        .map(target -> target.name().toLowerCase(Locale.ROOT))
                        .toList());
    }

    private static String mutate(String bytes, Random random) {
        var mutant = new StringBuilder(bytes);
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
        return random.nextBoolean() ? ALPHABET.charAt(random.nextInt(ALPHABET.length())) : (char) random.nextInt(256);
    }
}
