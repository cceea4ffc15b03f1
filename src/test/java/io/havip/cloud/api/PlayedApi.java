package io.havip.cloud.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.havip.cloud.CallFailed;
import io.havip.cloud.CallFailed.Kind;
import io.havip.cloud.CallLimits;
import io.havip.cloud.Gate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A server on this host that plays an API: it keeps what it is asked, and answers as it is told to. */
public final class PlayedApi implements AutoCloseable {
    public static final CallLimits LIMITS = limits(10_000);

    /** Nothing is to be changed. */
    public static final Gate CLOSED = () -> {
        throw new CallFailed(Kind.UNSHOWN, "role", "the gate is closed", Optional.empty());
    };

    static {
        // Otherwise each answer waits 40 ms for the client's kernel.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final Map<String, String> metadata = new ConcurrentHashMap<>();
    private volatile Function<Asked, Answer> answers = _ -> Answer.of(500, "nothing is played");

    public record Asked(String method, String path, Map<String, String> headers, String body) {
        public String header(String name) {
            return headers.getOrDefault(name.toLowerCase(), "");
        }
    }

    /** What becomes of a request. */
    public sealed interface Answer {
        record Said(int status, Map<String, String> headers, byte[] body) implements Answer {}

        /** The request has been heard, and the connection is closed. */
        record Lost() implements Answer {}

        /** Nothing is said until the end. */
        record Silent() implements Answer {}

        /** A part of it, and then nothing until the end. */
        record Slow() implements Answer {}

        record Endless() implements Answer {}

        static Answer of(int status, String body) {
            return new Said(status, Map.of(), body.getBytes(UTF_8));
        }
    }

    public PlayedApi() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            var thread = new Thread(task, "played");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", this::play);
        server.start();
    }

    public static CallLimits limits(long callMillis) {
        long nanos = TimeUnit.MILLISECONDS.toNanos(callMillis);
        return new CallLimits(nanos, nanos, 2 * nanos);
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public void answer(Function<Asked, Answer> with) {
        answers = with;
    }

    public void answer(Answer with) {
        answers = _ -> with;
    }

    /** What the metadata service answers at a path, in place of what is played otherwise. */
    public PlayedApi tells(String path, String text) {
        metadata.put("/latest/meta-data/" + path, text);
        return this;
    }

    public List<Asked> asked() {
        return asked;
    }

    public Asked last() {
        return asked.getLast();
    }

    private void play(HttpExchange exchange) throws IOException {
        var request = new Asked(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                flat(exchange.getRequestHeaders()),
                new String(exchange.getRequestBody().readAllBytes(), UTF_8));
        asked.add(request);
        var told = Optional.ofNullable(metadata.get(request.path())).map(text -> Answer.of(200, text));
        switch (told.orElseGet(() -> answers.apply(request))) {
            case Answer.Said(int status, var headers, byte[] body) -> {
                headers.forEach(exchange.getResponseHeaders()::set);
                exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            }
            case Answer.Lost() -> exchange.close();
            case Answer.Silent() -> untilTheEnd(exchange);
            case Answer.Slow() -> {
                exchange.sendResponseHeaders(200, 1_000);
                exchange.getResponseBody().write('{');
                exchange.getResponseBody().flush();
                untilTheEnd(exchange);
            }
            case Answer.Endless() -> {
                exchange.sendResponseHeaders(200, 0);
                byte[] piece = " ".repeat(65_536).getBytes(UTF_8);
                while (end.getCount() > 0) {
                    exchange.getResponseBody().write(piece);
                }
            }
        }
    }

    private void untilTheEnd(HttpExchange exchange) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exchange.close();
    }

    private static Map<String, String> flat(Headers headers) {
        var flat = new ConcurrentHashMap<String, String>();
        headers.forEach((name, values) -> flat.put(name.toLowerCase(), values.getFirst()));
        return flat;
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
    }
}
