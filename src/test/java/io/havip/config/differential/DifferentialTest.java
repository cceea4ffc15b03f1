package io.havip.config.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.config.ConfigException;
import io.havip.config.ConfigReader;
import io.havip.config.keepalived.KeepalivedOptions;
import io.havip.testing.Requirement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whether a configuration means to the gateway what it means to keepalived: made by a grammar, read by both, and compared fact by
 * fact. {@code -Ddifferential.count=5000} compares more of them, {@code -Ddifferential.seed=7} others; a failure names the seed.
 */
class DifferentialTest {
    private static final KeepalivedOptions MAIN = new KeepalivedOptions("main", false);
    private static final int COUNT = Integer.getInteger("differential.count", 6);
    private static final long SEED = Long.getLong("differential.seed", 1);

    @TempDir
    private Path temporary;

    @Test
    void whatKeepalived22RunsMeansTheSameHere() throws Exception {
        Requirement.ROOT.ensure();
        Requirement.KEEPALIVED.ensure();
        Requirement.KEEPALIVED_2_2.ensure();

        compareWith("old", "keepalived");
    }

    @Test
    void whatKeepalived23RunsMeansTheSameHere() throws Exception {
        Requirement.ROOT.ensure();
        Requirement.TRIXIE.ensure();

        compareWith("new", "appliance/lab/trixie.sh", "run", "/usr/sbin/keepalived");
    }

    private void compareWith(String version, String... keepalived) throws Exception {
        Path script = Files.writeString(temporary.resolve("check.sh"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (long seed = SEED; seed < SEED + COUNT; seed++) {
            Files.writeString(configuration(seed), Grammar.configuration(seed, script));
        }
        KeepalivedDump.makeAll(temporary, version, List.of(keepalived));

        var differences = new ArrayList<String>();
        var outcome = new TreeMap<String, Integer>();
        for (long seed = SEED; seed < SEED + COUNT; seed++) {
            outcome.merge(compare(seed, version, differences), 1, Integer::sum);
        }

        System.out.println("compared with keepalived: " + outcome);
        assertThat(differences).isEmpty();
        assertThat(outcome.getOrDefault("same", 0)).as("compared at all").isPositive();
    }

    private Path configuration(long seed) {
        return temporary.resolve("%06d.conf".formatted(seed));
    }

    private String compare(long seed, String version, List<String> differences) throws IOException {
        Path file = configuration(seed);
        Path dump = Path.of(file + "." + version);
        var theirs = KeepalivedDump.facts(dump);
        if (theirs.isEmpty()) {
            return "not run by keepalived";
        }
        String name = "seed " + seed + " (" + version + "): ";
        try {
            var config = ConfigReader.read(file, MAIN);
            var found = Difference.between(theirs, Facts.of(config), version, Files.readString(file));
            found.forEach(difference -> differences.add(name + difference));
            return found.isEmpty() ? "same" : "different";
        } catch (ConfigException refused) {
            if (KeepalivedDump.complains(dump) || Difference.refused(String.valueOf(refused.getMessage()))) {
                return "refused with the reason";
            }
            differences.add(name + "refused: " + refused.getMessage());
            return "different";
        }
    }
}
