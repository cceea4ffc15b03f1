package io.havip.appliance;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.testing.Requirement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit for systemd, as systemd itself judges it. */
class UnitTest {
    private static final Path UNIT = Path.of("appliance/systemd/havip-gateway.service");

    /** Of 10; beyond 3 systemd itself calls a service more than a little exposed. */
    private static final double EXPOSURE_MAX = 3.0;

    @TempDir
    private Path root;

    @BeforeEach
    void needsSystemd() {
        Requirement.SYSTEMD.ensure();
    }

    @Test
    void isUnderstoodToTheLastSetting() throws IOException {
        var launcher = root.resolve("havip-gateway");
        Files.createFile(launcher).toFile().setExecutable(true);
        var unit = Files.writeString(
                root.resolve("havip-gateway.service"),
                Files.readString(UNIT).replace("/usr/bin/havip-gateway", launcher.toString()));

        assertThat(output("systemd-analyze", "--man=no", "verify", unit.toString()))
                .isEmpty();
    }

    @Test
    void exposesLittle() throws IOException {
        var report = output("systemd-analyze", "--no-pager", "--offline=true", "security", UNIT.toString());
        double exposure = Double.parseDouble(report.lines()
                .filter(line -> line.startsWith("→"))
                .findFirst()
                .orElseThrow()
                .replaceAll(".*: ([0-9.]+) .*", "$1"));

        assertThat(exposure).as(report).isLessThan(EXPOSURE_MAX);
    }

    private static String output(String... command) throws IOException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
