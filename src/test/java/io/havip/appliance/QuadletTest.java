package io.havip.appliance;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.testing.Requirement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** The unit for Podman, as Podman itself turns it into a service: it asks for what the file for Docker Compose asks for. */
class QuadletTest {
    private static final Path UNIT = Path.of("appliance/systemd/havip-gateway.container");
    private static final Path COMPOSE = Path.of("appliance/compose/production.yml");

    @TempDir
    private Path units;

    @Test
    void runsTheContainerThatComposeRuns() throws IOException, InterruptedException {
        Requirement.ROOT.ensure();
        Requirement.TRIXIE.ensure();
        Files.copy(UNIT, units.resolve("havip-gateway.container"));

        var podman = service()
                .lines()
                .filter(line -> line.startsWith("ExecStart="))
                .findFirst()
                .orElseThrow();

        var compose = composed();
        assertThat(podman)
                .contains("--read-only", "--network " + compose.get("network_mode"), "--cap-drop all")
                .endsWith(" localhost/" + compose.get("image"));
        for (var capability : list(compose, "cap_add")) {
            assertThat(podman).contains("--cap-add " + capability.toLowerCase(Locale.ROOT));
        }
        for (var volume : list(compose, "volumes")) {
            assertThat(podman).contains("-v " + volume);
        }
        for (var tmpfs : list(compose, "tmpfs")) {
            assertThat(podman).contains("--tmpfs " + tmpfs.substring(0, tmpfs.indexOf(':')));
        }
    }

    private String service() throws IOException, InterruptedException {
        var program = new ProcessBuilder("appliance/lab/trixie.sh", "run", "/usr/libexec/podman/quadlet", "-dryrun")
                .redirectError(units.resolve("complaints").toFile());
        program.environment().put("QUADLET_UNIT_DIRS", units.toString());
        var quadlet = program.start();
        var service = new String(quadlet.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(quadlet.waitFor())
                .as(Files.readString(units.resolve("complaints")))
                .isZero();
        assertThat(units.resolve("complaints")).content().doesNotContainIgnoringCase("warning");
        return service;
    }

    private static Map<String, Object> composed() throws IOException {
        Map<String, Map<String, Map<String, Object>>> file = new Yaml().load(Files.readString(COMPOSE));
        return file.get("services").get("gateway");
    }

    @SuppressWarnings("unchecked")
    private static List<String> list(Map<String, Object> service, String key) {
        return (List<String>) service.get(key);
    }
}
