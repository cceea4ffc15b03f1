package io.havip.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.testing.NetworkLab;
import io.havip.testing.Requirement;
import io.havip.testing.Service;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What {@code events} tells of a pair, each on its own disk. */
@Execution(ExecutionMode.CONCURRENT)
class EventsIT {
    private static final String VIP = "10.77.0.100";

    /** Of 100 ms, with priority 100: three of them, and a skew of 60.9375 ms. */
    private static final long ACTIVE_DOWN_MICROS = 360_937;

    @TempDir
    private Path folder;

    private NetworkLab lab;
    private Agent one;
    private Agent two;

    @BeforeEach
    void startAPair() {
        lab = NetworkLab.withOneHost();
        lab.namespace("two");
        lab.connect("two", "eth0", "10.77.0.2/24");
        one = Agent.run(lab, "one", configure("one", 150, ""));
        one.awaitState("active");
        two = Agent.run(lab, "two", configure("two", 100, ""));
        two.awaitState("backup");
        await().until(() -> !written("one", "active").isEmpty());
    }

    @AfterEach
    void endIt() {
        if (lab != null) {
            one.close();
            two.close();
            lab.close();
        }
    }

    private Path configure(String node, int priority, String more) {
        return Agent.configure(
                folder.resolve(node),
                priority,
                "router-name: %s\njournal: {directory: %s}\n%s".formatted(node, directory(node), more));
    }

    private Path directory(String node) {
        return folder.resolve(node).resolve("journal");
    }

    private String events(String node, String options) {
        return lab.run(
                node,
                "sh",
                "-c",
                "%s events --config %s/gateway.yaml %s 2>&1; echo exit status $?"
                        .formatted(Agent.LAUNCHER, folder.resolve(node), options));
    }

    private List<JsonObject> entries(String node, String kind) {
        return events(node, "--json -n 1000")
                .lines()
                .filter(line -> line.startsWith("{"))
                .map(JsonObject::new)
                .filter(entry -> entry.getString("kind").equals(kind))
                .toList();
    }

    private List<JsonObject> transitions(String node, String to) {
        return to(to, entries(node, "transition"));
    }

    /** Those that its files have: what is in them, its memory has too. */
    private List<JsonObject> written(String node, String to) {
        return to(to, Agent.written(directory(node), "transition"));
    }

    private static List<JsonObject> to(String state, List<JsonObject> transitions) {
        return transitions.stream()
                .filter(entry -> entry.getString("to").equals(state))
                .toList();
    }

    private static List<String> changes(List<JsonObject> haproxy) {
        return haproxy.stream().map(entry -> entry.getString("change")).toList();
    }

    private static boolean wasActive(JsonObject transition) {
        return transition.getString("from").equals("active");
    }

    private static long micros(JsonObject transition, String phase) {
        return transition.getJsonObject("phase_microseconds").getLong(phase);
    }

    @Test
    void aCrashOfTheActiveOneAsTheOtherSawItAndAsItsFilesTell() {
        one.service().killAll();
        two.awaitState("active");
        await().until(() -> !written("two", "active").isEmpty());

        var takeover = transitions("two", "active").getLast();
        assertThat(takeover.getString("cause")).isEqualTo("active_down");
        assertThat(takeover.getString("from")).isEqualTo("backup");
        assertThat(takeover.getJsonObject("active_peer"))
                .isEqualTo(new JsonObject().put("peer", "10.77.0.1").put("priority", 150));
        var heard = takeover.getJsonObject("last_heard");
        assertThat(heard.getString("peer")).isEqualTo("10.77.0.1");
        assertThat(heard.getLong("monotonic_nanos"))
                .as("the evidence is the last advertisement")
                .isEqualTo(takeover.getJsonObject("evidence").getLong("monotonic_nanos"));
        assertThat(takeover.getLong("monotonic_nanos") - heard.getLong("monotonic_nanos"))
                .isEqualTo(takeover.getLong("monotonic_nanos")
                        - takeover.getJsonObject("evidence").getLong("monotonic_nanos"));
        assertThat(micros(takeover, "detection")).isGreaterThanOrEqualTo(ACTIVE_DOWN_MICROS);
        assertThat(events("two", ""))
                .containsPattern(
                        "web +BACKUP -> ACTIVE, active_down, [0-9.]+ ms.*: 10\\.77\\.0\\.1 \\(priority 150\\) fell silent\n")
                .endsWith("exit status 0\n");

        assertThat(events("one", ""))
                .contains("no gateway answers (", "): this is what one has written to " + directory("one"))
                .containsPattern("web +BACKUP -> ACTIVE, active_down, [0-9.]+ ms: no active router was heard\n")
                .endsWith("exit status 0\n");

        try (var again = Agent.run(lab, "one", folder.resolve("one/gateway.yaml"))) {
            again.awaitState("active");
            var starts = entries("one", "start");
            assertThat(starts).hasSize(2);
            assertThat(starts.getFirst().containsKey("former_ended")).isFalse();
            assertThat(starts.getLast().getBoolean("former_ended")).isFalse();
            assertThat(starts.getLast().getLong("seq"))
                    .isGreaterThan(starts.getFirst().getLong("seq"));
        }
    }

    @Test
    void aStopIsAReleaseToTheOtherOne() {
        one.service().signal("TERM");
        one.service().exitStatus();
        two.awaitState("active");
        await().until(() -> !written("two", "active").isEmpty());

        var takeover = transitions("two", "active").getLast();
        assertThat(takeover.getString("cause")).isEqualTo("release_heard");
        assertThat(takeover.getJsonObject("last_heard").getInteger("priority")).isZero();
        assertThat(takeover.getJsonArray("heard")).hasSize(1);
        assertThat(transitions("one", "initialize"))
                .singleElement()
                .satisfies(end -> assertThat(end.getString("cause")).isEqualTo("shutdown"));
        assertThat(entries("one", "end")).hasSize(1);
    }

    @Test
    void reloadsAndWhatSomebodyElseDoesToTheAddresses() {
        var before = transitions("one", "active").getLast().getString("configuration");
        configure("one", 160, "");
        one.service().signal("HUP");
        await().until(() -> one.sum("havip_config_reloads_total", "result=\"success\"") == 1);
        Agent.write(folder.resolve("one/gateway.yaml"), "instances: []\n");
        one.service().signal("HUP");
        await().until(() -> one.sum("havip_config_reloads_total", "result=\"failure\"") == 1);
        configure("one", 160, "");
        lab.run("one", "ip", "address", "delete", VIP + "/24", "dev", "eth0");
        lab.namespace("stranger");
        lab.connect("stranger", "eth0", VIP + "/24");
        lab.run("stranger", "arping", "-q", "-c", "1", "-A", "-I", "eth0", VIP);
        await().until(() -> Agent.written(directory("one"), "repair").size() == 1
                && Agent.written(directory("one"), "conflict").size() == 1);

        var reloads = entries("one", "reload");
        assertThat(reloads).extracting(reload -> reload.getBoolean("success")).containsExactly(true, false);
        assertThat(reloads.getFirst().getJsonArray("changed")).containsExactly("web");
        assertThat(reloads.getLast().getString("sentence")).contains("error: ");
        assertThat(reloads)
                .extracting(reload -> reload.getString("configuration"))
                .doesNotContain(before)
                .containsOnly(reloads.getFirst().getString("configuration"));
        var repair = entries("one", "repair").getFirst();
        assertThat(repair.getString("address")).isEqualTo(VIP);
        assertThat(repair.getString("vrrp_instance")).isEqualTo("web");
        assertThat(repair.getBoolean("repaired")).isTrue();
        var conflict = entries("one", "conflict").getFirst();
        assertThat(conflict.getString("address")).isEqualTo(VIP);
        assertThat(conflict.getString("claimant")).isEqualTo(lab.macAddress("stranger", "eth0"));
    }

    @Test
    void aHaproxyThatIsKilledAndWhatThatLeadsTo() {
        Requirement.HAPROXY.ensure();
        one.service().signal("TERM");
        one.service().exitStatus();
        var socket = folder.resolve("haproxy.sock");
        var haproxy = Agent.write(folder.resolve("haproxy.cfg"), """
            global
                stats socket %s mode 600 level admin
            defaults
                mode http
                timeout client 1s
            frontend web
                bind 127.0.0.1:8080
            """.formatted(socket));
        var configuration =
                configure("one", 150, "haproxy: {supervise: {config: %s}, socket: %s}\n".formatted(haproxy, socket));
        try (var again = Agent.run(lab, "one", configuration)) {
            again.awaitState("active");
            long worker = entries("one", "haproxy").stream()
                    .filter(entry -> entry.getString("change").equals("answers"))
                    .findFirst()
                    .orElseThrow()
                    .getLong("pid");
            lab.run("one", "kill", "-KILL", Long.toString(worker));
            await().until(() -> written("one", "fault").stream().anyMatch(EventsIT::wasActive));
            again.awaitState("active");

            var fault = transitions("one", "fault").stream()
                    .filter(EventsIT::wasActive)
                    .findFirst()
                    .orElseThrow();
            assertThat(fault.getString("cause")).isEqualTo("fault");
            assertThat(fault.getJsonArray("faults").getJsonObject(0).getString("of"))
                    .isEqualTo("haproxy");
            assertThat(fault.getJsonArray("trackers").getJsonObject(0).getString("reason"))
                    .as("whichever is seen first")
                    .containsAnyOf("process " + worker + " exited", socket + " was closed");
            var changes = Set.of("started", "ended", "answers", "silent");
            await().until(() ->
                    changes(Agent.written(directory("one"), "haproxy")).containsAll(changes));
            assertThat(changes(entries("one", "haproxy"))).containsAll(changes);
            assertThat(entries("one", "tracker"))
                    .extracting(tracker -> tracker.getBoolean("healthy"))
                    .contains(true, false);
        }
    }

    @Test
    void aFollowerSeesWhatHappensAndWaitsForAGatewayThatHasGone() {
        var command = List.of(
                Agent.LAUNCHER,
                "events",
                "--follow",
                "--config",
                folder.resolve("one/gateway.yaml").toString());
        try (var follower = Service.start(lab, "one", command.toArray(String[]::new))) {
            await().until(() -> follower.says("BACKUP -> ACTIVE"));
            one.service().signal("TERM");
            one.service().exitStatus();
            await().until(() -> follower.says("no gateway answers for now: "));
            try (var again = Agent.run(lab, "one", folder.resolve("one/gateway.yaml"))) {
                again.awaitState("active");
                await().until(() -> follower.output().stream()
                                .filter(line -> line.contains("start: version"))
                                .count()
                        == 2);
            }
            assertThat(follower.says("a gateway answers again")).isTrue();
            assertThat(follower.says("missing")).isFalse();
        }
    }

    @Test
    void aNamedDirectoryThatIsNotThereIsToldOf() {
        one.service().signal("TERM");
        one.service().exitStatus();
        var nowhere = Agent.configure(folder.resolve("one"), 150, "journal: {directory: /nowhere/journal}\n");
        try (var again = Agent.run(lab, "one", nowhere)) {
            again.awaitState("active");
            assertThat(again.service().says("WARN  [havip] the journal can't be written to /nowhere/journal"))
                    .isTrue();
            assertThat(again.sum("havip_journal_on_disk", "")).isZero();
            assertThat(events("one", "")).contains("start: version ").endsWith("exit status 0\n");
            assertThat(Files.exists(Path.of("/nowhere"))).isFalse();
        }
    }
}
