package io.havip.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.gateway.Node;
import io.havip.gateway.settings.Instances;
import io.havip.testing.NetworkLab;
import io.havip.vrrp.Authentication;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What {@code status} says of a gateway that runs. */
@Execution(ExecutionMode.CONCURRENT)
class StatusIT {
    @TempDir
    private Path folder;

    private NetworkLab lab;
    private Path file;

    @BeforeEach
    void connectTwoHosts() {
        lab = NetworkLab.withOneHost();
        lab.namespace("two");
        lab.connect("two", "eth0", "10.77.0.2/24");
        file = Agent.configure(folder, 150, "");
    }

    @AfterEach
    void removeThem() {
        NetworkLab.close(lab);
    }

    @Test
    void whoIsActiveAndWhyAndThatAllIsWell() {
        try (var agent = Agent.run(lab, "one", file)) {
            agent.awaitState("active");
            await().until(() -> status("").contains("announce"));

            assertThat(status(""))
                    .contains("instance web: ACTIVE since ", ", VRID 51 on eth0, IPv4\n")
                    .contains("priority         150\n")
                    .containsPattern("addresses        10[.]77[.]0[.]100/24 on eth0, bound since 20\\S+Z\n")
                    .contains("last transition  BACKUP -> ACTIVE at ", "no active router was heard (detection ")
                    .doesNotContain("!")
                    .endsWith("exit status 0\n");
        }
    }

    @Test
    void aBackupNamesTheActiveOne() {
        try (var _ = Node.start(lab, "two", Instances.withPriority(200));
                var agent = Agent.run(lab, "one", file)) {
            agent.awaitState("backup");

            await().untilAsserted(() -> assertThat(status(""))
                    .containsPattern("active           10[.]77[.]0[.]2, with priority 200, heard at 20\\S+Z\n")
                    .contains("10.77.0.100/24 on eth0, not here"));
            var heard = lastHeard(agent);
            await().untilAsserted(() -> assertThat(lastHeard(agent))
                    .as("though nothing else changes")
                    .isAfter(heard));
        }
    }

    @Test
    void aLoadBalancerFindsTheActiveOne() {
        try (var _ = Node.start(lab, "two", Instances.withPriority(100));
                var agent = Agent.run(lab, "one", file)) {
            agent.awaitState("active");
            assertThat(active("")).isEqualTo("active\n200");
            assertThat(active("?instance=web")).isEqualTo("active\n200");
            assertThat(active("?instance=web&instance=mail"))
                    .isEqualTo("no instance is called 'mail'; there are web\n404");
            assertThat(active("?instance=")).isEqualTo("no instance is called ''; there are web\n404");

            lab.run("one", "ip", "link", "set", "eth0", "down");

            await().untilAsserted(() -> assertThat(active("")).isEqualTo("web is FAULT\n503"));
        }
    }

    private String active(String query) {
        return lab.run(
                "one",
                "curl",
                "--silent",
                "--write-out",
                "%{http_code}",
                "http://127.0.0.1:9165/health/active" + query);
    }

    private static Instant lastHeard(Agent agent) {
        var instance =
                new JsonObject(agent.get("/status")).getJsonArray("instances").getJsonObject(0);
        var heard = instance.getJsonArray("heard").getJsonObject(0);
        assertThat(heard.getString("address")).isEqualTo("10.77.0.2");
        assertThat(heard.getInteger("priority")).isEqualTo(200);
        var at = heard.getInstant("at");
        assertThat(instance.getJsonObject("active_peer").getInstant("heard"))
                .as("but for the rounding of two looks at the clocks")
                .isBetween(at.minusMillis(2), at.plusMillis(2));
        return at;
    }

    @Test
    void thatItServesThoughItsHaproxyIsDown() {
        var nobody = folder.resolve("nobody.sock");
        Agent.configure(folder, 150, "haproxy: {socket: %s}\n".formatted(nobody));
        try (var agent = Agent.run(lab, "one", file)) {
            agent.awaitState("active");

            await().untilAsserted(() -> assertThat(status(""))
                    .contains("instance web: ACTIVE as the last resort since ")
                    .contains("priority         1, of 150 configured\n")
                    .containsPattern("! fault +haproxy since 20\\S+Z: " + nobody)
                    .endsWith("exit status 3\n"));
            assertThat(status("--json")).containsPattern("\"last_resort\" ?: ?true");
        }
    }

    @Test
    void whatIsWrongWithAPeerWithTheMend() {
        try (var agent = Agent.run(lab, "one", file);
                var _ = Node.start(lab, "two", Instances.withPriority(100).version2(1, new Authentication.None()))) {
            agent.awaitState("active");

            await().untilAsserted(() -> assertThat(status(""))
                    .containsPattern(
                            "! finding        since 20\\S+Z: 10[.]77[.]0[.]2 speaks version 2, this router version 3\n")
                    .contains("  mend           set the same VRRP version on all routers\n")
                    .containsPattern("discarded +[0-9]+ received: another version of VRRP than this virtual router's\n")
                    .endsWith("exit status 3\n"));
            var json = new JsonObject(agent.get("/status"));
            assertThat(json.getBoolean("well")).isFalse();
            var instance = json.getJsonArray("instances").getJsonObject(0);
            assertThat(instance.getString("state")).isEqualTo("active");
            assertThat(instance.getJsonArray("findings").getJsonObject(0).getString("finding"))
                    .isEqualTo("version");
            var found = instance.getJsonArray("findings").getJsonObject(0).getInstant("since");
            assertThat(found).isBetween(json.getInstant("started"), json.getInstant("at"));
            assertThat(status("--json")).contains("\"finding\" : \"version\"");
        }
    }

    @Test
    void whatItHearsOfOthersIsNothingWrong() {
        try (var agent = Agent.run(lab, "one", file);
                var _ = Node.start(
                        lab,
                        "two",
                        List.of(Instances.withPriority(100)
                                .addresses("10.77.0.101/24")
                                .settings("VI_2", Instances.VRID + 1)))) {
            agent.awaitState("active");

            await().untilAsserted(() -> assertThat(status(""))
                    .containsPattern(
                            "for no virtual router here\n  eth0 +[0-9]+ received: a VRID that no virtual router"
                                    + " here has\n")
                    .endsWith("exit status 0\n"));
        }
    }

    @Test
    void aReloadThatWasRefused() {
        try (var agent = Agent.run(lab, "one", file)) {
            agent.awaitState("active");
            Agent.write(file, "instances: []\n");
            agent.service().signal("HUP");
            await().until(() -> agent.sum("havip_config_reloads_total", "result=\"failure\"") == 1);
            Agent.configure(folder, 150, "");

            assertThat(status(""))
                    .contains("! last reload    at ")
                    .contains("error: ")
                    .endsWith("exit status 3\n");
            assertThat(doctor())
                    .contains("! gateway: the reload at ", " was refused", "  mend: correct the file")
                    .endsWith("exit status 3\n");
        }
    }

    @Test
    void thatNobodyAnswers() {
        assertThat(status("")).contains("no gateway answers: ").endsWith("exit status 1\n");
        assertThat(doctor())
                .contains("! gateway: no gateway answers: ", "  mend: see whether it runs, and its log")
                .endsWith("exit status 1\n");
    }

    private String status(String option) {
        return command("status", option);
    }

    private String doctor() {
        return command("doctor", "");
    }

    private String command(String name, String option) {
        return lab.run(
                "one",
                "sh",
                "-c",
                Agent.LAUNCHER + " " + name + " --config " + file + " " + option + " 2>&1; echo exit status $?");
    }
}
