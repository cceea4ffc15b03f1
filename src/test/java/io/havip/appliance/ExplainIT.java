package io.havip.appliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.testing.Requirement;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two containers that ask each other, and what the command line within either tells of a move. */
class ExplainIT {
    @TempDir
    private Path folder;

    private Pair pair;

    @BeforeEach
    void bringUp() {
        Requirement.DOCKER.ensure();
        pair = Pair.askingEachOther(folder);
        pair.awaitServiceThrough(pair.gw1);
    }

    @AfterEach
    void takeDown() {
        if (pair != null) {
            pair.close();
        }
    }

    @Test
    void eitherTellsTheSameMoveOfBothWithItsPackets() {
        pair.gw1.signalHaproxy("STOP");
        pair.awaitServiceThrough(pair.gw2);

        await().untilAsserted(() -> {
            assertThat(pair.gw1.havip("packets")).contains("our first advertisement after the decision, a release");
            assertThat(pair.gw2.havip("packets")).contains("decided: 10.53.0.11 releases the role");
        });
        await().untilAsserted(() -> assertThat(pair.gw1.havip("explain", "--json"))
                .contains("\"advertised\"")
                .isEqualTo(pair.gw2.havip("explain", "--json")));

        var told = new JsonObject(pair.gw2.havip("explain", "--json"));
        assertThat(objects(told, "nodes"))
                .extracting(node -> node.getString("node"))
                .containsExactlyInAnyOrder("gw1", "gw2");
        var successor = objects(told, "nodes").stream()
                .filter(node -> node.getString("node").equals("gw2"))
                .findFirst()
                .orElseThrow();
        var ofPackets = Stream.of("heard", "seen")
                .flatMap(clause -> clauses(successor, clause))
                .toList();
        assertThat(ofPackets)
                .hasSizeGreaterThanOrEqualTo(3)
                .allSatisfy(clause -> assertThat(clause.getJsonArray("packets")).isNotEmpty());
        assertThat(pair.gw2.havip("status")).contains("web", "ACTIVE");
        assertThat(pair.gw1.havip("status")).contains("web", "FAULT");
    }

    private static Stream<JsonObject> clauses(JsonObject node, String which) {
        return objects(node, "clauses").stream()
                .filter(clause -> clause.getString("clause").equals(which));
    }

    private static List<JsonObject> objects(JsonObject of, String name) {
        return of.getJsonArray(name).stream().map(JsonObject.class::cast).toList();
    }
}
