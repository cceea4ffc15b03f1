package io.havip.console;

import io.havip.observe.Meters;
import io.havip.observe.MetricsFormat;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
    /** Of the library's. */
    private static final int PIECE_BYTES = 16 * 1024;
    /** What an answer takes: a piece of each. */
    static final int PIECES_BYTES = Meters.PIECE_BYTES + PIECE_BYTES;

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
        try (var body = new Body(context);
                var text = new OutputStreamWriter(body, StandardCharsets.UTF_8)) {
            var own = meters;
            if (own != null) {
                own.write(body, format);
            }
            library.scrape(text, format.contentType());
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("a scrape was not read to its end", e);
            // Not the response alone: it would forget those who wait for its end.
            context.request().connection().close();
            return;
        }
        context.response().end();
    }

    /** Waits with each piece until it has left: its thread has nothing else to do. */
    private static final class Body extends OutputStream {
        private final RoutingContext context;
        private final byte[] piece = new byte[PIECE_BYTES];
        private int length;

        Body(RoutingContext context) {
            this.context = context;
        }

        @Override
        public void write(int character) throws IOException {
            write(new byte[] {(byte) character}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            if (count > piece.length - length) {
                sendPiece();
            }
            if (count > piece.length) {
                send(bytes, offset, count);
            } else {
                System.arraycopy(bytes, offset, piece, length, count);
                length += count;
            }
        }

        private void sendPiece() throws IOException {
            if (length > 0) {
                send(piece, 0, length);
                length = 0;
            }
        }

        private void send(byte[] bytes, int offset, int count) throws IOException {
            try {
                context.response()
                        .write(Buffer.buffer(Unpooled.wrappedBuffer(bytes, offset, count)))
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join();
            } catch (CompletionException e) {
                throw new IOException(e.getCause());
            }
        }

        /** The library flushes after each line; that is no piece. */
        @Override
        public void flush() {}

        @Override
        public void close() throws IOException {
            sendPiece();
        }
    }
}
