package io.havip.cloud.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.havip.cloud.CallFailed;
import io.havip.cloud.CallFailed.Kind;
import io.havip.cloud.CloudAddress;
import io.havip.cloud.CloudAddress.Reading;
import io.havip.cloud.Gate;
import io.havip.cloud.api.PlayedApi;
import io.havip.cloud.api.PlayedApi.Answer;
import io.havip.cloud.http.HttpCloudSettings.Condition;
import io.havip.cloud.http.HttpCloudSettings.Header;
import io.havip.cloud.http.HttpCloudSettings.MoveRequest;
import io.havip.cloud.http.HttpCloudSettings.ReadRequest;
import io.havip.linux.Clock;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An API that the operator has described is asked in his words, and what is filled in stays a value. */
class HttpCloudTest {
    private static final InetAddress ADDRESS = InetAddress.ofLiteral("203.0.113.5");

    @TempDir
    Path folder;

    private Path secret;
    private PlayedApi api;

    @BeforeEach
    void play() throws IOException {
        api = new PlayedApi();
        secret = folder.resolve("token");
        Files.createFile(secret, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, "S3CR3T\n");
    }

    @AfterEach
    void end() {
        api.close();
    }

    private HttpCloud open(String node, String id, Header... headers) {
        return new HttpCloud(
                new HttpCloudSettings(
                        node,
                        Map.of(ADDRESS, id),
                        Optional.of(secret),
                        List.of(headers),
                        Optional.empty(),
                        new ReadRequest(api.uri() + "/ips/{id}", "/ip/server", List.of()),
                        new MoveRequest(
                                "POST",
                                api.uri() + "/ips/{id}/assign?on={interface}",
                                Optional.of("{\"server\": \"{node}\", \"ip\": \"{address}\", \"by\": \"{instance}\"}"),
                                List.of(new Condition("/action/status", "success")))),
                PlayedApi.LIMITS,
                Clock.MACHINE);
    }

    private static final Header BEARER = new Header("Authorization", "Bearer {secret}");

    private static CloudAddress address(HttpCloud cloud) {
        return cloud.addresses("vip", "eth0", List.of(ADDRESS)).getFirst();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"ip": {"server": 4711}} | true | 4711
            {"ip": {"server": "4711"}} | true | 4711
            {"ip": {"server": 4712}} | false | 4712
            {"ip": {"server": null}} | false |
            {"ip": {"server": ""}} | false |
            {"ip": {}} | false |
            {"ip": null} | false |
            """)
    void theHolderStandsInTheAnswer(String answer, boolean here, String holder)
            throws CallFailed, InterruptedException {
        api.answer(Answer.of(200, answer));
        try (var cloud = open("4711", "ip-77", BEARER)) {
            assertThat(address(cloud).read())
                    .isEqualTo(new Reading(here, Optional.ofNullable(holder), true, Optional.empty()));
        }
        assertThat(api.last().method()).isEqualTo("GET");
        assertThat(api.last().path()).isEqualTo("/ips/ip-77");
        assertThat(api.last().header("Authorization")).isEqualTo("Bearer S3CR3T");
    }

    /** It would be moved, again and again. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            <html>please log in</html> | UNKNOWN | the answer is no JSON, so that it is not known who holds the address
            `` | UNKNOWN | the answer is no JSON, so that it is not known who holds the address
            {} | FINAL | the answer has nothing that /ip/server could lead to: correct holder, or url
            {"floating_ip": {"server": 4711}} | FINAL | the answer has nothing that /ip/server could lead to: correct holder, or url
            "4711" | FINAL | the answer has nothing that /ip/server could lead to: correct holder, or url
            null | FINAL | the answer has nothing that /ip/server could lead to: correct holder, or url
            {"ip": {"server": {"id": 4711}}} | FINAL | /ip/server leads to something that is no name: correct holder
            {"ip": {"server": 1e999999999}} | FINAL | /ip/server leads to something that is no name: correct holder
            {"ip": {"server": [4711]}} | FINAL | /ip/server leads to something that is no name: correct holder
            """)
    void anAnswerOfAnotherFormDoesNotSayThatNobodyHoldsIt(String answer, Kind kind, String sentence) {
        api.answer(Answer.of(200, answer));
        try (var cloud = open("4711", "ip-77", BEARER)) {
            assertThatThrownBy(() -> address(cloud).read())
                    .hasMessage(sentence)
                    .asInstanceOf(type(CallFailed.class))
                    .returns(kind, CallFailed::kind);
        }
    }

    /** What has become of the change is read. */
    @Test
    void aMoveMayBeAnsweredWithNothingAndAReadingHasConditions() throws CallFailed, InterruptedException {
        api.answer(Answer.of(204, ""));
        var cloud = new HttpCloud(
                new HttpCloudSettings(
                        "4711",
                        Map.of(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        new ReadRequest(api.uri() + "/ips/{id}", "/holder", List.of(new Condition("/status", "ok"))),
                        new MoveRequest("PUT", api.uri() + "/ips/{id}", Optional.empty(), List.of())),
                PlayedApi.LIMITS,
                Clock.MACHINE);
        try (cloud) {
            assertThat(address(cloud).claim(new Reading(false, Optional.empty(), true, Optional.empty()), Gate.OPEN))
                    .isEmpty();
            api.answer(Answer.of(200, "{\"status\": \"ok\"}"));
            assertThat(address(cloud).read().holder())
                    .as("an API may leave it out")
                    .isEmpty();
            api.answer(Answer.of(200, "{\"error\": \"internal\"}"));
            assertThatThrownBy(() -> address(cloud).read()).hasMessage("/status is nothing and not ok");
        }
    }

    @Test
    void anAddressIsMovedAsItIsDescribed() throws CallFailed, InterruptedException {
        api.answer(Answer.of(201, "{\"action\": {\"status\": \"success\"}}"));
        try (var cloud = open("4711", "ip-77", BEARER, new Header("X-Project", "havip"))) {
            assertThat(address(cloud).claim(new Reading(false, Optional.empty(), true, Optional.empty()), Gate.OPEN))
                    .isEmpty();
        }
        assertThat(api.last().method()).isEqualTo("POST");
        assertThat(api.last().path()).isEqualTo("/ips/ip-77/assign?on=eth0");
        assertThat(api.last().header("Content-Type")).isEqualTo("application/json");
        assertThat(api.last().header("X-Project")).isEqualTo("havip");
        assertThat(api.last().body()).isEqualTo("{\"server\": \"4711\", \"ip\": \"203.0.113.5\", \"by\": \"vip\"}");
    }

    @Test
    void aHolderIsShortAndPlain() throws CallFailed, InterruptedException {
        api.answer(Answer.of(200, "{\"ip\": {\"server\": \"\\u001b[31mred\\r\\n%s\"}}".formatted("x".repeat(900_000))));
        try (var cloud = open("4711", "ip-77", BEARER)) {
            assertThat(address(cloud).read().holder().orElseThrow())
                    .startsWith("[31mred xxx")
                    .hasSize(203)
                    .doesNotContainPattern("\\p{Cntrl}");
            api.answer(Answer.of(200, "{\"ip\": {\"server\": \"\\u0007\"}}"));
            assertThat(address(cloud).read().holder()).isEmpty();
        }
    }

    @Test
    void anAnswerThatSaysOtherwiseIsQuotedWithoutTheSecret() {
        api.answer(Answer.of(200, "{\"action\": {\"status\": \"no such token: S3CR3T\"}}"));
        try (var cloud = open("4711", "ip-77", BEARER)) {
            assertThatThrownBy(() -> address(cloud)
                            .claim(new Reading(false, Optional.empty(), true, Optional.empty()), Gate.OPEN))
                    .hasMessage("/action/status is no such token: *** and not success");
        }
    }

    @Test
    void theGateDecides() {
        try (var cloud = open("4711", "ip-77", BEARER)) {
            assertThatThrownBy(() -> address(cloud)
                            .claim(new Reading(false, Optional.empty(), true, Optional.empty()), PlayedApi.CLOSED))
                    .hasMessage("the gate is closed");
        }
        assertThat(api.asked()).isEmpty();
    }

    @Test
    void whatIsFilledInStaysAValue() throws CallFailed, InterruptedException {
        api.answer(Answer.of(200, "{\"action\": {\"status\": \"success\"}}"));
        try (var cloud = open("\", \"admin\": true, \"x\": \"{secret}", "../../a?b=c#d e", BEARER)) {
            address(cloud).claim(new Reading(false, Optional.empty(), true, Optional.empty()), Gate.OPEN);
        }
        assertThat(api.last().path()).isEqualTo("/ips/..%2F..%2Fa%3Fb%3Dc%23d%20e/assign?on=eth0");
        assertThat(new JsonObject(api.last().body()).getString("server"))
                .isEqualTo("\", \"admin\": true, \"x\": \"{secret}");
    }

    @Test
    void aFormIsEscapedAsAForm() throws CallFailed, InterruptedException {
        api.answer(Answer.of(200, "{\"action\": {\"status\": \"success\"}}"));
        var form = new Header("content-type", "application/x-www-form-urlencoded");
        try (var cloud = open("a&b=\u00e9", "ip-77", form)) {
            address(cloud).claim(new Reading(false, Optional.empty(), true, Optional.empty()), Gate.OPEN);
        }
        assertThat(api.last().header("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
        assertThat(api.last().body()).contains("a%26b%3D%C3%A9");
    }

    @Test
    void anAnswerThatSaysOtherwiseIsNoSuccess() {
        api.answer(Answer.of(200, "{\"action\": {\"status\": \"error\\u0007\"}}"));
        try (var cloud = open("4711", "ip-77", BEARER)) {
            assertThatThrownBy(() -> address(cloud)
                            .claim(new Reading(false, Optional.empty(), true, Optional.empty()), Gate.OPEN))
                    .hasMessage("/action/status is error and not success")
                    .asInstanceOf(type(CallFailed.class))
                    .returns(Kind.UNCLEAR, CallFailed::kind);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, FINAL",
        "401, CREDENTIALS",
        "403, FORBIDDEN",
        "404, FINAL",
        "409, PASSING",
        "423, PASSING",
        "500, UNKNOWN"
    })
    void eachStatusSaysWhetherToAskAgain(int status, Kind kind) {
        api.answer(Answer.of(status, "your token S3CR3T is no good"));
        try (var cloud = open("4711", "ip-77", BEARER)) {
            assertThatThrownBy(() -> address(cloud).read())
                    .hasMessageNotContaining("S3CR3T")
                    .asInstanceOf(type(CallFailed.class))
                    .returns(kind, CallFailed::kind)
                    .returns("HTTP" + status, CallFailed::code);
        }
    }

    @Test
    void whoAsksTooOftenIsToldForHowLong() {
        api.answer(new Answer.Said(429, Map.of("Retry-After", "30"), new byte[0]));
        try (var cloud = open("4711", "ip-77", BEARER)) {
            assertThatThrownBy(() -> address(cloud).read())
                    .asInstanceOf(type(CallFailed.class))
                    .returns(Kind.THROTTLED, CallFailed::kind)
                    .returns(Optional.of(Duration.ofSeconds(30)), CallFailed::pause);
        }
    }

    @Test
    void aSecretThatIsNoHeaderIsNotShown() throws IOException {
        Files.writeString(secret, "S3C\nR3T");
        try (var cloud = open("4711", "ip-77", BEARER)) {
            assertThatThrownBy(() -> address(cloud).read())
                    .hasMessageNotContaining("S3C")
                    .asInstanceOf(type(CallFailed.class))
                    .returns(Kind.CREDENTIALS, CallFailed::kind);
        }
    }
}
