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
import java.nio.ByteBuffer;
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
    /** What is sent at once: each piece costs two threads a change of tasks. */
    static final int PIECE_BYTES = 256 * 1024;

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

    /**
     * Collects a piece, and waits with each until it has left: its thread has nothing else to do. Outside of the heap, since from there
     * the library would copy it into one like this, made for each and filled with zeros.
     */
    private static final class Body extends OutputStream {
        private final RoutingContext context;
        private final ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);

        Body(RoutingContext context) {
            this.context = context;
        }

        @Override
        public void write(int character) throws IOException {
            write(new byte[] {(byte) character}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            for (int put = 0, some; put < count; put += some) {
                if (!piece.hasRemaining()) {
                    send();
                }
                some = Math.min(count - put, piece.remaining());
                piece.put(bytes, offset + put, some);
            }
        }

        private void send() throws IOException {
            try {
                context.response()
                        .write(Buffer.buffer(Unpooled.wrappedBuffer(piece.flip())))
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join();
            } catch (CompletionException e) {
                throw new IOException(e.getCause());
            }
            piece.clear();
        }

        /** The library flushes after each line; that is no piece. */
        @Override
        public void flush() {}

        @Override
        public void close() throws IOException {
            if (piece.position() > 0) {
                send();
            }
        }
    }
}
