package io.havip.cli;

import static io.havip.cli.Answer.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.havip.cloud.api.PlayedApi;
import io.havip.cloud.api.PlayedApi.Asked;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code check --ask-cloud} tells of each address what the API says, and changes nothing. */
class CloudCheckTest {
    @TempDir
    Path folder;

    private PlayedApi api;
    private Path file;

    @BeforeEach
    void play() throws IOException {
        api = new PlayedApi();
        file = Files.writeString(folder.resolve("gateway.yaml"), """
                cloud:
                  http:
                    node: gw1
                    insecure: true
                    read: {url: "%s/ips/{address}", holder: /holder}
                    move: {url: "%<s/ips/{address}/move"}
                instances:
                  - {name: web, interface: lo, vrid: 51, addresses: [10.0.0.100/24]}
                """.formatted(api.uri()));
    }

    @AfterEach
    void end() {
        api.close();
    }

    @Test
    void theHolderIsTold() {
        api.answer(PlayedApi.Answer.of(200, "{\"holder\": \"gw2\"}"));

        var answer = run("check", "--ask-cloud", "--config", file.toString());

        assertThat(answer.status()).isZero();
        assertThat(answer.out())
                .contains("10.0.0.100 at http: held by gw2; calls move it, and nothing speaks against this node")
                .contains("warning: web: clouds' networks have no multicast");
        assertThat(api.asked()).extracting(Asked::method).containsExactly("GET");
    }

    @Test
    void whatIsRefusedIsAnError() {
        api.answer(PlayedApi.Answer.of(401, ""));

        var answer = run("check", "--ask-cloud", "--json", "--config", file.toString());

        assertThat(answer.status()).isEqualTo(Main.EXIT_INVALID);
        assertThat(new JsonObject(answer.out()).getBoolean("usable")).isFalse();
        assertThat(new JsonObject(answer.out()).getJsonArray("cloud").getString(0))
                .isEqualTo("error: 10.0.0.100 at http: the provider refuses the credentials: HTTP401 (HTTP401)");
    }

    @Test
    void nobodyIsAskedOtherwise() {
        var answer = run("check", "--config", file.toString());

        assertThat(answer.status()).isZero();
        assertThat(answer.out()).doesNotContain("In the cloud");
        assertThat(api.asked()).isEmpty();
    }

    @Test
    void withoutACloudThereIsNobodyToAsk() throws IOException {
        Files.writeString(file, "instances: [{name: web, interface: lo, vrid: 51, addresses: [10.0.0.100/24]}]\n");

        var answer = run("check", "--ask-cloud", "--config", file.toString());

        assertThat(answer.status()).isEqualTo(Main.EXIT_INVALID);
        assertThat(answer.out()).contains("error: no cloud is configured");
    }
}
