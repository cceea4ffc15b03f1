package io.havip.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.havip.testing.Capture;
import io.havip.testing.Requirement;
import io.havip.testing.Service;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code explain} makes of what both nodes have recorded, and of the first traffic. */
class ExplainedPacketsIT extends ExplainedPair {
    /** On a busy machine the gateway's own capture begins late, and misses the first frames. */
    private static final double LATE_MICROS = 2_000_000;

    @Test
    void whatBothNodesRecordedAndWhenTrafficCame() throws IOException {
        Requirement.PYTHON.ensure();
        ask();
        startBoth();
        try (var ofOne = record("one");
                var ofTwo = record("two")) {
            await().until(() -> ofOne.says("listening on") && ofTwo.says("listening on"));
            one.service().signal("TERM");
            one.service().exitStatus();
            two.awaitState("active");
            await().until(() -> !entriesOf("two", "first_traffic").isEmpty());
        }
        var before = story("two release_heard", "one shutdown");
        for (var node : before.nodes()) {
            Files.copy(
                    folder.resolve(node + ".pcap"),
                    directory(node)
                            .resolve("packets-%d.pcapng"
                                    .formatted(before.node(node).getLong("seq"))));
        }
        assertThat(before.json().getJsonArray("clocks")).isEmpty();

        var story = story("two release_heard");

        var release = recorded("two", story.clause("two", "heard"));
        assertThat(release.get("ip.src")).isEqualTo(ONE);
        assertThat(release.get("vrrp.prio")).isEqualTo("0");
        var seen = story.clauses("two", "seen").toList();
        assertThat(seen).extracting(clause -> clause.getString("what")).contains("advertised", "announced");
        for (var clause : seen) {
            var frame = recorded("two", clause);
            boolean advertised = clause.getString("what").equals("advertised");
            assertThat(frame.get("eth.src")).isEqualTo(lab.macAddress("two", "eth0"));
            assertThat(frame.get(advertised ? "vrrp.prio" : "arp.src.proto_ipv4"))
                    .isEqualTo(advertised ? "100" : VIP);
            assertThat(1e6 * Double.parseDouble(frame.get("frame.time_epoch"))).isCloseTo(at(clause), within(2.0));
        }
        var clocks = story.json().getJsonArray("clocks").getJsonObject(0);
        assertThat(Math.abs(clocks.getLong("ahead_microseconds")))
                .as("it is one clock: " + clocks)
                .isLessThanOrEqualTo(clocks.getLong("error_microseconds"));
        assertThat(clocks.getInteger("packets")).isGreaterThan(1);

        var arrived = "eth.dst == %s && ip.dst == %s".formatted(lab.macAddress("two", "eth0"), VIP);
        double first = capture.frames(arrived, "frame.time_epoch").stream()
                .mapToDouble(frame -> 1e6 * Double.parseDouble(frame.get("frame.time_epoch")))
                .min()
                .orElseThrow();
        assertThat(at(story.clause("two", "traffic"))).isBetween(first - PRECISION_MICROS, first + LATE_MICROS);
    }

    /** Every 2 ms. */
    private void ask() {
        lab.namespace("client");
        lab.connect("client", "eth0", "10.77.0.9/24");
        Stream.of("one", "two").forEach(node -> lab.run(node, "sysctl", "-q", "-w", "net.ipv4.ip_forward=0"));
        var program = """
                import socket, time
                client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                while True:
                    try:
                        client.sendto(b"?", ("%s", 9))
                    except OSError:
                        pass
                    time.sleep(0.002)
                """.formatted(VIP);
        lab.start("client", "python3", "-c", program);
    }

    private Service record(String node) {
        return Service.start(
                lab,
                node,
                "tcpdump",
                "-i",
                "eth0",
                "--immediate-mode",
                "-U",
                "-Z",
                "root",
                "-w",
                folder.resolve(node + ".pcap").toString(),
                "ip proto 112 or arp");
    }

    /** The packet that a clause names, as Wireshark reads it. */
    private Capture.Frame recorded(String node, JsonObject clause) {
        long number = clause.getJsonArray("packets").getLong(0);
        return Capture.read(
                        folder.resolve(node + ".pcap"),
                        "frame.number == " + number,
                        "ip.src",
                        "vrrp.prio",
                        "eth.src",
                        "arp.src.proto_ipv4",
                        "frame.time_epoch")
                .getFirst();
    }
}
