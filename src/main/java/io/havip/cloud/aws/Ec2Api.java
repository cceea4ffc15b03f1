package io.havip.cloud.aws;

import io.havip.cloud.CallFailed;
import io.havip.cloud.CallFailed.Kind;
import io.havip.cloud.Gate;
import io.havip.cloud.api.AccessKeys;
import io.havip.cloud.api.ApiAnswer;
import io.havip.cloud.api.ApiClient;
import io.havip.cloud.api.Region;
import io.havip.cloud.api.RetryTable;
import io.havip.linux.Clock;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Signed calls of EC2, whose parameters are a form and whose answers are XML. */
final class Ec2Api {
    static final String VERSION = "2016-11-15";
    static final String SERVICE = "ec2";
    static final String CONTENT_TYPE = "application/x-www-form-urlencoded; charset=utf-8";

    /** Of what it does not name, the status says it. */
    static final RetryTable RETRIES = new RetryTable(Map.ofEntries(
            Map.entry("AuthFailure", Kind.CREDENTIALS),
            Map.entry("ExpiredToken", Kind.CREDENTIALS),
            Map.entry("IncompleteSignature", Kind.CREDENTIALS),
            Map.entry("InvalidClientTokenId", Kind.CREDENTIALS),
            Map.entry("MissingAuthenticationToken", Kind.CREDENTIALS),
            Map.entry("SignatureDoesNotMatch", Kind.CREDENTIALS),
            Map.entry("UnrecognizedClientException", Kind.CREDENTIALS),
            Map.entry("RequestExpired", Kind.CLOCK),
            Map.entry("AccessDenied", Kind.FORBIDDEN),
            Map.entry("Blocked", Kind.FORBIDDEN),
            Map.entry("OptInRequired", Kind.FORBIDDEN),
            Map.entry("UnauthorizedOperation", Kind.FORBIDDEN),
            Map.entry("EC2ThrottledException", Kind.THROTTLED),
            Map.entry("RequestLimitExceeded", Kind.THROTTLED),
            Map.entry("SlowDown", Kind.THROTTLED),
            Map.entry("Throttling", Kind.THROTTLED),
            Map.entry("ThrottlingException", Kind.THROTTLED),
            Map.entry("IncorrectInstanceState", Kind.PASSING),
            Map.entry("InternalError", Kind.UNKNOWN),
            Map.entry("InternalFailure", Kind.UNKNOWN),
            Map.entry("RequestTimeout", Kind.UNKNOWN),
            Map.entry("ServerInternal", Kind.UNKNOWN),
            Map.entry("ServiceUnavailable", Kind.PASSING),
            Map.entry("Unavailable", Kind.PASSING)));

    private static final DateTimeFormatter AT =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final ApiClient client;
    private final Optional<URI> endpoint;
    private final AccessKeys keys;
    private final Region region;
    private final Clock clock;

    /** @param endpoint empty: that of the region */
    Ec2Api(ApiClient client, Optional<URI> endpoint, AccessKeys keys, Region region, Clock clock) {
        this.client = client;
        this.endpoint = endpoint;
        this.keys = keys;
        this.region = region;
        this.clock = clock;
    }

    /** Of an action that changes nothing. */
    XmlElement call(String action, Map<String, String> parameters) throws CallFailed, InterruptedException {
        return call(action, parameters, Gate.OPEN);
    }

    /** @param parameters in the order in which they are sent */
    XmlElement call(String action, Map<String, String> parameters, Gate gate) throws CallFailed, InterruptedException {
        var key = keys.current();
        String area = region.name();
        var at = AT.format(Instant.ofEpochMilli(clock.epochMillis()));
        var to = endpoint.orElseGet(() -> URI.create("https://ec2.%s.%s".formatted(area, domain(area))));
        String body = form(action, parameters);
        var headers = new TreeMap<>(Map.of("content-type", CONTENT_TYPE, "host", host(to), "x-amz-date", at));
        key.token().ifPresent(token -> headers.put("x-amz-security-token", token));
        var request = HttpRequest.newBuilder(to.resolve("/")).POST(BodyPublishers.ofString(body));
        // The JDK's client writes the host itself.
        headers.forEach((name, value) -> {
            if (!name.equals("host")) {
                request.header(name, value);
            }
        });
        request.header(
                "Authorization",
                SigV4.authorization(key, area, SERVICE, at, new SigV4.Signed("POST", "/", "", headers, body)));
        try {
            return response(client.send(request.build(), gate), clock);
        } catch (CallFailed e) {
            if (e.kind() == Kind.CREDENTIALS) {
                keys.refused(key);
            }
            throw e;
        }
    }

    private static String domain(String area) {
        return area.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
    }

    private static String host(URI uri) {
        return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    }

    private static String form(String action, Map<String, String> parameters) {
        var all = new LinkedHashMap<String, String>();
        all.put("Action", action);
        all.put("Version", VERSION);
        all.putAll(parameters);
        return all.entrySet().stream()
                .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
                .collect(Collectors.joining("&"));
    }

    /** As RFC 3986 has it. */
    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    static XmlElement response(ApiAnswer answer, Clock clock) throws CallFailed {
        var root = XmlElement.of(answer.text()).orElseThrow(() -> answer.garbage(clock));
        var code = root.get("Errors", "Error", "Code");
        if (code.isPresent()) {
            throw answer.failed(
                    RETRIES.kind(code.get()).orElse(answer.kind()),
                    code.get(),
                    root.get("Errors", "Error", "Message").orElse(""),
                    clock);
        }
        if (!answer.successful() || root.name().equals("Response")) {
            throw answer.garbage(clock);
        }
        return root;
    }
}
