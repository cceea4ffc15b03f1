package io.havip.cloud.api;

import io.havip.cloud.CallFailed;
import io.havip.cloud.CallFailed.Kind;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a cloud tells an instance of itself, at an address that only the instance reaches. */
public final class InstanceMetadata {
    private static final String FOLDER = "/latest/meta-data/";
    private static final int NOT_FOUND = 404;
    private static final int LENGTH_MAX = 16 * 1024;
    private static final String TOKEN_SECONDS = "60";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.+=@-]{0,127}");

    private final ApiClient client;
    private final URI endpoint;
    private final boolean withToken;

    /** @param withToken whether each question needs a token that is asked for before (AWS: IMDSv2) */
    public InstanceMetadata(ApiClient client, URI endpoint, boolean withToken) {
        this.client = client;
        this.endpoint = endpoint;
        this.withToken = withToken;
    }

    /** A name at a path like {@code instance-id}: of a region, of a role, the first where there are several. */
    public String name(String path) throws CallFailed, InterruptedException {
        String name = text(path).lines().findFirst().orElse("").strip();
        if (!NAME.matcher(name).matches()) {
            throw failed("the metadata service has no name at " + path);
        }
        return name;
    }

    /** Whatever is at a path. */
    public String text(String path) throws CallFailed, InterruptedException {
        var request = HttpRequest.newBuilder(endpoint.resolve(FOLDER + path)).GET();
        if (withToken) {
            request.header("X-aws-ec2-metadata-token", token());
        }
        var answer = send(request.build());
        String text = answer.text().strip();
        if (answer.status() == NOT_FOUND) {
            throw new CallFailed(Kind.FINAL, "Metadata", "the metadata service has no " + path, Optional.empty());
        }
        if (!answer.successful() || text.isEmpty() || text.length() > LENGTH_MAX) {
            throw failed("the metadata service answers for %s with status %d".formatted(path, answer.status()));
        }
        return text;
    }

    private String token() throws CallFailed, InterruptedException {
        var answer = send(HttpRequest.newBuilder(endpoint.resolve("/latest/api/token"))
                .header("X-aws-ec2-metadata-token-ttl-seconds", TOKEN_SECONDS)
                .PUT(BodyPublishers.noBody())
                .build());
        String token = answer.text().strip();
        if (!answer.successful() || !token.matches("[!-~]{1,1024}")) {
            throw failed("the metadata service gives no token: status " + answer.status());
        }
        return token;
    }

    private ApiAnswer send(HttpRequest request) throws CallFailed, InterruptedException {
        try {
            return client.send(request);
        } catch (CallFailed e) {
            throw new CallFailed(
                    e.kind(), e.code(), "the metadata service does not answer: " + e.getMessage(), e.pause());
        }
    }

    private static CallFailed failed(String sentence) {
        return new CallFailed(Kind.PASSING, "Metadata", sentence, Optional.empty());
    }
}
