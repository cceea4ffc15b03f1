package io.havip.cloud.http;

import io.havip.cloud.CallFailed;
import io.havip.cloud.CallFailed.Kind;
import io.havip.cloud.CloudAddress;
import io.havip.cloud.Gate;
import io.havip.cloud.Stranger;
import io.havip.cloud.api.ApiAnswer;
import io.havip.cloud.api.ApiClient;
import io.havip.cloud.api.ApiJson;
import io.havip.cloud.api.SecretFile;
import io.havip.cloud.http.HttpCloudSettings.Condition;
import io.havip.linux.Clock;
import io.vertx.core.json.Json;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** An address that a described API moves. */
final class HttpCloudAddress implements CloudAddress {
    private static final String CONTENT_TYPE = "Content-Type";
    private static final String JSON = "application/json";

    private final HttpCloudSettings settings;
    private final ApiClient client;
    private final Clock clock;
    private final Map<Placeholder, String> values;

    /** @param values all but the secret, which is read for each request */
    HttpCloudAddress(HttpCloudSettings settings, ApiClient client, Clock clock, Map<Placeholder, String> values) {
        this.settings = settings;
        this.client = client;
        this.clock = clock;
        this.values = Map.copyOf(values);
    }

    @Override
    public String name() {
        return values.get(Placeholder.ADDRESS) + " at " + HttpCloudSettings.NAME;
    }

    @Override
    public boolean movesByAnnouncement() {
        return false;
    }

    @Override
    public Reading read() throws CallFailed, InterruptedException {
        var request = settings.read();
        var secret = secret();
        var answer = send("GET", request.url(), Optional.empty(), secret, Gate.OPEN)
                .orElseThrow(() -> new CallFailed(
                        Kind.UNKNOWN,
                        "Garbage",
                        "the answer is no JSON, so that it is not known who holds the address",
                        Optional.empty()));
        for (var condition : request.success()) {
            require(answer, condition, secret);
        }
        var holder = holder(answer, request.holder());
        return new Reading(holder.filter(settings.node()::equals).isPresent(), holder, true, Optional.empty());
    }

    /** Empty where nobody does; an answer of another form says nothing of that. */
    private static Optional<String> holder(ApiJson answer, String pointer) throws CallFailed {
        var found = answer.at(pointer);
        if (!answer.fits(pointer) || found.isStrange()) {
            throw new CallFailed(
                    Kind.FINAL,
                    "Holder",
                    found.isStrange()
                            ? pointer + " leads to something that is no name: correct holder"
                            : "the answer has nothing that %s could lead to: correct holder, or url".formatted(pointer),
                    Optional.empty());
        }
        return found.text();
    }

    @Override
    public Optional<String> claim(Reading seen, Gate gate) throws CallFailed, InterruptedException {
        var request = settings.move();
        var secret = secret();
        var answer = send(request.method(), request.url(), request.body(), secret, gate)
                .orElseGet(ApiJson::nothing);
        for (var condition : request.success()) {
            require(answer, condition, secret);
        }
        return Optional.empty();
    }

    private void require(ApiJson answer, Condition condition, Optional<String> secret) throws CallFailed {
        String expected = Placeholder.filled(condition.value(), values, UnaryOperator.identity());
        var found = answer.at(condition.pointer()).text();
        if (!found.equals(Optional.of(expected))) {
            throw new CallFailed(
                    Kind.UNCLEAR,
                    "Condition",
                    "%s is %s and not %s"
                            .formatted(
                                    condition.pointer(),
                                    Stranger.quoted(masked(found.orElse("nothing"), secret)),
                                    expected),
                    Optional.empty());
        }
    }

    @Override
    public Progress progress(String task) {
        return Progress.DONE;
    }

    private Optional<String> secret() throws CallFailed {
        return settings.secret().isPresent()
                ? Optional.of(new SecretFile(settings.secret().get()).read())
                : Optional.empty();
    }

    /** Empty where the answer is no JSON. */
    private Optional<ApiJson> send(String method, String url, Optional<String> body, Optional<String> secret, Gate gate)
            throws CallFailed, InterruptedException {
        var filling = new EnumMap<>(values);
        secret.ifPresent(text -> filling.put(Placeholder.SECRET, text));
        var answer = client.send(request(method, url, body, filling), gate);
        if (!answer.successful()) {
            throw refused(answer, secret);
        }
        return ApiJson.of(answer.text());
    }

    private HttpRequest request(String method, String url, Optional<String> body, Map<Placeholder, String> filling)
            throws CallFailed {
        String type = settings.headers().stream()
                .filter(header -> header.name().equalsIgnoreCase(CONTENT_TYPE))
                .map(HttpCloudSettings.Header::value)
                .findFirst()
                .orElse(JSON);
        try {
            var request = HttpRequest.newBuilder(
                            URI.create(Placeholder.filled(url, filling, HttpCloudAddress::encoded)))
                    .method(method, content(body, type, filling));
            if (body.isPresent()) {
                request.header(CONTENT_TYPE, type);
            }
            for (var header : settings.headers()) {
                if (!header.name().equalsIgnoreCase(CONTENT_TYPE)) {
                    request.header(
                            header.name(), Placeholder.filled(header.value(), filling, UnaryOperator.identity()));
                }
            }
            return request.build();
        } catch (IllegalArgumentException e) {
            // Its message may show the secret.
            throw new CallFailed(
                    Kind.CREDENTIALS,
                    "Header",
                    "the secret can't stand in a header: it has other characters than ASCII's",
                    Optional.empty());
        }
    }

    private static BodyPublisher content(Optional<String> body, String type, Map<Placeholder, String> filling) {
        UnaryOperator<String> escaping = type.contains("json")
                ? HttpCloudAddress::withinJson
                : type.contains("form-urlencoded") ? HttpCloudAddress::encoded : UnaryOperator.identity();
        return body.map(template -> BodyPublishers.ofString(Placeholder.filled(template, filling, escaping)))
                .orElseGet(BodyPublishers::noBody);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String withinJson(String text) {
        String quoted = Json.encode(text);
        return quoted.substring(1, quoted.length() - 1);
    }

    /** Quotes what the API says, but not the secret. */
    private CallFailed refused(ApiAnswer answer, Optional<String> secret) {
        return answer.failed(
                answer.kind(),
                "HTTP" + answer.status(),
                "status %d: %s".formatted(answer.status(), masked(answer.text(), secret)),
                clock);
    }

    private static String masked(String text, Optional<String> secret) {
        return secret.filter(known -> !known.isEmpty())
                .map(known -> text.replace(known, "***"))
                .orElse(text);
    }
}
