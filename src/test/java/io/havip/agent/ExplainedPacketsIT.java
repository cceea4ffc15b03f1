package io.havip.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.havip.testing.Capture;
import io.havip.testing.Requirement;
import io.havip.vrrp.Cause;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code explain} makes of what both nodes have recorded, and of the first traffic. */
class ExplainedPacketsIT extends ExplainedPair {
    /** On a busy machine the gateway's own capture begins late, and misses the first frames. */
    private static final double LATE_MICROS = 2_000_000;

    @Test
    @Explains({Cause.RELEASE_HEARD, Cause.SHUTDOWN})
    void whatBothNodesRecordedAndWhenTrafficCame() {
        Requirement.PYTHON.ensure();
        ask();
        startBoth();
        one.service().signal("TERM");
        one.service().exitStatus();
        two.awaitState("active");
        await().until(() -> !entriesOf("two", "first_traffic").isEmpty());
        var takeover = number("two", "release_heard");
        await().until(() -> Files.exists(recording("two", takeover)));

        var story = story("two release_heard", "one shutdown");

        var release = recorded(story, story.clause("two", "heard"));
        assertThat(release.get("ip.src")).isEqualTo(ONE);
        assertThat(release.get("vrrp.prio")).isEqualTo("0");
        var seen = story.clauses("two", "seen").toList();
        assertThat(seen).extracting(clause -> clause.getString("what")).contains("advertised", "announced");
        for (var clause : seen) {
            var frame = recorded(story, clause);
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

    private Path recording(String node, long number) {
        return directory(node).resolve("packets-%d.pcapng".formatted(number));
    }

    /** The packet that a clause names, as Wireshark reads it. */
    private Capture.Frame recorded(Story story, JsonObject clause) {
        long number = clause.getJsonArray("packets").getLong(0);
        return Capture.read(
                        recording("two", story.node("two").getLong("seq")),
                        "frame.number == " + number,
                        "ip.src",
                        "vrrp.prio",
                        "eth.src",
                        "arp.src.proto_ipv4",
                        "frame.time_epoch")
                .getFirst();
    }
}
