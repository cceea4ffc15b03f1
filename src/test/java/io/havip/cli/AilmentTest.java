package io.havip.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

class AilmentTest {
    private static final String WELL = """
        {"well": true, "trackers": [{"name": "haproxy", "healthy": true, "reason": "answers"}],
         "instances": [{"name": "web", "last_resort": false, "faults": [], "findings": [], "held_back": "it flapped"}]}
        """;

    private static String of(String status) {
        return String.join(
                "\n",
                Ailment.of(new JsonObject(status)).stream()
                        .map(ailment -> ailment.of()
                                + ailment.since()
                                        .map(since -> " (" + since + ")")
                                        .orElse("") + ": " + ailment.sentence()
                                + ailment.mend().map(mend -> " [" + mend + "]").orElse(""))
                        .toList());
    }

    @Test
    void aWellGatewayHasNone() {
        assertThat(of(WELL)).isEmpty();
    }

    @Test
    void everythingThatIsWrongIsOneWithItsMend() {
        assertThat(of("""
                    {"well": false,
                     "last_reload": {"success": false, "at": "2026-01-01T12:00:00Z", "message": "error: x"},
                     "trackers": [{"name": "chk", "healthy": false, "since": "2026-01-01T11:59:00Z",
                                   "reason": "exited with status 1"}],
                     "instances": [{"name": "web", "last_resort": true, "since": "2026-01-01T11:59:02Z",
                       "faults": [{"of": "chk", "since": "2026-01-01T11:59:01Z", "reason": "exited with status 1"}],
                       "findings": [{"since": "2026-01-01T11:58:00Z", "sentence": "10.0.0.12 speaks version 2", "mend": "set the same"}]}]}
                    """)).isEqualTo("""
                    gateway: the reload at 2026-01-01T12:00:00Z was refused, and the former configuration is in force: error: x \
                    [correct the file, see havip-gateway check, and havip-gateway reload]
                    chk (2026-01-01T11:59:00Z): unhealthy: exited with status 1 \
                    [get it going again; what that costs the roles says havip-gateway check]
                    web (2026-01-01T11:59:02Z): active in spite of its faults, because nobody else serves \
                    [get one healthy gateway going: docs/runbooks/HavipLastResort.md]
                    web (2026-01-01T11:59:01Z): FAULT: chk: exited with status 1
                    web (2026-01-01T11:58:00Z): 10.0.0.12 speaks version 2 [set the same]""");
    }

    @Test
    void aLoopThatIsLateIsAllThatIsLeft() {
        assertThat(of(WELL.replace("\"well\": true", "\"well\": false")))
                .startsWith("gateway: its loop does not keep its deadlines [see what takes the processor from it");
    }
}
