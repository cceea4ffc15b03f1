package io.havip.console;

import io.havip.observe.HttpMeters;
import io.havip.wire.IpAddress;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.SSLOptions;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Serves the routes of this package and the metrics at the management address. Whoever reaches that is a stranger: he gets a
 * share of the connections and of the answers, and each for a limited time, so that neither memory nor other clients'
 * answers are his to take.
 */
@Singleton
public class ManagementServer {
    private static final Logger LOG = Logger.getLogger(ManagementServer.class);

    /** Between two looks at the files of credentials. */
    private static final long REFRESH_MILLIS = 5_000;

    /** Large answers: made one after the other, each of them a copy of everything that is measured. */
    private static final List<String> LARGE = List.of("/events", "/metrics", "/packets", "/status");

    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    /** How the names of the framework's threads begin. */
    private static final List<String> THREADS = List.of("vert.x-", "executor-thread");

    /** What the library calls its own, which takes the requests. */
    private static final String LIBRARY_HANDLER = "handler";

    private static final int FIRST = Integer.MIN_VALUE;
    private static final int SECOND = FIRST + 1;
    private static final int THIRD = SECOND + 1;
    private static final String ONLY_READ = "here is nothing but to be read: ask with GET or HEAD";
    private static final String NOTHING =
            "nothing is told here: ask for /metrics, /health/live, /health/ready, /health/active, /status, /events or /packets";
    private static final String TOO_MANY = "too many answers are being made or read";
    private static final String RETRY_SECONDS = "1";

    private final Vertx vertx;
    private final Limits limits;
    private final Shares connections;
    private final Shares answers;
    private final HttpMeters meters;
    private final Doorkeeper doorkeeper;
    private Router router;
    private volatile Supplier<Credentials.Present> credentials = () -> Credentials.Present.NONE;

    /**
     * How much is served at once, and so what it takes of memory (ADR 14).
     *
     * @param connections open ones
     * @param answers large ones that are made or not yet read
     * @param headerBytes of a request's header fields, without the ends of their lines; the same of the line before them
     * @param patienceSeconds a connection on which no answer was completed for so long is closed, whether its client says
     *     nothing, half a request, or does not read
     */
    record Limits(Share connections, Share answers, int headerBytes, int patienceSeconds) {
        static final Limits DEFAULT = new Limits(new Share(64, 16), new Share(8, 4), 4_096, 30);

        /**
         * @param all of all clients
         * @param ofOne of them, those of one address
         */
        record Share(int all, int ofOne) {}
    }

    @Inject
    ManagementServer(Vertx vertx, MeterRegistry registry) {
        this(vertx, registry, Limits.DEFAULT);
    }

    ManagementServer(Vertx vertx, MeterRegistry registry, Limits limits) {
        this.vertx = vertx;
        this.limits = limits;
        this.connections =
                new Shares(limits.connections().all(), limits.connections().ofOne());
        this.answers = new Shares(limits.answers().all(), limits.answers().ofOne());
        this.meters = new HttpMeters(registry, connections::taken);
        this.doorkeeper = new Doorkeeper(() -> credentials.get(), meters);
        this.router = Router.router(vertx);
    }

    /** Whether a thread of this name works for whoever asks. */
    public static boolean serves(String threadName) {
        return THREADS.stream().anyMatch(threadName::startsWith);
    }

    void route(@Observes Router application) {
        application
                .route()
                .order(FIRST)
                .handler(context ->
                        doorkeeper.receive(context, client(context.request().connection())));
        application.route().order(SECOND).handler(ManagementServer::read);
        LARGE.forEach(path -> application.route(path).order(THIRD).handler(this::admit));
        application.route().last().handler(context -> Sentence.end(context, HttpURLConnection.HTTP_NOT_FOUND, NOTHING));
        router = application;
    }

    /**
     * Serves from now on, for as long as the process runs.
     *
     * @param known what is shown, and has to be shown
     * @return the port, which is another one if that of {@code address} is 0
     * @throws IOException if that is not possible at this address
     */
    public int listen(InetSocketAddress address, Credentials known) throws IOException {
        credentials = known::present;
        var options = new HttpServerOptions()
                .setHost(address.getHostString())
                .setPort(address.getPort())
                // An upgrade would be waited for before the connection is known.
                .setHttp2ClearTextEnabled(false)
                .setMaxInitialLineLength(limits.headerBytes())
                .setMaxHeaderSize(limits.headerBytes())
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setWriteIdleTimeout(limits.patienceSeconds());
        known.present()
                .tls()
                .ifPresent(tls -> options.setSsl(true)
                        .setSslEngineOptions(new AdmittingTls(this::admitted))
                        .setSslHandshakeTimeout(limits.patienceSeconds())
                        .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
                        .setKeyCertOptions(KeyCertOptions.wrap(tls.keys())));
        try {
            var server = vertx.createHttpServer(options)
                    .connectionHandler(this::connected)
                    .requestHandler(this::answer)
                    .listen()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            if (!known.none()) {
                keepUp(server, known);
            }
            return server.actualPort();
        } catch (CompletionException e) {
            throw new IOException("metrics can't be served at %s: %s".formatted(IpAddress.text(address), e.getCause()));
        }
    }

    private void keepUp(HttpServer server, Credentials known) {
        known.present()
                .tls()
                .ifPresent(_ -> meters.certificate(() -> known.present()
                        .tls()
                        .map(tls -> tls.own().getNotAfter().getTime())
                        .orElse(0L)));
        var warned = new AtomicReference<>("");
        vertx.setPeriodic(
                REFRESH_MILLIS,
                _ -> vertx.executeBlocking(known::refresh)
                        .compose(changed -> changed ? update(server, known) : Future.succeededFuture(true))
                        .onComplete(done -> {
                            String trouble = done.succeeded()
                                    ? ""
                                    : String.valueOf(done.cause().getMessage());
                            if (!trouble.equals(warned.getAndSet(trouble)) && !trouble.isEmpty()) {
                                LOG.warnf("token and certificate stay as they were: %s", trouble);
                            }
                        }));
    }

    private static Future<Boolean> update(HttpServer server, Credentials known) {
        var tls = known.present().tls().orElseThrow();
        LOG.infof(
                "another certificate is shown from now on, valid until %s",
                tls.own().getNotAfter().toInstant());
        return server.updateSSLOptions(new SSLOptions().setKeyCertOptions(KeyCertOptions.wrap(tls.keys())), true);
    }

    private void connected(HttpConnection connection) {
        if (connection.isSsl() || admitted(channel(connection))) {
            Unanswered.count(channel(connection), LIBRARY_HANDLER);
        } else {
            connection.close();
        }
    }

    /** Takes a share for as long as the connection is open. */
    private boolean admitted(Channel channel) {
        String client = IpAddress.text(((InetSocketAddress) channel.remoteAddress()).getAddress());
        if (!connections.take(client)) {
            meters.connectionRefused();
            return false;
        }
        channel.closeFuture().addListener(_ -> connections.giveBack(client));
        return true;
    }

    /** Of requests that were read at once, none is answered while the answers before it are not read. */
    private void answer(HttpServerRequest request) {
        var channel = channel(request.connection());
        if (channel.isWritable()) {
            router.handle(request);
        } else {
            meters.answerRefused();
            channel.close();
        }
    }

    /** The library would answer whatever it is asked as. To HEAD it sends what it would to GET, but for the body. */
    private static void read(RoutingContext context) {
        if (READING.contains(context.request().method())) {
            context.next();
        } else {
            context.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
            Sentence.end(context, HttpURLConnection.HTTP_BAD_METHOD, ONLY_READ);
        }
    }

    private void admit(RoutingContext context) {
        String client = context.request().remoteAddress().hostAddress();
        if (!answers.take(client)) {
            meters.answerRefused();
            context.response().putHeader("Retry-After", RETRY_SECONDS);
            Sentence.end(context, HttpURLConnection.HTTP_UNAVAILABLE, TOO_MANY);
            return;
        }
        var channel = channel(context.request().connection());
        // Nothing at all, but behind the answer: once this is written, the kernel has taken that too.
        context.addEndHandler(
                _ -> channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> answers.giveBack(client)));
        context.next();
    }

    private static InetSocketAddress client(HttpConnection connection) {
        return (InetSocketAddress) channel(connection).remoteAddress();
    }

    private static Channel channel(HttpConnection connection) {
        return ((ConnectionBase) connection).channel();
    }
}
