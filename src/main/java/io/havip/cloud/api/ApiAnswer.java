package io.havip.cloud.api;

import io.havip.cloud.CallFailed;
import io.havip.cloud.CallFailed.Kind;
import io.havip.cloud.Stranger;
import io.havip.linux.Clock;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What an API has answered, whatever that is.
 *
 * @param body no longer than {@link ApiClient#ANSWER_BYTES_MAX}
 */
public record ApiAnswer(int status, HttpHeaders headers, byte[] body) {
    private static final int TOO_MANY_REQUESTS = 429;
    private static final Pattern SECONDS = Pattern.compile("\\d+");
    private static final int SECONDS_DIGITS_MAX = 9;
    /** Nothing that fits into a time of this program's. */
    private static final Duration PAUSE_MAX = Duration.ofDays(365);
    /** Providers refuse signatures that are further from their time than 5 minutes (Tencent, AWS). */
    private static final long CLOCK_MILLIS_MAX = 300_000;

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    public boolean successful() {
        return status / 100 == 2;
    }

    /**
     * What a status says where nothing else does (RFC 9110, 15). An error within the server, or on the way to it, does not say what
     * had been done by then.
     */
    public Kind kind() {
        return switch (status) {
            case 401, 407 -> Kind.CREDENTIALS;
            case 403 -> Kind.FORBIDDEN;
            case TOO_MANY_REQUESTS -> Kind.THROTTLED;
            case 408, 409, 423, 425 -> Kind.PASSING;
            default ->
                switch (status / 100) {
                    case 4 -> Kind.FINAL;
                    case 5 -> Kind.UNKNOWN;
                    default -> Kind.UNCLEAR;
                };
        };
    }

    /**
     * The refusal that this is.
     *
     * @param kind what its code says; credentials that are refused by a provider with another time are no matter of credentials
     * @param message the provider's; not quoted where the credentials were refused, since some quote what was signed there
     */
    public CallFailed failed(Kind kind, String code, String message, Clock clock) {
        String brief = Stranger.quoted(code);
        var offMillis = offMillis(clock);
        boolean off = offMillis.filter(ApiAnswer::tooFar).isPresent();
        if (kind == Kind.CLOCK && offMillis.isPresent() && !off) {
            return new CallFailed(
                    Kind.PASSING,
                    brief,
                    "the provider takes the request for too old, although this node's clock is %d s from its own: it may have been"
                                    .formatted(seconds(offMillis.get()))
                            + " under way for long",
                    Optional.empty());
        }
        if (kind == Kind.CLOCK || kind == Kind.CREDENTIALS && off) {
            return new CallFailed(
                    Kind.CLOCK,
                    brief,
                    "this node's clock is %s from the provider's"
                            .formatted(offMillis
                                    .map(millis -> seconds(millis) + " s")
                                    .orElse("too far")),
                    Optional.empty());
        }
        var sentence = kind == Kind.CREDENTIALS
                ? "the provider refuses the credentials: " + brief
                : Stranger.quoted(message.isBlank() ? "the provider refuses this: " + brief : message);
        return new CallFailed(kind, brief, sentence, retryAfter(clock));
    }

    /** That it is nothing that the API answers. A change may have happened. */
    public CallFailed garbage(Clock clock) {
        return successful()
                ? new CallFailed(Kind.UNKNOWN, "Garbage", "the answer is not what this API answers", Optional.empty())
                : failed(kind(), "HTTP" + status, "the API answers with status " + status, clock);
    }

    private static long seconds(long offMillis) {
        return Math.abs(offMillis / 1_000);
    }

    private static boolean tooFar(long offMillis) {
        return Math.abs(offMillis) > CLOCK_MILLIS_MAX;
    }

    /** How far this node's clock is ahead. */
    private Optional<Long> offMillis(Clock clock) {
        return headers.firstValue("Date")
                .flatMap(ApiAnswer::httpDate)
                .map(date -> clock.epochMillis() - date.toEpochMilli());
    }

    /** For how long not to call (RFC 9110, 10.2.3). */
    Optional<Duration> retryAfter(Clock clock) {
        return headers.firstValue("Retry-After")
                .flatMap(word -> SECONDS.matcher(word).matches()
                        ? Optional.of(seconds(word))
                        : httpDate(word).map(date -> Duration.ofMillis(date.toEpochMilli() - clock.epochMillis())))
                .filter(Duration::isPositive)
                .map(pause -> pause.compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : pause);
    }

    private static Duration seconds(String digits) {
        return digits.length() > SECONDS_DIGITS_MAX ? PAUSE_MAX : Duration.ofSeconds(Long.parseLong(digits));
    }

    private static Optional<Instant> httpDate(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
