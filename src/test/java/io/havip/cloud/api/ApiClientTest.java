package io.havip.cloud.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.havip.cloud.CallFailed;
import io.havip.cloud.CallFailed.Kind;
import io.havip.cloud.Stranger;
import io.havip.cloud.api.PlayedApi.Answer;
import io.havip.linux.Clock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever an API does, a call ends in time, with an answer or with what is known. */
class ApiClientTest {
    private static final Clock CLOCK = Clock.MACHINE;
    private static final long SOON_MILLIS = 300;

    private PlayedApi api;

    @BeforeEach
    void play() throws IOException {
        api = new PlayedApi();
    }

    @AfterEach
    void end() {
        api.close();
    }

    private ApiAnswer ask(long callMillis) throws CallFailed, InterruptedException {
        return ask(callMillis, api.uri());
    }

    private static ApiAnswer ask(long callMillis, URI uri) throws CallFailed, InterruptedException {
        try (var client = new ApiClient(PlayedApi.limits(callMillis), Optional.empty())) {
            return client.send(HttpRequest.newBuilder(uri).build());
        }
    }

    @Test
    void anAnswerIsWhole() throws CallFailed, InterruptedException {
        api.answer(Answer.of(404, "x".repeat(ApiClient.ANSWER_BYTES_MAX)));

        var answer = ask(10_000);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).hasSize(ApiClient.ANSWER_BYTES_MAX);
    }

    static Stream<Answer> withoutEnd() {
        return Stream.of(new Answer.Silent(), new Answer.Slow());
    }

    @ParameterizedTest
    @MethodSource("withoutEnd")
    void anAnswerThatDoesNotEndIsGivenUp(Answer answer) {
        api.answer(answer);

        assertThat(catchThrowableOfType(CallFailed.class, () -> ask(SOON_MILLIS)))
                .returns(Kind.UNKNOWN, CallFailed::kind)
                .returns("Timeout", CallFailed::code)
                .hasMessage("127.0.0.1 has not answered within 0.3 s");
    }

    static Stream<Answer> withoutUse() {
        return Stream.of(
                new Answer.Lost(), new Answer.Endless(), Answer.of(200, "x".repeat(ApiClient.ANSWER_BYTES_MAX + 1)));
    }

    /** What was asked for may have been done. */
    @ParameterizedTest
    @MethodSource("withoutUse")
    void ofALostAnswerNothingIsKnown(Answer answer) {
        api.answer(answer);

        assertThat(catchThrowableOfType(CallFailed.class, () -> ask(10_000)))
                .returns(Kind.UNKNOWN, CallFailed::kind)
                .returns("NoAnswer", CallFailed::code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:1", "http://no-such-host.invalid"})
    void whereNobodyListensNothingHasHappened(URI nobody) {
        assertThat(catchThrowableOfType(CallFailed.class, () -> ask(10_000, nobody)))
                .returns(Kind.PASSING, CallFailed::kind)
                .returns("Unreachable", CallFailed::code)
                .hasMessage(nobody.getHost() + " can't be reached");
    }

    @Test
    void whoeverIsInterruptedWaitsNoLonger() {
        api.answer(new Answer.Silent());
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> ask(60_000)).isInstanceOf(InterruptedException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "7, 7000",
        "0, ",
        "99999, 99999000",
        "1000000, 1000000000",
        "99999999999999999999, 31536000000",
        "soon, ",
        "-5, "
    })
    void howLongNotToCallIsTheProvidersToSay(String retryAfter, Long millis) throws CallFailed, InterruptedException {
        api.answer(new Answer.Said(429, Map.of("Retry-After", retryAfter), new byte[0]));

        assertThat(ask(10_000).garbage(CLOCK))
                .returns(Kind.THROTTLED, CallFailed::kind)
                .returns(Optional.ofNullable(millis).map(Duration::ofMillis), CallFailed::pause);
    }

    @Test
    void itMaySayUntilWhen() throws CallFailed, InterruptedException {
        var until = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                Instant.ofEpochMilli(CLOCK.epochMillis()).plusSeconds(60).atOffset(ZoneOffset.UTC));
        api.answer(new Answer.Said(503, Map.of("Retry-After", until), new byte[0]));

        assertThat(ask(10_000).garbage(CLOCK).pause().orElseThrow())
                .isBetween(Duration.ofSeconds(40), Duration.ofSeconds(60));
    }

    @ParameterizedTest
    @CsvSource({
        "200, UNKNOWN",
        "302, UNCLEAR",
        "400, FINAL",
        "401, CREDENTIALS",
        "403, FORBIDDEN",
        "404, FINAL",
        "409, PASSING",
        "429, THROTTLED",
        "500, UNKNOWN",
        "502, UNKNOWN",
        "503, UNKNOWN",
        "504, UNKNOWN"
    })
    void aStatusSaysWhatNothingElseDoes(int status, Kind kind) throws CallFailed, InterruptedException {
        api.answer(Answer.of(status, "<html>"));

        assertThat(ask(10_000).garbage(CLOCK)).returns(kind, CallFailed::kind);
    }

    /** The server says the time of this host, which the asking one is an hour behind. */
    @Test
    void refusedCredentialsAreAMatterOfTheClockWhereThatIsOff() throws CallFailed, InterruptedException {
        var slow = new Clock() {
            @Override
            public long nanos() {
                return CLOCK.nanos();
            }

            @Override
            public long epochMillis() {
                return CLOCK.epochMillis() - 3_600_000;
            }
        };
        api.answer(Answer.of(401, ""));

        var answer = ask(10_000);

        assertThat(answer.failed(Kind.CREDENTIALS, "AuthFailure", "", slow))
                .returns(Kind.CLOCK, CallFailed::kind)
                .hasMessageMatching("this node's clock is 3\\d{3} s from the provider's");
        assertThat(answer.failed(Kind.CREDENTIALS, "AuthFailure", "", CLOCK))
                .returns(Kind.CREDENTIALS, CallFailed::kind);
        assertThat(answer.failed(Kind.CLOCK, "RequestExpired", "", slow)).returns(Kind.CLOCK, CallFailed::kind);
        assertThat(answer.failed(Kind.CLOCK, "RequestExpired", "", CLOCK))
                .as("not sent in time, by a clock that is right")
                .returns(Kind.PASSING, CallFailed::kind)
                .hasMessageMatching(
                        "the provider takes the request for too old, although this node's clock is \\d s .*");
    }

    /** Some quote what was signed, with the session's token. */
    @Test
    void whoRefusesCredentialsIsNotQuoted() throws CallFailed, InterruptedException {
        api.answer(Answer.of(403, ""));

        assertThat(ask(10_000).failed(Kind.CREDENTIALS, "SignatureDoesNotMatch", "x-amz-security-token:SECRET", CLOCK))
                .hasMessage("the provider refuses the credentials: SignatureDoesNotMatch");
    }

    @Test
    void whatAStrangerSaysIsShortAndPlain() {
        assertThat(Stranger.quoted("\u001b[31mred\r\n\u202egone" + "x".repeat(300)))
                .startsWith("[31mred gonex")
                .hasSize(203)
                .doesNotContainPattern("\\p{Cntrl}");
    }
}
