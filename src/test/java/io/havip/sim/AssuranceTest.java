package io.havip.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code docs/assurance.md} counts what the simulation has. */
class AssuranceTest {
    @Test
    void mishapsAndPlantedFaultsAreCounted() throws IOException {
        assertThat(Files.readString(Path.of("docs/assurance.md")))
                .contains("\n" + PlantedFault.values().length + " wrong versions of the code")
                .contains(" " + Chaos.Mishap.values().length + " kinds of mishaps ");
    }
}
