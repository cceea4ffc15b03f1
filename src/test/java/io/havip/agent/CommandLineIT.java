package io.havip.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.havip.testing.NetworkLab;
import io.havip.testing.Requirement;
import io.havip.testing.Service;
import io.havip.wire.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What keeps a gateway from running is said in a sentence before anything starts, and the exit status tells it too. */
class CommandLineIT {
    private static final int INVALID = 2;
    private static final int FAILED = 1;

    private static final String YAML = """
        instances:
          - name: web
            interface: eth0
            vrid: 51
            addresses: [10.77.0.100/24]
        """;
    private static final String KEEPALIVED = """
        vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 51
            virtual_ipaddress { 10.77.0.100/24 }
        }
        """;

    private static NetworkLab lab;

    @TempDir
    private Path folder;

    @BeforeAll
    static void connectAHost() {
        lab = NetworkLab.withOneHost();
    }

    @AfterAll
    static void removeIt() {
        if (lab != null) {
            lab.close();
        }
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                arguments("an empty file", "gateway.yaml", "", "gateway.yaml: error: the file is empty"),
                arguments(
                        "no YAML",
                        "gateway.yaml",
                        YAML.replace("/24]", "/24"),
                        "gateway.yaml:6:1: error: not YAML: expected ',' or ']', but got <stream end>"),
                arguments(
                        "an unknown key",
                        "gateway.yaml",
                        YAML.replace("vrid", "priorty: 150\n    vrid"),
                        "gateway.yaml:4:5: error: instances[0].priorty: there is no such key"),
                arguments(
                        "a number out of range",
                        "gateway.yaml",
                        YAML.replace("51", "300"),
                        "gateway.yaml:4:11: error: instances[0].vrid: '300' is not in 1..255"),
                arguments(
                        "no interface",
                        "gateway.yaml",
                        YAML.replace("    interface: eth0\n", ""),
                        "gateway.yaml:2:5: error: instances[0]: interface is missing"),
                arguments(
                        "a VRID used twice",
                        "gateway.yaml",
                        YAML
                                + YAML.replace("instances:\n", "")
                                        .replace("web", "mail")
                                        .replace("0.100", "0.101"),
                        "gateway.yaml:8:11: error: instances[1].vrid: VRID 51 on eth0 is already in line 4"),
                arguments(
                        "an interval that version 2 can't have",
                        "gateway.yaml",
                        YAML.replace("vrid", "version: 2\n    advertisement-interval: 100ms\n    vrid"),
                        "gateway.yaml:5:29: error: instances[0].advertisement-interval: "
                                + "version 2 counts in whole seconds, not in 100ms"),
                arguments(
                        "an unknown keyword",
                        "keepalived.conf",
                        KEEPALIVED.replace("    virtual_ip", "    priorty 100\n    virtual_ip"),
                        "keepalived.conf:4:5: error: 'priorty' is not a keyword in vrrp_instance"),
                arguments(
                        "an open brace",
                        "keepalived.conf",
                        KEEPALIVED.substring(0, KEEPALIVED.length() - 2),
                        "keepalived.conf:1:20: error: this brace is never closed"),
                arguments(
                        "no address at all",
                        "keepalived.conf",
                        KEEPALIVED.replace("100/24", "400/24"),
                        "keepalived.conf:4:25: error: vrrp_instance VI_1: virtual_ipaddress: "
                                + "'10.77.0.400' is not an IP address"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void aBrokenConfigurationIsRefused(String what, String name, String text, String error) {
        try (var agent = Agent.run(lab, "one", Agent.write(folder.resolve(name), text))) {
            assertThat(agent.service().exitStatus()).isEqualTo(INVALID);
            assertThat(agent.service().output())
                    .filteredOn(line -> line.contains("error:"))
                    .singleElement()
                    .isEqualTo(folder.resolve(name).toString().replace(name, error));
        }
    }

    @Test
    void aMissingConfigurationIsNamed() {
        try (var agent = Agent.run(lab, "one", folder.resolve("gateway.yaml"))) {
            assertThat(agent.service().exitStatus()).isEqualTo(INVALID);
            assertThat(agent.service().output().getFirst()).endsWith("gateway.yaml: error: the file does not exist");
        }
    }

    @Test
    void whatTheMachineRefusesIsSaidInOneLine() {
        var inTheWay = Agent.write(folder.resolve("events"), "");
        var configuration = Agent.write(
                folder.resolve("keepalived.conf"),
                "global_defs {\n    vrrp_notify_fifo %s\n}\n%s".formatted(inTheWay, KEEPALIVED));
        try (var agent = Agent.run(lab, "one", configuration)) {
            assertThat(agent.service().exitStatus()).isEqualTo(FAILED);
            assertThat(agent.service().output())
                    .last()
                    .asString()
                    .endsWith("events is there, and is no FIFO: remove it, or choose another path");
        }
    }

    @Test
    void aConfigurationThatHaproxyRefusesIsNotRunWithout() {
        Requirement.HAPROXY.ensure();
        var haproxy = Agent.write(folder.resolve("haproxy.cfg"), "frontend web\n    bnd :80\n");
        var configuration = Agent.configure(folder, 100, "haproxy: {supervise: {config: %s}}\n".formatted(haproxy));
        try (var agent = Agent.run(lab, "one", configuration)) {
            assertThat(agent.service().exitStatus()).isEqualTo(INVALID);
            assertThat(agent.service().toString()).contains("haproxy.cfg:2", "unknown keyword 'bnd'");
            assertThat(lab.binds("one", "10.77.0.100")).isFalse();
        }
    }

    @Test
    void missingCapabilitiesAreNamed() {
        var dropped = List.of("setpriv", "--bounding-set=-net_admin,-net_raw", "--inh-caps=-all");

        assertFailsWith(dropped, "the gateway lacks CAP_NET_ADMIN and CAP_NET_RAW: run it as root or grant that");
    }

    @Test
    void aPortThatIsTakenIsNamed() {
        try (var first = Agent.run(lab, "one", Agent.configure(folder, 100, ""))) {
            first.awaitState("active");

            assertFailsWith(
                    Agent.PLAIN,
                    "metrics can't be served at 127.0.0.1:9165 (Address already in use): "
                            + "free that port, or set management: listen: to another");
            first.service().signal("TERM");
            first.service().exitStatus();
        }
    }

    @Test
    void aGatewayThatRunsHereAlreadyIsNamed() {
        try (var first = Agent.run(lab, "one", Agent.configure(folder, 100, ""))) {
            first.awaitState("active");

            try (var second = Agent.run(
                    lab,
                    "one",
                    Agent.configure(folder.resolve("second"), 100, "management: {listen: \"127.0.0.1:9166\"}\n"))) {
                assertThat(second.service().exitStatus()).isEqualTo(FAILED);
                assertThat(second.service().output())
                        .singleElement()
                        .asString()
                        .startsWith("another gateway runs here and answers at /run/havip-gateway/control-")
                        .endsWith(".sock: end it, or give this one another path with --control");
            }
            first.service().signal("TERM");
            first.service().exitStatus();
        }
    }

    @Test
    void withoutACommandItSaysWhatThereIs() {
        try (var launched = Service.start(lab, "one", Agent.LAUNCHER)) {
            assertThat(launched.exitStatus()).isEqualTo(INVALID);
            assertThat(launched.toString()).contains("Usage: havip-gateway", "check", "run");
        }
    }

    @Test
    void whatCannotBePrintedIsAnError() throws IOException {
        Files.write(
                folder.resolve("packets-1.pcapng"),
                new Recording().says(0, "10.77.0.1", 100).pcapng());

        assertThat(full("schema")).isEqualTo("the output can't be written: No space left on device\nexit status 1\n");
        assertThat(full("packets --directory " + folder + " --write -"))
                .isEqualTo("standard output can't be written\nexit status 1\n");
    }

    private static String full(String command) {
        return lab.run(
                "one", "sh", "-c", "(%s %s > /dev/full; echo exit status $?) 2>&1".formatted(Agent.LAUNCHER, command));
    }

    private void assertFailsWith(List<String> wrapper, String message) {
        try (var agent = Agent.start(lab, "one", wrapper, Agent.configure(folder, 100, ""))) {
            assertThat(agent.service().exitStatus()).isEqualTo(FAILED);
            assertThat(agent.service().output()).singleElement().asString().startsWith(message);
        }
    }
}
