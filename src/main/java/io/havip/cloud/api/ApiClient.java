package io.havip.cloud.api;

import io.havip.cloud.CallFailed;
import io.havip.cloud.CallFailed.Kind;
import io.havip.cloud.CallLimits;
import io.havip.cloud.Gate;
import io.havip.cloud.Stranger;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests and waits for the whole answers, within limits of time and size. The JDK's client is made at the first one, and
 * shared by all threads that call.
 */
public final class ApiClient implements AutoCloseable {
    /** Of the largest answers, a hundred interfaces with all that is said of them, this is four times as much. */
    public static final int ANSWER_BYTES_MAX = 1 << 20;

    private final CallLimits limits;
    private final Optional<Path> authority;
    private final ReentrantLock making = new ReentrantLock();
    private @Nullable HttpClient client;

    /** @param authority a PEM file: who has signed the API's certificate; empty: those whom the JDK trusts */
    public ApiClient(CallLimits limits, Optional<Path> authority) {
        this.limits = limits;
        this.authority = authority;
    }

    /** Of a request that changes nothing. Waits for no longer than a call may take. */
    public ApiAnswer send(HttpRequest request) throws CallFailed, InterruptedException {
        return send(request, Gate.OPEN);
    }

    /** Likewise, of any. */
    public ApiAnswer send(HttpRequest request, Gate gate) throws CallFailed, InterruptedException {
        var ready = client();
        gate.pass();
        var answer = ready.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX));
        try {
            var whole = answer.get(limits.callNanos(), TimeUnit.NANOSECONDS);
            return new ApiAnswer(whole.statusCode(), whole.headers(), whole.body());
        } catch (TimeoutException e) {
            throw new CallFailed(
                    Kind.UNKNOWN,
                    "Timeout",
                    "%s has not answered within %s s".formatted(host(request), limits.callNanos() / 1_000_000_000.0),
                    Optional.empty());
        } catch (ExecutionException e) {
            throw failed(request, Objects.requireNonNullElse(e.getCause(), e));
        } finally {
            // Closes the connection where there is no answer yet.
            answer.cancel(true);
        }
    }

    private static CallFailed failed(HttpRequest request, Throwable why) {
        String host = host(request);
        return switch (why) {
            // Nothing has been sent.
            case HttpConnectTimeoutException _ -> passing("Unreachable", "no connection to " + host + " in time");
            case ConnectException _ -> passing("Unreachable", host + " can't be reached");
            case SSLHandshakeException tls ->
                passing("TLS", host + " is not trusted: " + Stranger.quoted(String.valueOf(tls.getMessage())));
            default ->
                new CallFailed(
                        Kind.UNKNOWN,
                        "NoAnswer",
                        "no whole answer from %s: %s"
                                .formatted(host, Stranger.quoted(String.valueOf(why.getMessage()))),
                        Optional.empty());
        };
    }

    private static CallFailed passing(String code, String sentence) {
        return new CallFailed(Kind.PASSING, code, sentence, Optional.empty());
    }

    private static String host(HttpRequest request) {
        return String.valueOf(request.uri().getHost());
    }

    private HttpClient client() throws CallFailed, InterruptedException {
        making.lockInterruptibly();
        try {
            if (client == null) {
                client = made();
            }
            return client;
        } finally {
            making.unlock();
        }
    }

    private HttpClient made() throws CallFailed {
        var builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofNanos(limits.connectNanos()));
        try {
            if (authority.isPresent()) {
                builder.sslContext(Authority.context(authority.get()));
            }
            return builder.build();
        } catch (IOException | GeneralSecurityException e) {
            throw new CallFailed(
                    Kind.CREDENTIALS,
                    "Authority",
                    "the authority's certificate can't be read: " + Stranger.quoted(String.valueOf(e.getMessage())),
                    Optional.empty());
        }
    }

    /** Ends what is being waited for. */
    @Override
    public void close() {
        making.lock();
        try {
            if (client != null) {
                client.shutdownNow();
            }
        } finally {
            making.unlock();
        }
    }
}
