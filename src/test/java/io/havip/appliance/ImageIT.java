package io.havip.appliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.testing.Requirement;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.ExecConfig;

/** What the image promises. */
class ImageIT {
    private static final String BASE = "debian:trixie-slim";
    private static final long ADDED_BYTES_MAX = 200_000_000;

    @BeforeAll
    static void needsAnEngine() {
        Requirement.DOCKER.ensure();
    }

    @Test
    void addsLessThan200MegabytesToItsBase() {
        var base = Engine.client().inspectImageCmd(BASE).exec();

        assertThat(Engine.image().getSize() - base.getSize()).isLessThan(ADDED_BYTES_MAX);
    }

    @Test
    void isNotRunByRootAndSaysHowItIs() {
        var config = Engine.image().getConfig();

        assertThat(config.getUser()).isEqualTo("havip");
        assertThat(config.getHealthcheck().getTest()).containsExactly("CMD", "healthy");
        assertThat(config.getLabels())
                .containsEntry("org.opencontainers.image.licenses", "Apache-2.0")
                .containsKeys("org.opencontainers.image.title", "org.opencontainers.image.version")
                .containsKeys("org.opencontainers.image.source", "org.opencontainers.image.created")
                .hasEntrySatisfying(
                        "org.opencontainers.image.revision",
                        commit -> assertThat(commit).matches("[0-9a-f]{40}"));
        assertThat(config.getEntrypoint()).noneMatch(word -> word.endsWith("sh"));
    }

    @Test
    void runsWithTwoCapabilitiesOnAReadOnlyRootWithoutAShell() throws Exception {
        var environment = Map.of("HAVIP_VRID", "56", "HAVIP_ADDRESSES", "10.56.0.100/32");
        try (var container = Engine.gateway(Engine.NEEDED, environment)) {
            Engine.mount(container, Path.of("/dev/null"), "/usr/bin/dash"); // which is sh
            container.start();
            await().untilAsserted(() -> assertThat(container.getLogs()).contains("-> ACTIVE"));

            var status = container.execInContainer("cat", "/proc/1/status").getStdout();
            assertThat(status).containsPattern("Uid:\\s+9165").containsPattern("CapBnd:\\s+0000000000003000");
            assertThat(container
                            .execInContainer(ExecConfig.builder()
                                    .user("havip")
                                    .command(new String[] {
                                        "/usr/lib/havip-gateway/jre/bin/java",
                                        "@/usr/lib/havip-gateway/java.options",
                                        "@/usr/lib/havip-gateway/image.options",
                                        "health"
                                    })
                                    .build())
                            .getStdout())
                    .contains("healthy");
        }
    }

    @Test
    void givesPrivilegesToNobodyWhoCallsItsPrograms() {
        assertThat(inAShell("find / -xdev -perm /6000 -type f 2>/dev/null; command -v perl; echo end"))
                .isEqualTo("end\n");
    }

    @Test
    void hasTheCommandLineOnItsPath() {
        assertThat(inAShell("havip-gateway --version")).matches("havip-gateway \\d.*\\R");
    }

    /** Without the launcher, which would start Java. */
    @Test
    void isAskedForItsHealthWithoutAnotherJavaMachine() throws Exception {
        var environment = Map.of("HAVIP_VRID", "56", "HAVIP_ADDRESSES", "10.56.0.100/32");
        try (var container = Engine.gateway(Engine.NEEDED, environment)) {
            Engine.mount(container, Path.of("/dev/null"), "/usr/bin/havip-gateway");
            container.start();

            await().untilAsserted(() -> assertThat(
                            container.execInContainer("healthy").getExitCode())
                    .isZero());
            Engine.client()
                    .killContainerCmd(container.getContainerId())
                    .withSignal("STOP")
                    .exec();
            assertThat(container.execInContainer("healthy").getExitCode()).isNotZero();
        }
    }

    private static String inAShell(String script) {
        return Engine.runToEnd(Engine.gateway(Engine.NEEDED, Map.of())
                        .withCreateContainerCmdModifier(
                                create -> create.withEntrypoint("sh", "-c").withCmd(script)))
                .output();
    }

    @Test
    void carriesItsBillOfMaterials() {
        try (var container = Engine.gateway(Engine.NEEDED, Map.of()).withCommand("--help")) {
            var outcome = Engine.runToEnd(container.withCreateContainerCmdModifier(
                    create -> create.withEntrypoint("cat").withCmd("/usr/share/doc/havip-gateway/sbom.cdx.json")));

            assertThat(outcome.output())
                    .contains("CycloneDX")
                    .contains("pkg:maven/io.quarkus/quarkus-core")
                    .contains("pkg:deb/debian/haproxy@3.0")
                    .contains("pkg:deb/debian/openjdk-25-jdk-headless@")
                    .doesNotContain("junit");
        }
    }
}
