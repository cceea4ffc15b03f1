package io.havip.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/assurance.md} counts what the simulation has. */
class AssuranceTest {
    @Test
    void mishapsAndPlantedFaultsAreCounted() throws IOException {
        assertThat(Files.readString(Path.of("docs/assurance.md")))
                .contains("\n" + PlantedFault.values().length + " wrong versions of the code")
                .contains(" " + Chaos.Mishap.values().length + " kinds of mishaps ");
    }

    @Test
    void theWorldsOfTheCloudAreCounted() throws IOException {
        int worlds = numberIn("src/test/java/io/havip/cloud/CloudSimulationTest.java", "SEEDS = ([\\d_]+);");

        assertThat(Files.readString(Path.of("docs/assurance.md")))
                .contains("%,d worlds in `CloudSimulationTest`".formatted(worlds));
    }

    @Test
    void theClustersThatTheTestsLetLiveAreCounted() throws IOException {
        int clusters = numberIn("Makefile", "Soak seeds \\$\\(or \\$\\(SEEDS\\),(\\d+)\\)");

        assertThat(Files.readString(Path.of("docs/assurance.md")))
                .contains("`make test` lets %,d clusters live".formatted(clusters));
    }

    private static int numberIn(String file, String regex) throws IOException {
        var found = Pattern.compile(regex).matcher(Files.readString(Path.of(file)));
        assertThat(found.find()).isTrue();
        return Integer.parseInt(found.group(1).replace("_", ""));
    }
}
