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
    private static final String INTERFACE =
            "<r><networkInterfaceSet><item><networkInterfaceId>eni-1</networkInterfaceId>"
                    + "<vpcId>vpc-1</vpcId></item></networkInterfaceSet></r>";

    private static final String ROLE = "{\"AccessKeyId\": \"ASIA1\", \"SecretAccessKey\": \"secret\", \"Token\": \"t\","
            + " \"Expiration\": \"2999-01-01T00:00:00Z\"}";

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
        assertThat(new JsonObject(answer.out()).getJsonArray("cloud"))
                .contains("error: 10.0.0.100 at http: the provider refuses the credentials: HTTP401 (HTTP401)\n"
                        + "  mend: give this node credentials that are valid");
    }

    /** Each of twenty would be waited for as long. */
    @Test
    void whatFailsForAllIsToldOnce() throws IOException {
        Files.writeString(
                file,
                Files.readString(file).replace("[10.0.0.100/24]}", "[10.0.0.100/24, 10.0.0.101/24]}")
                        + "  - {name: web2, interface: lo, vrid: 52, addresses: [10.0.0.102/24]}\n");
        api.answer(PlayedApi.Answer.of(503, "busy"));

        var answer = run("check", "--ask-cloud", "--config", file.toString());

        assertThat(answer.status()).isEqualTo(Main.EXIT_INVALID);
        assertThat(answer.out()).contains("""
                  error: 10.0.0.100 at http: status 503: busy (HTTP503)
                    mend: see whether this node reaches the API, and whether that is well
                  not asked for after that: 10.0.0.101 at http, 10.0.0.102 at http
                """.indent(2).replaceAll("(?m)^    ", "  "));
        assertThat(api.asked()).hasSize(1);
    }

    /** What is of each address alone is asked of each. */
    @Test
    void whatFailsAlikeIsToldOnceAndForAll() throws IOException {
        Files.writeString(file, Files.readString(file).replace("[10.0.0.100/24]}", "[10.0.0.100/24, 10.0.0.101/24]}"));
        api.answer(PlayedApi.Answer.of(403, "you may not"));

        var answer = run("check", "--ask-cloud", "--config", file.toString());

        assertThat(answer.out())
                .contains("error: 10.0.0.100 at http, 10.0.0.101 at http: status 403: you may not (HTTP403)")
                .contains("mend: allow this call in the policy of its credentials");
        assertThat(api.asked()).hasSize(2);
    }

    @Test
    void whoIsNotAskedForIsNamed() throws IOException {
        Files.writeString(
                file,
                Files.readString(file)
                        + "  - {name: quiet, interface: lo, vrid: 52, announce: arp, addresses: [10.0.0.102/24]}\n");
        api.answer(PlayedApi.Answer.of(200, "{\"holder\": \"gw2\"}"));

        var answer = run("check", "--ask-cloud", "--config", file.toString());

        assertThat(answer.status()).isZero();
        assertThat(answer.out()).contains("quiet: the cloud is not asked: its addresses are announced by arp alone");
    }

    /** The peers are told of, too, and what the cloud has no call for. */
    @Test
    void whatStandsAroundIsTold() throws IOException {
        Files.writeString(file, """
                cloud:
                  aws: {endpoint: "%s", metadata-endpoint: "%<s", region: eu-central-1, interface-id: eni-1}
                instances:
                  - name: web
                    interface: lo
                    vrid: 51
                    addresses: [10.0.0.100/24]
                    unicast: {peers: [10.0.0.2]}
                  - {name: web6, interface: lo, vrid: 52, addresses: ["fe80::100/64", "fd00::100/64"]}
                """.formatted(api.uri()));
        api.tells("iam/security-credentials/", "gateway").tells("iam/security-credentials/gateway", ROLE);
        api.answer(asked -> asked.path().endsWith("token")
                ? PlayedApi.Answer.of(200, "TOKEN==")
                : PlayedApi.Answer.of(200, asked.body().contains("vpc-id") ? "<r/>" : INTERFACE));

        var answer = run("check", "--ask-cloud", "--config", file.toString());

        assertThat(answer.out())
                .contains("10.0.0.100 at aws: held by nobody; calls move it, and nothing speaks against this node")
                .contains("warning: no interface in vpc-1 has the peer's address 10.0.0.2")
                .contains("warning: fd00::100: this cloud is asked for IPv4 addresses alone");
        assertThat(answer.status()).isZero();
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
        assertThat(answer.out()).contains("error: no cloud is configured", "mend: describe it in a section cloud");
    }
}
