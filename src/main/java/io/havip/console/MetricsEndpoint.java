package io.havip.console;

import io.havip.observe.Meters;
import io.havip.observe.MetricsFormat;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * {@code /metrics}: the product's own, and after them the library's of the Java machine. An answer is sent as it is
 * written, piece by piece, each when the one before is on its way: however much there is to say, it takes the room of one
 * piece.
 */
@Singleton
public class MetricsEndpoint {
    private static final Logger LOG = Logger.getLogger(MetricsEndpoint.class);
    static final int PIECE_CHARACTERS = 16 * 1024;
    /** Before the library's own, which would answer with everything at once. */
    private static final int BEFORE = -1;

    private final PrometheusMeterRegistry library;
    private volatile @Nullable Meters meters;

    @Inject
    MetricsEndpoint(PrometheusMeterRegistry library) {
        this.library = library;
    }

    /** Answers with these too from now on. */
    public void serve(Meters present) {
        meters = present;
    }

    void route(@Observes Router router) {
        router.head("/metrics").order(BEFORE).handler(context -> {
            context.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, format(context).contentType());
            context.response().end();
        });
        router.get("/metrics").order(BEFORE).blockingHandler(this::answer, false);
    }

    private static MetricsFormat format(RoutingContext context) {
        return MetricsFormat.of(context.request().getHeader(HttpHeaders.ACCEPT));
    }

    private void answer(RoutingContext context) {
        var format = format(context);
        context.response().setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, format.contentType());
        try (var body = new Body(context)) {
            var own = meters;
            if (own != null) {
                own.write(body, format);
            }
            library.scrape(body, format.contentType());
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("a scrape was not read to its end", e);
            // Not the response alone: it would forget those who wait for its end.
            context.request().connection().close();
            return;
        }
        context.response().end();
    }

    /** Waits with each piece until the one before it has left: its thread has nothing else to do. */
    private static final class Body extends Writer {
        private final RoutingContext context;
        private final StringBuilder piece = new StringBuilder(2 * PIECE_CHARACTERS);

        Body(RoutingContext context) {
            this.context = context;
        }

        @Override
        public void write(char[] characters, int offset, int length) throws IOException {
            piece.append(characters, offset, length);
            sendIfFull();
        }

        @Override
        public Writer append(@Nullable CharSequence text) throws IOException {
            piece.append(text);
            sendIfFull();
            return this;
        }

        @Override
        public Writer append(char character) {
            piece.append(character);
            return this;
        }

        private void sendIfFull() throws IOException {
            if (piece.length() >= PIECE_CHARACTERS) {
                send();
            }
        }

        private void send() throws IOException {
            try {
                context.response()
                        .write(piece.toString())
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join();
                piece.setLength(0);
            } catch (CompletionException e) {
                throw new IOException(e.getCause());
            }
        }

        /** The library flushes after each line; that is no piece. */
        @Override
        public void flush() {}

        @Override
        public void close() throws IOException {
            if (!piece.isEmpty()) {
                send();
            }
        }
    }
}
