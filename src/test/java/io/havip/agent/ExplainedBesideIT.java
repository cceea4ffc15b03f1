package io.havip.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.havip.testing.Service;
import io.havip.vrrp.Cause;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code explain} tells beside a move, against what tcpdump saw at the switch. */
class ExplainedBesideIT extends ExplainedPair {
    private static final double INTERVAL_MICROS = 100_000;

    private Story first(List<JsonObject> moves, String cause) {
        return alone("one", number(moves, cause, 0));
    }

    private static JsonObject beside(Story story, String kind) {
        return story.clauses("one", "beside")
                .filter(clause -> clause.getString("kind").equals(kind))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @Explains({Cause.STARTUP, Cause.ACTIVE_DOWN, Cause.FAULT, Cause.RECOVERY})
    void whatStrangersDoToAnAddressAndAReturn() {
        double boundAgain;
        one = run("one", 150, "");
        one.awaitState("active");
        try (var kernel = Service.start(lab, "one", "ip", "-ts", "monitor", "address")) {
            await().until(() -> {
                lab.run("one", "ip", "address", "replace", "127.0.0.2/8", "dev", "lo");
                return kernel.says("127.0.0.2");
            });
            lab.run("one", "ip", "address", "delete", VIP + "/24", "dev", "eth0");
            await().until(() -> one.sum("havip_address_repairs_total", "") == 1);
            boundAgain = boundAgain(kernel.output());
        }
        lab.run("two", "ip", "address", "add", VIP + "/32", "dev", "lo");
        lab.run("two", "arping", "-q", "-c", "1", "-A", "-I", "eth0", VIP);
        await().until(() -> one.sum("havip_address_conflicts_total", "") > 0);
        lab.plug("one", "eth0", false);
        one.awaitState("fault");
        lab.plug("one", "eth0", true);
        one.awaitState("active");
        await().until(() -> entries("one", "active_down") == 2);
        var moves = entriesOf("one", "transition");

        var takeover = first(moves, "active_down");
        tookOver(takeover, "one", ONE, 150, "active_down");
        assertThat(takeover.clauses("one", "heard")).as("nobody was there").isEmpty();
        var repair = beside(takeover, "repair");
        assertThat(repair.getString("says")).isEqualTo(VIP + " was removed by someone else and put back");
        assertThat(at(repair)).isCloseTo(boundAgain, within(PRECISION_MICROS));
        var claimant = lab.macAddress("two", "eth0");
        var conflict = beside(takeover, "conflict");
        assertThat(conflict.getString("says")).startsWith(claimant + " claims " + VIP);
        assertThat(at(conflict)).isCloseTo(announced(claimant).findFirst().orElseThrow(), within(PRECISION_MICROS));

        listens(first(moves, "startup"), "startup", packets().getFirst());
        var fault = first(moves, "fault");
        assertThat(fault.clause("one", "fault").getString("of")).isEqualTo("interface eth0");
        double failed = at(fault.clause("one", "decided"));
        assertThat(failed)
                .isCloseTo(lastBefore(failed, of(ONE)).atMicros(), within(INTERVAL_MICROS + PRECISION_MICROS));
        listens(
                first(moves, "recovery"),
                "recovery",
                packets().stream()
                        .filter(packet -> packet.atMicros() > failed)
                        .findFirst()
                        .orElseThrow());
    }

    /** When the kernel has the address again, after it had been deleted, by what ip says. */
    private static double boundAgain(List<String> lines) {
        var added = lines.stream()
                .dropWhile(line -> !(line.contains("Deleted") && line.contains(VIP)))
                .filter(line -> line.contains(VIP) && !line.contains("Deleted"))
                .findFirst()
                .orElseThrow();
        var at = LocalDateTime.parse(added.substring(added.indexOf('[') + 1, added.indexOf(']')));
        return ChronoUnit.MICROS.between(
                Instant.EPOCH, at.atZone(ZoneId.systemDefault()).toInstant());
    }

    /** Who begins to take part says nothing for an Active_Down_Interval, by its own priority. */
    private void listens(Story story, String cause, Packet next) {
        var decided = story.clause("one", "decided");
        var rule = story.clause("one", "rule");
        assertThat(decided.getString("cause")).isEqualTo(cause);
        assertThat(decided.getString("to")).isEqualTo("backup");
        assertThat(rule.getString("section")).isEqualTo("6.4.1");
        assertThat(next.atMicros())
                .isCloseTo(at(decided) + rule.getDouble("active_down_interval_microseconds"), within(PRECISION_MICROS));
        assertThat(story.clauses("one", "seen"))
                .as("what came of the next move")
                .isEmpty();
        assertThat(story.clauses("one", "beside").map(clause -> clause.getString("kind")))
                .doesNotContain("repair", "conflict");
    }
}
