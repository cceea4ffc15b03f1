package io.havip.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.testing.NetworkLab;
import io.havip.testing.Requirement;
import io.havip.testing.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A changed configuration is taken up as a whole while the agent runs, or not at all. */
@Execution(ExecutionMode.CONCURRENT)
class ReloadIT {
    private static final String VIP = "10.77.0.100";

    @TempDir
    private Path folder;

    private NetworkLab lab;
    private Path file;

    @BeforeEach
    void connectAHost() {
        lab = NetworkLab.withOneHost();
        file = Agent.configure(folder, 150, "");
    }

    @AfterEach
    void removeIt() {
        NetworkLab.close(lab);
    }

    @Test
    void sighupTakesUpAChangedFileInTheRoleThatTheAgentHas() {
        try (var agent = Agent.run(lab, "one", file)) {
            agent.awaitState("active");
            Agent.configure(folder, 120, "");

            agent.service().signal("HUP");

            await().until(() -> agent.sum("havip_vrrp_priority", "kind=\"configured\"") == 120);
            assertThat(agent.is("active")).isTrue();
            assertThat(lab.binds("one", VIP)).isTrue();
            assertThat(agent.sum("havip_config_reloads_total", "result=\"success\""))
                    .isEqualTo(1);
            assertThat(agent.service().says("reloaded: nothing new, changed: web, nothing removed, 0 unchanged"))
                    .isTrue();
        }
    }

    @Test
    void aBrokenFileChangesNothing() {
        try (var agent = Agent.run(lab, "one", file)) {
            agent.awaitState("active");
            Agent.configure(folder, 300, "    preemt: false\n");

            agent.service().signal("HUP");

            await().until(() -> agent.sum("havip_config_reloads_total", "result=\"failure\"") == 1);
            assertThat(agent.sum("havip_config_last_reload_successful", "")).isZero();
            assertThat(agent.is("active")).isTrue();
            assertThat(agent.sum("havip_vrrp_priority", "kind=\"configured\"")).isEqualTo(150);
            assertThat(String.join("\n", agent.service().output()))
                    .contains("nothing is reloaded")
                    .contains("'300' is not in 1..255")
                    .contains("preemt");
        }
    }

    @Test
    void theCommandSaysWhatHasChangedAndWhatCanNot() {
        try (var agent = Agent.run(lab, "one", file)) {
            agent.awaitState("active");

            Agent.configure(folder, 120, "");
            try (var reload = reload()) {
                assertThat(reload.exitStatus()).isZero();
                assertThat(reload.output())
                        .containsExactly("reloaded: nothing new, changed: web, nothing removed, 0 unchanged");
            }
            Agent.configure(folder, 120, "management: {keepalived-metrics: true}\n");
            try (var refused = reload()) {
                assertThat(refused.exitStatus()).isEqualTo(2);
                assertThat(String.join("\n", refused.output()))
                        .contains("a change of management")
                        .contains("restart the gateway");
            }
        }
    }

    @Test
    void theGatewayIsAskedOnTheSpotWhereverItServesAndWhateverTheFileSaysNow() {
        Agent.configure(folder, 150, "management: {listen: \"10.77.0.1:9165\"}\n");
        try (var agent = Agent.run(lab, "one", file)) {
            await().until(() -> lab.binds("one", "10.77.0.100"));

            assertThat(command("reload")).isZero();
            Agent.write(file, "instances: [");
            assertThat(command("reload")).isEqualTo(2);
            assertThat(command("health")).isZero();
            agent.service().signal("TERM");
            agent.service().exitStatus();
            assertThat(command("health")).isEqualTo(1);
        }
    }

    @Test
    void withoutASocketItIsAskedAtTheUsualAddressIfTheFileCannotBeRead() {
        try (var agent = Agent.run(
                lab, "one", file, "--control", folder.resolve("elsewhere").toString())) {
            agent.awaitState("active");

            Agent.write(file, "instances: [");

            assertThat(command("health")).isZero();
        }
    }

    @Test
    void nobodyCanAskForItByHttp() {
        try (var agent = Agent.run(lab, "one", file)) {
            agent.awaitState("active");

            assertThat(lab.run("one", "curl", "--silent", "--request", "POST", "http://127.0.0.1:9165/reload"))
                    .contains("nothing but to be read");
            assertThat(agent.sum("havip_config_reloads_total", "")).isZero();
        }
    }

    @Test
    void aFileThatIsAFifoIsRefusedAndKeepsNoLaterOneWaiting() throws IOException {
        try (var agent = Agent.run(lab, "one", file)) {
            agent.awaitState("active");
            Files.delete(file);
            lab.run("one", "mkfifo", file.toString());

            agent.service().signal("HUP");
            await().until(() -> agent.sum("havip_config_reloads_total", "result=\"failure\"") == 1);

            Files.delete(file);
            Agent.configure(folder, 120, "");
            agent.service().signal("HUP");
            await().until(() -> agent.sum("havip_vrrp_priority", "kind=\"configured\"") == 120);
        }
    }

    /** HAProxy finds its configuration right when everything is looked at, and wrong when it is its turn. */
    @Test
    void aReloadThatFailsAtItsEndLeavesEverythingAsItWas() throws IOException {
        Requirement.HAPROXY.ensure();
        var armed = folder.resolve("armed");
        var looked = folder.resolve("looked");
        var binary = Agent.write(folder.resolve("haproxy"), """
            #!/bin/sh
            if [ "$1" = -c ] && [ -e %1$s ]; then
              if [ -e %2$s ]; then echo "no file descriptors left"; exit 1; fi
              touch %2$s
            fi
            exec /usr/sbin/haproxy "$@"
            """.formatted(armed, looked));
        Files.setPosixFilePermissions(binary, PosixFilePermissions.fromString("rwxr-xr-x"));
        var configuration = Agent.write(folder.resolve("haproxy.cfg"), """
            defaults
                mode http
                timeout client 1s
            frontend web
                bind 127.0.0.1:8080
                http-request return status 200
            """);
        var haproxy = """
            haproxy:
              supervise: {binary: %s, config: %s}
              probe: {address: "127.0.0.1:8080", http: /}
            """.formatted(binary, configuration);
        Agent.configure(folder, 150, haproxy);
        try (var agent = Agent.run(lab, "one", file)) {
            agent.awaitState("active");
            Files.createFile(armed);
            Agent.configure(folder, 120, haproxy + """
                static:
                  addresses: [{address: 10.77.0.55/24, interface: eth0}]
                """);

            agent.service().signal("HUP");

            await().until(() -> agent.sum("havip_config_reloads_total", "result=\"failure\"") == 1);
            assertThat(looked).exists();
            assertThat(agent.service().says("no file descriptors left")).isTrue();
            assertThat(agent.sum("havip_vrrp_priority", "kind=\"configured\"")).isEqualTo(150);
            assertThat(lab.binds("one", "10.77.0.55")).isFalse();
            assertThat(agent.is("active")).isTrue();
            assertThat(agent.sum("havip_vrrp_transitions_total", "from=\"active\""))
                    .isZero();
        }
    }

    private int command(String name) {
        try (var command = Service.start(lab, "one", Agent.LAUNCHER, name, "--config", file.toString())) {
            return command.exitStatus();
        }
    }

    private Service reload() {
        return Service.start(lab, "one", Agent.LAUNCHER, "reload", "--config", file.toString());
    }
}
