package io.havip.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.console.PeerAnswer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the doctor makes of the other nodes' answers. */
class OtherNodesTest {
    private static final int MUTATIONS = 2_000;

    static JsonObject node(String name, String state, String since, int vrid) {
        return new JsonObject()
                .put("router", name)
                .put("at", "2026-01-01T12:00:10.000Z")
                .put("well", true)
                .put("trackers", new JsonArray())
                .put(
                        "instances",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("name", "web")
                                        .put("vrid", vrid)
                                        .put("family", "ipv4")
                                        .put("state", state)
                                        .put("since", since)
                                        .put("active_down_interval_seconds", 0.36)
                                        .put("findings", new JsonArray())
                                        .put("faults", new JsonArray())
                                        .put(
                                                "addresses",
                                                new JsonArray()
                                                        .add(new JsonObject().put("address", "10.0.0.100/24")))));
    }

    static final JsonObject OWN = node("gw1", "active", "2026-01-01T12:00:00.000Z", 51);

    private static PeerAnswer told(JsonObject status) {
        return told(status.encode().getBytes(StandardCharsets.UTF_8));
    }

    private static PeerAnswer told(byte[] content) {
        return new PeerAnswer.Told("10.0.0.12:9165", 0.01, content);
    }

    private static String found(PeerAnswer... answers) {
        return String.join(
                "",
                OtherNodes.ailments(OWN, List.of(answers)).stream()
                        .map(Ailment::text)
                        .toList());
    }

    @Test
    void aPairOfWhichOneIsActiveHasNothing() {
        assertThat(found(told(node("gw2", "backup", "2026-01-01T11:00:00.000Z", 51))))
                .isEmpty();
    }

    @Test
    void whoDoesNotAnswerOrKnowsAnotherToken() {
        assertThat(found(
                        new PeerAnswer.Silent("10.0.0.12:9165", "no answer within 2000 ms"),
                        new PeerAnswer.Silent(
                                "10.0.0.13:9165", "it has another token: put the same one into the token-file of both"),
                        new PeerAnswer.Nothing("10.0.0.14:9165", 0.1)))
                .isEqualTo("""
                    ! 10.0.0.12:9165: this node does not answer: no answer within 2000 ms
                      mend: see on that node: systemctl status havip-gateway, havip-gateway doctor
                    ! 10.0.0.13:9165: this node does not answer: it has another token: put the same one into the token-file of both
                      mend: see on that node: systemctl status havip-gateway, havip-gateway doctor
                    ! 10.0.0.14:9165: what this node answers is no status of a gateway
                      mend: see on that node: systemctl status havip-gateway, havip-gateway doctor
                    """);
    }

    @Test
    void twoThatAreActiveForLongerThanAMoveTakes() {
        assertThat(found(told(node("gw2", "active", "2026-01-01T12:00:05.000Z", 51))))
                .startsWith(
                        "! web, since 2026-01-01T12:00:05Z: this node and gw2 are both active\n  mend: let IP protocol 112");
        assertThat(found(told(node("gw2", "active", "2026-01-01T12:00:09.900Z", 51))))
                .as("one of them has just taken over, and the other was asked before")
                .isEmpty();
    }

    @Test
    void whoHasTheAddressUnderAnotherVrid() {
        assertThat(found(told(node("gw2", "active", "2026-01-01T11:00:00.000Z", 52))))
                .isEqualTo("""
                    ! web: gw2 has such an address under VRID 52 (web): neither hears the other, and both would be active
                      mend: give the virtual router the same VRID on all nodes
                    """);
    }

    @Test
    void aVirtualRouterThatNoOtherNodeHas() {
        var other = node("gw2", "active", "2026-01-01T11:00:00.000Z", 53);
        other.getJsonArray("instances").getJsonObject(0).put("addresses", new JsonArray());

        assertThat(found(told(other)))
                .startsWith("! web: no node in management: peers: has VRID 51, ipv4: none of them takes over\n");
        assertThat(found(told(other), told(node("gw3", "backup", "2026-01-01T11:00:00.000Z", 51))))
                .isEmpty();
        assertThat(found(told(other), new PeerAnswer.Silent("10.0.0.13:9165", "no answer within 2000 ms")))
                .as("the one that does not answer may have it")
                .doesNotContain("VRID 51");
    }

    @Test
    void whatIsWrongThereWithItsTime() {
        var other = node("gw2", "fault", "2026-01-01T11:00:00.000Z", 51);
        other.getJsonArray("instances")
                .getJsonObject(0)
                .put(
                        "faults",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("of", "haproxy")
                                        .put("since", "2026-01-01T11:00:00.000Z")
                                        .put("reason", "process 4711 exited\u001b[2J")));

        assertThat(found(told(other)))
                .isEqualTo("! gw2: web, since 2026-01-01T11:00:00.000Z: FAULT: haproxy: process 4711 exited [2J\n");
    }

    @Test
    void thisNodeItself() {
        assertThat(found(told(OWN)))
                .startsWith("! gw1: another node in management: peers: is called so too, or this one is listed there\n")
                .doesNotContain("both active");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "null",
                "{\"at\": null}",
                "{\"at\": \"noon\"}",
                "{\"at\": \"2026-01-01T12:00:00Z\", \"instances\": [{\"since\": 7}]}",
                "\0\1\2",
            })
    void whatIsNoStatusIsSaidToBeNone(String content) {
        assertThat(found(told(content.getBytes(StandardCharsets.UTF_8))))
                .startsWith("! 10.0.0.12:9165: what this node answers is no status of a gateway\n");
    }

    /** Bytes of a stranger. */
    @Test
    void whateverAnswersNothingIsThrownAndNoTerminalObeys() {
        var random = new Random(51);
        var text = node("gw2", "active", "2026-01-01T12:00:05.000Z", 51).encode();
        var tokens = List.of("null", "7", "[]", "{}", "\"\\u001b\"", "true", "1e308");
        for (int i = 0; i < MUTATIONS; i++) {
            var values = text.split("(?<=:)|(?=[,}\\]])", -1);
            values[random.nextInt(values.length)] = tokens.get(random.nextInt(tokens.size()));
            assertThat(found(told(String.join("", values).getBytes(StandardCharsets.UTF_8))))
                    .doesNotContainPattern("[\\p{Cntrl}&&[^\n]]");
        }
    }
}
