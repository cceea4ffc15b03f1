package io.havip.cloud.tencent;

import io.havip.cloud.CallFailed;
import io.havip.cloud.CallFailed.Kind;
import io.havip.cloud.Gate;
import io.havip.cloud.api.AccessKeys;
import io.havip.cloud.api.ApiAnswer;
import io.havip.cloud.api.ApiClient;
import io.havip.cloud.api.ApiJson;
import io.havip.cloud.api.Region;
import io.havip.cloud.api.RetryTable;
import io.havip.linux.Clock;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Signed calls of a service: {@code vpc}, or {@code cvm}. Its errors come with status 200. */
final class TencentApi {
    static final String VERSION = "2017-03-12";
    static final String NETWORK = "vpc";
    static final String MACHINES = "cvm";

    /** Of what it does not name, the provider says that it can't be done. */
    static final RetryTable RETRIES = new RetryTable(Map.ofEntries(
            Map.entry("AuthFailure", Kind.CREDENTIALS),
            Map.entry("AuthFailure.SignatureExpire", Kind.CLOCK),
            Map.entry("AuthFailure.UnauthorizedOperation", Kind.FORBIDDEN),
            Map.entry("UnauthorizedOperation", Kind.FORBIDDEN),
            // Of MigratePrivateIpAddress: no matter of who may call it.
            Map.entry("UnauthorizedOperation.AttachmentNotFound", Kind.FINAL),
            Map.entry("UnauthorizedOperation.PrimaryIp", Kind.FINAL),
            Map.entry("RequestLimitExceeded", Kind.THROTTLED),
            Map.entry("InternalError", Kind.UNKNOWN),
            Map.entry("InternalServerError", Kind.UNKNOWN),
            Map.entry("FailedOperation", Kind.PASSING),
            Map.entry("ServiceUnavailable", Kind.PASSING),
            Map.entry("ResourceUnavailable", Kind.PASSING),
            Map.entry("ResourceInUse", Kind.PASSING),
            Map.entry("ResourceBusy", Kind.PASSING),
            Map.entry("OperationDenied.MutexTaskRunning", Kind.PASSING),
            Map.entry("UnsupportedOperation.MutexOperationTaskRunning", Kind.PASSING),
            Map.entry("UnsupportedOperation.TaskRunning", Kind.PASSING)));

    private final ApiClient client;
    private final String service;
    private final URI endpoint;
    private final AccessKeys keys;
    private final Region region;
    private final Clock clock;

    TencentApi(ApiClient client, String service, URI endpoint, AccessKeys keys, Region region, Clock clock) {
        this.client = client;
        this.service = service;
        this.endpoint = endpoint;
        this.keys = keys;
        this.region = region;
        this.clock = clock;
    }

    /** Of an action that changes nothing. */
    ApiJson call(String action, JsonObject parameters) throws CallFailed, InterruptedException {
        return call(action, parameters, Gate.OPEN);
    }

    /** @return what is in {@code Response} */
    ApiJson call(String action, JsonObject parameters, Gate gate) throws CallFailed, InterruptedException {
        var key = keys.current();
        String body = parameters.encode();
        long seconds = TimeUnit.MILLISECONDS.toSeconds(clock.epochMillis());
        var request = HttpRequest.newBuilder(endpoint.resolve("/"))
                .header("Content-Type", Tc3.CONTENT_TYPE)
                .header("Authorization", Tc3.authorization(key, service, host(), seconds, body))
                .header("X-TC-Action", action)
                .header("X-TC-Version", VERSION)
                .header("X-TC-Timestamp", String.valueOf(seconds))
                .header("X-TC-Region", region.name())
                .POST(BodyPublishers.ofString(body));
        key.token().ifPresent(token -> request.header("X-TC-Token", token));
        try {
            return response(client.send(request.build(), gate), clock);
        } catch (CallFailed e) {
            if (e.kind() == Kind.CREDENTIALS) {
                keys.refused(key);
            }
            throw e;
        }
    }

    /** As the JDK's client writes it. */
    private String host() {
        return endpoint.getPort() < 0 ? endpoint.getHost() : endpoint.getHost() + ":" + endpoint.getPort();
    }

    static ApiJson response(ApiAnswer answer, Clock clock) throws CallFailed {
        var response = ApiJson.of(answer.text())
                .map(json -> json.get("Response"))
                .filter(ApiJson::isPresent)
                .orElseThrow(() -> answer.garbage(clock));
        var code = response.at("/Error/Code").text();
        if (code.isPresent()) {
            throw answer.failed(
                    RETRIES.kind(code.get()).orElse(Kind.FINAL),
                    code.get(),
                    response.at("/Error/Message").text().orElse(""),
                    clock);
        }
        if (!answer.successful()) {
            throw answer.garbage(clock);
        }
        return response;
    }

    /** One of {@code Filters}. */
    static JsonObject filter(String name, String value) {
        return new JsonObject().put("Name", name).put("Values", new JsonArray().add(value));
    }
}
