package io.havip.console;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /reload}: the gateway reads its configuration again. Only from this host itself, and not from a page that a
 * browser shows here.
 */
@ApplicationScoped
public class ReloadEndpoint {
    private static final int UNPROCESSABLE = 422;

    private volatile @Nullable Supplier<Outcome> reload;

    /**
     * What a reload came to.
     *
     * @param message what has changed, or everything that is wrong
     */
    public record Outcome(boolean success, String message) {}

    /** @param action called on a worker's thread */
    public void offer(Supplier<Outcome> action) {
        reload = action;
    }

    void route(@Observes Router router) {
        router.post("/reload").blockingHandler(this::answer);
    }

    private void answer(RoutingContext context) {
        var action = reload;
        if (!InetAddress.ofLiteral(context.request().remoteAddress().hostAddress())
                        .isLoopbackAddress()
                || context.request().headers().contains(HttpHeaders.ORIGIN)) {
            end(context, HttpURLConnection.HTTP_FORBIDDEN, "a reload can be asked for on the gateway itself only");
        } else if (action == null) {
            end(context, HttpURLConnection.HTTP_UNAVAILABLE, "the gateway is being started");
        } else {
            var outcome = action.get();
            end(context, outcome.success() ? HttpURLConnection.HTTP_OK : UNPROCESSABLE, outcome.message());
        }
    }

    private static void end(RoutingContext context, int status, String message) {
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .end(message + "\n");
    }
}
