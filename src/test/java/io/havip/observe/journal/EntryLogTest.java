package io.havip.observe.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.logging.json.runtime.JsonFormatter;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EntryLogTest {
    private final AtomicLong sequence = new AtomicLong(40);

    /** As it is written where the log is JSON. */
    private Optional<JsonObject> logged(Entry entry) {
        long number = sequence.incrementAndGet();
        var told = new EntryJson.Told(Entries.NOW_NANOS, "gw1", "c0ffee");
        var line = new Line(number, new EntryJson(Entries.NOON).text(number, entry, told, Optional.empty()));
        return EntryLog.of(entry, line).map(record -> new JsonObject(new JsonFormatter().format(record)));
    }

    @Test
    void oneLineTellsTheWholeTransition() {
        assertThat(logged(Entries.takeover()).orElseThrow().getString("message"))
                .isEqualTo("web: BACKUP -> ACTIVE, active_down: 10.77.0.1 (priority 150) fell silent; priority 100,"
                        + " 361.675 ms of at most 533 ms (detection 361.012 ms, advertise 0.112 ms, bind 0.149 ms,"
                        + " announce 0.402 ms), entry 41");
    }

    @Test
    void itsFieldsAreTheMetricsLabelsAndNumbersAreNumbers() {
        var fields = logged(Entries.takeover()).orElseThrow().getJsonObject("mdc");

        assertThat(fields.getMap())
                .containsEntry("seq", 41)
                .containsEntry("vrrp_instance", "web")
                .containsEntry("vrid", 51)
                .containsEntry("interface", "eth0")
                .containsEntry("family", "ipv4")
                .containsEntry("from", "backup")
                .containsEntry("to", "active")
                .containsEntry("cause", "active_down")
                .containsEntry("priority", 100)
                .containsEntry("detection_seconds", 0.361012345)
                .containsEntry("announce_seconds", 0.000402)
                .containsEntry("within_bound", true);
    }

    @Test
    void whatIsBadIsAWarningAndWhatCameOftenHasItsCount() {
        assertThat(Entries.ofEachKind().stream()
                        .flatMap(entry -> logged(entry).stream())
                        .map(line -> line.getString("level") + " " + line.getString("message"))
                        .filter(line -> !line.contains("->")))
                .containsExactly(
                        "INFO web: traffic for 10.77.0.100 arrives 1.935 ms after the decision",
                        "INFO web: the cloud says 2.030 s after the decision that 10.77.0.100 at aws is here",
                        "WARN web: 10.77.0.100 at aws: i-2 had got it: had back after 1.5 s",
                        "WARN web: 10.77.0.3 has priority 100 too; mend: give each router a priority of its own",
                        "INFO web: no longer found: same_priority",
                        "INFO web: lost the role to haproxy again and again",
                        "INFO web: no longer held back",
                        "WARN haproxy is unhealthy: process 4711 exited",
                        "INFO maintenance is healthy: holds 3",
                        "WARN web: 02:00:00:00:00:2a claims 10.77.0.100, which is held here (3 times since that was told)",
                        "WARN web: 10.77.0.100 was removed by someone else and put back",
                        "WARN web: 10.77.0.100 was removed by someone else and can't be put back: there is no interface eth0",
                        "WARN the loop woke up 123.457 ms late (2 times since that was told)");
    }
}
