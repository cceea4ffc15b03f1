package io.havip.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.gateway.Node;
import io.havip.gateway.settings.Instances;
import io.havip.testing.Capture;
import io.havip.testing.NetworkLab;
import io.havip.vrrp.State;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What becomes of the role when the process that holds it ends, freezes or dies, and what it tells meanwhile. */
@Execution(ExecutionMode.CONCURRENT)
class AgentIT {
    private static final String VIP = "10.77.0.100";
    private static final int SIGTERM_EXIT_STATUS = 143;
    private static final String OURS = "ip.src == 10.77.0.1 && vrrp";

    @TempDir
    private Path folder;

    private NetworkLab lab;

    @BeforeEach
    void connectTwoHosts() {
        lab = NetworkLab.create();
        for (var host : new String[] {"one", "two"}) {
            lab.namespace(host);
        }
        lab.connect("one", "eth0", "10.77.0.1/24");
        lab.connect("two", "eth0", "10.77.0.2/24");
    }

    @AfterEach
    void removeThem() {
        NetworkLab.close(lab);
    }

    @Test
    void oneThatIsToldToStopReleasesTheRole() {
        try (var agent = Agent.run(lab, "one", Agent.configure(folder, 150, ""));
                var peer = Node.start(lab, "two", Instances.withPriority(100));
                var capture = Capture.start(lab, "one", "eth0")) {
            agent.awaitState("active");
            await().until(() -> peer.state() == State.BACKUP);

            agent.service().signal("TERM");

            assertThat(agent.service().exitStatus()).isEqualTo(SIGTERM_EXIT_STATUS);
            assertThat(lab.binds("one", VIP)).isFalse();
            await().until(() -> peer.state() == State.ACTIVE);
            await().until(() -> peer.count("havip.vrrp.transitions", "cause", "release_heard") == 1);
            await().untilAsserted(() -> assertThat(capture.frames(OURS, "vrrp.prio"))
                    .last()
                    .satisfies(frame -> assertThat(frame.get("vrrp.prio")).isEqualTo("0")));
        }
    }

    @Test
    void oneThatIsKilledLosesTheAddressToThePeerAndToTheKernel() {
        try (var agent = Agent.run(lab, "one", Agent.configure(folder, 150, ""));
                var peer = Node.start(lab, "two", Instances.withPriority(100))) {
            agent.awaitState("active");
            await().until(() -> peer.state() == State.BACKUP);

            agent.service().signal("KILL");
            agent.service().exitStatus();

            await().until(() -> peer.binds(VIP));
            await().until(() -> !lab.binds("one", VIP));
        }
    }

    @Test
    void aVirtualMacIsAtThePeerAfterAKillAndGoneAfterTheNextRun() {
        var virtualMac = "    virtual-mac: {}\n";
        var better = Agent.configure(folder.resolve("one"), 150, virtualMac);
        try (var peer = Agent.run(lab, "two", Agent.configure(folder.resolve("two"), 100, virtualMac))) {
            try (var agent = Agent.run(lab, "one", better)) {
                agent.awaitState("active");
                peer.awaitState("backup");

                agent.service().signal("KILL");
                agent.service().exitStatus();

                await().until(() -> lab.binds("two", VIP) && !lab.binds("one", VIP));
            }
            assertThat(lab.macAddress("two", "vrrp.51"))
                    .isEqualTo(lab.macAddress("one", "vrrp.51"))
                    .isEqualTo("00:00:5e:00:01:33");
            peer.service().signal("TERM");
            peer.service().exitStatus();
        }
        assertThat(arpIgnore("two")).isEqualTo("0");
        assertThat(arpIgnore("one")).as("nobody was there to restore it").isEqualTo("1");

        try (var plain = Agent.run(lab, "one", Agent.configure(folder, 150, ""))) {
            plain.awaitState("active");
            assertThat(arpIgnore("one")).isEqualTo("0");
            assertThat(lab.run("one", "ip", "-brief", "link")).doesNotContain("vrrp.51");
        }
    }

    @Test
    void oneThatWasFrozenStepsDownBeforeItSendsAnything() {
        // Without preemption it would stay active only by not knowing that it was away.
        var configuration = Agent.configure(folder, 150, """
                preempt: false
                announce: {refresh: 1s}
            """);
        try (var agent = Agent.run(lab, "one", configuration)) {
            agent.awaitState("active");
            try (var peer = Node.start(lab, "two", Instances.withPriority(100).nopreempt())) {
                await().until(() -> peer.status().activePeer().isPresent());

                agent.service().signal("STOP");
                await().until(() -> peer.binds(VIP) && !lab.binds("one", VIP));
                try (var capture = Capture.start(lab, "one", "eth0")) {
                    double heard = peer.count("havip.vrrp.advertisements.sent");
                    await().until(() -> peer.count("havip.vrrp.advertisements.sent") > heard + 10);

                    agent.service().signal("CONT");

                    agent.awaitState("backup");
                    await().until(() -> agent.sum("havip_vrrp_transitions_total", "cause=\"stall\"") == 1);
                    double more = agent.sum("havip_vrrp_advertisements_received_total", "");
                    await().until(() -> agent.sum("havip_vrrp_advertisements_received_total", "") > more + 10);
                    assertThat(capture.frames(OURS, "vrrp.prio")).isEmpty();
                    assertThat(capture.frames("arp.src.proto_ipv4 == 10.77.0.100", "arp.src.hw_mac"))
                            .noneMatch(frame -> frame.get("arp.src.hw_mac").equals(mac("one")));
                }
                assertThat(peer.state()).isEqualTo(State.ACTIVE);
                assertThat(lab.binds("one", VIP)).isFalse();
            }
        }
    }

    @Test
    void itServesMetricsAndHealth() {
        try (var agent = Agent.run(lab, "one", Agent.configure(folder, 150, ""))) {
            agent.awaitState("active");

            assertThat(json(agent.get("/health/live")).getString("status")).isEqualTo("UP");
            var ready = json(agent.get("/health/ready"));
            assertThat(ready.getString("status")).isEqualTo("UP");
            assertThat(ready.getJsonArray("checks").getJsonObject(0).getJsonObject("data"))
                    .hasToString("{\"web\":\"ACTIVE\"}");
            assertThat(agent.samples("havip_vrrp_priority{"))
                    .hasSize(2)
                    .allMatch(sample -> sample.contains("vrrp_instance=\"web\"") && sample.endsWith(" 150.0"));
            assertThat(agent.sum("havip_address_bound", "address=\"" + VIP + "\""))
                    .isEqualTo(1);
            assertThat(agent.sum("havip_vrrp_transitions_total", "")).isEqualTo(2);

            lab.plug("one", "eth0", false);
            agent.awaitState("fault");
            assertThat(json(agent.get("/health/ready")).getString("status")).isEqualTo("DOWN");
            assertThat(json(agent.get("/health/live")).getString("status")).isEqualTo("UP");
        }
    }

    @Test
    void itsLogTellsEveryTransitionInJson() {
        try (var agent = Agent.run(lab, "one", Agent.configure(folder, 150, ""), "--log-format", "json")) {
            agent.awaitState("active");
            agent.service().signal("TERM");
            agent.service().exitStatus();

            var transitions = agent.service().output().stream()
                    .map(AgentIT::json)
                    .map(line -> line.getJsonObject("mdc"))
                    .filter(fields -> fields.containsKey("cause"))
                    .map(fields -> "%s: %s -> %s, %s"
                            .formatted(
                                    fields.getString("vrrp_instance"),
                                    fields.getString("from"),
                                    fields.getString("to"),
                                    fields.getString("cause")));
            assertThat(transitions)
                    .containsExactly(
                            "web: initialize -> backup, startup",
                            "web: backup -> active, active_down",
                            "web: active -> initialize, shutdown");
        }
    }

    private String arpIgnore(String host) {
        return lab.run(host, "cat", "/proc/sys/net/ipv4/conf/eth0/arp_ignore").strip();
    }

    private String mac(String host) {
        return lab.run(host, "cat", "/sys/class/net/eth0/address").strip();
    }

    private static JsonObject json(String text) {
        try (var reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }
}
