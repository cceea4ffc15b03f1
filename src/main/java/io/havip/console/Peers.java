package io.havip.console;

import io.havip.config.credentials.Tls;
import io.havip.linux.Clock;
import io.havip.observe.PeerMeters;
import io.havip.wire.IpAddress;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.TrustOptions;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Asks the other nodes what they have seen, all at once, for the command line of this one: the agent can read the token, and
 * whoever types need not. It waits on the thread that calls; the rest is Vert.x'. They are strangers until their certificate and
 * their answer say otherwise: each has a limited time, and all together a limited size.
 */
public final class Peers {
    private static final Pattern PARTICULARS =
            Pattern.compile("[a-z]{1,16}=[\\w.:-]{1,64}(&[a-z]{1,16}=[\\w.:-]{1,64}){0,4}");

    static final long STANDARD_MILLIS = 2_000;
    /** So that answers, as they came and in the forms that are made of them, take a small part of the heap. */
    static final int ALL_ANSWERS_BYTES_MAX = 1 << 20;

    /** Of names: one that hangs must not take those that answer scrapes. */
    private static final int RESOLVERS = 4;

    private static final String RESOLVER_THREAD = "vert.x-peers";

    private final Vertx vertx;
    private final List<InetSocketAddress> addresses;
    private final Credentials credentials;
    private final PeerMeters meters;
    private final Clock clock;
    private final long answerMillis;
    private final WorkerExecutor resolvers;
    private final Semaphore asking = new Semaphore(1);

    /** What another node can be asked. */
    enum Question {
        EVENTS("/events", "application/jsonl"),
        PACKETS("/packets", "application/"),
        STATUS("/status", "application/json");

        private final String path;
        private final String contentType;

        /** @param contentType how that of an answer begins */
        Question(String path, String contentType) {
            this.path = path;
            this.contentType = contentType;
        }
    }

    /** @param addresses of the others' management, or names */
    public Peers(Vertx vertx, List<InetSocketAddress> addresses, Credentials credentials, PeerMeters meters) {
        this(vertx, addresses, credentials, meters, Clock.MACHINE, STANDARD_MILLIS);
    }

    /** @param answerMillis for how long each may take until its answer is whole */
    Peers(
            Vertx vertx,
            List<InetSocketAddress> addresses,
            Credentials credentials,
            PeerMeters meters,
            Clock clock,
            long answerMillis) {
        this.vertx = vertx;
        this.addresses = List.copyOf(addresses);
        this.credentials = credentials;
        this.meters = meters;
        this.clock = clock;
        this.answerMillis = answerMillis;
        // For good: Vert.x leaves the meters of one that is closed, and complains of the next one's.
        resolvers = vertx.createSharedWorkerExecutor(RESOLVER_THREAD, RESOLVERS);
    }

    /** {@link PeerAnswer}s as lines of JSON, none where no other node is configured, the content of each what {@code GET /events?PARTICULARS} answers. */
    public Outcome events(String particulars) {
        return inParticular(Question.EVENTS, particulars);
    }

    /** Likewise of {@code GET /packets?PARTICULARS}. */
    public Outcome packets(String particulars) {
        return inParticular(Question.PACKETS, particulars);
    }

    /** Likewise of {@code GET /status}. */
    public Outcome status() {
        return answer(Question.STATUS, "");
    }

    private Outcome inParticular(Question question, String particulars) {
        return addresses.isEmpty() || PARTICULARS.matcher(particulars).matches()
                ? answer(question, particulars)
                : new Outcome(false, "ask for KEY=VALUE, as in last=20");
    }

    private Outcome answer(Question question, String particulars) {
        if (addresses.isEmpty()) {
            return new Outcome(true, "");
        }
        if (!asking.tryAcquire()) {
            return new Outcome(false, "the other nodes are being asked already: ask again");
        }
        try {
            return new Outcome(
                    true,
                    ask(question, particulars).stream()
                            .map(answer -> answer.json().encode() + "\n")
                            .collect(Collectors.joining()));
        } finally {
            asking.release();
        }
    }

    /** In the order in which they are configured. What is asked in particular may be empty. */
    List<PeerAnswer> ask(Question question, String particulars) {
        var present = credentials.present();
        var client = vertx.createHttpClient(options(present.tls()));
        try {
            var answers = addresses.stream()
                    .map(address -> ask(client, address, question, particulars))
                    .toList();
            return answers.stream()
                    .map(answer ->
                            answer.toCompletionStage().toCompletableFuture().join())
                    .toList();
        } finally {
            client.close();
        }
    }

    private HttpClientOptions options(Optional<Tls> tls) {
        var options = new HttpClientOptions()
                .setConnectTimeout(Math.toIntExact(answerMillis))
                .setSslHandshakeTimeout(answerMillis)
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setKeepAlive(false);
        tls.ifPresent(known -> options.setSsl(true)
                .setVerifyHost(known.namesCount())
                .setTrustOptions(TrustOptions.wrap(known.trust())));
        return options;
    }

    private Future<PeerAnswer> ask(
            HttpClient client, InetSocketAddress address, Question question, String particulars) {
        String peer = IpAddress.text(address);
        long askedNanos = clock.nanos();
        var request = new RequestOptions()
                .setHost(IpAddress.host(address))
                .setPort(address.getPort())
                .setURI(particulars.isEmpty() ? question.path : question.path + "?" + particulars);
        credentials
                .present()
                .token()
                .ifPresent(token -> request.putHeader(HttpHeaders.AUTHORIZATION.toString(), token.header()));
        return resolved(address)
                .compose(found -> client.request(request.setServer(SocketAddress.inetSocketAddress(found))))
                // Within: what comes before somebody listens is lost, and the chain is made by another thread.
                .compose(sent -> sent.send().compose(response -> read(response, question)))
                .timeout(answerMillis, TimeUnit.MILLISECONDS)
                .<PeerAnswer>map(content -> {
                    double seconds = (clock.nanos() - askedNanos) / 1e9;
                    return content.length() == 0 && question == Question.PACKETS
                            ? new PeerAnswer.Nothing(peer, seconds)
                            : new PeerAnswer.Told(peer, seconds, content.getBytes());
                })
                .otherwise(failure -> {
                    var why = PeerFailure.of(failure, answerMillis);
                    meters.failed(why.reason());
                    return new PeerAnswer.Silent(peer, why.sentence());
                });
    }

    private Future<InetSocketAddress> resolved(InetSocketAddress address) {
        if (!address.isUnresolved()) {
            return Future.succeededFuture(address);
        }
        return resolvers
                .executeBlocking(() -> new InetSocketAddress(address.getHostString(), address.getPort()), false)
                .compose(found -> found == null || found.isUnresolved()
                        ? Future.failedFuture(new UnknownHostException(address.getHostString()))
                        : Future.succeededFuture(found));
    }

    /** Empty where the peer has nothing of what it was asked for. */
    private Future<Buffer> read(HttpClientResponse response, Question question) {
        int status = response.statusCode();
        if (status == HttpURLConnection.HTTP_NOT_FOUND && question == Question.PACKETS) {
            return Future.succeededFuture(Buffer.buffer());
        }
        String type = Objects.requireNonNullElse(response.getHeader(HttpHeaders.CONTENT_TYPE), "");
        if (status != HttpURLConnection.HTTP_OK || !type.startsWith(question.contentType)) {
            return Future.failedFuture(PeerFailure.answered(status));
        }
        int bytesMax = ALL_ANSWERS_BYTES_MAX / addresses.size();
        Promise<Buffer> whole = Promise.promise();
        var content = Buffer.buffer();
        response.handler(piece -> {
            if (content.length() + piece.length() > bytesMax) {
                whole.tryFail(PeerFailure.tooMuch(bytesMax));
                response.request().connection().close();
            } else {
                content.appendBuffer(piece);
            }
        });
        response.exceptionHandler(whole::tryFail);
        response.endHandler(_ -> whole.tryComplete(content));
        return whole.future();
    }
}
