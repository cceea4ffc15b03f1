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
        var worlds = Pattern.compile("SEEDS = ([\\d_]+);")
                .matcher(Files.readString(Path.of("src/test/java/io/havip/cloud/CloudSimulationTest.java")));

        assertThat(worlds.find()).isTrue();
        assertThat(Files.readString(Path.of("docs/assurance.md")))
                .contains("%,d worlds in `CloudSimulationTest`"
                        .formatted(Integer.parseInt(worlds.group(1).replace("_", ""))));
    }

    @Test
    void theClustersThatTheTestsLetLiveAreCounted() throws IOException {
        var seeds = Pattern.compile("Soak seeds \\$\\(or \\$\\(SEEDS\\),(\\d+)\\)")
                .matcher(Files.readString(Path.of("Makefile")));

        assertThat(seeds.find()).isTrue();
        assertThat(Files.readString(Path.of("docs/assurance.md")))
                .contains("`make test` lets %,d clusters live".formatted(Integer.parseInt(seeds.group(1))));
    }
}
