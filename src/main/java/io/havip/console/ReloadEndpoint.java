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
 * {@code POST /reload}: the gateway reads its configuration again. Only where the command line has no socket, which file
 * permissions guard, and then only from this host itself, and not from a page that a browser shows here.
 */
@ApplicationScoped
public class ReloadEndpoint {
    private static final int UNPROCESSABLE = 422;

    private static final Outcome STARTING = new Outcome(false, "the gateway is being started");

    private volatile @Nullable Supplier<Outcome> reload;
    private volatile boolean byHttp = true;

    /** @param action called on a worker's thread */
    public void offer(Supplier<Outcome> action) {
        reload = action;
    }

    /** The command line has a socket: whoever may speak HTTP with this host can't ask for it any more. */
    public void closeHttp() {
        byHttp = false;
    }

    /** Has the gateway read its configuration again, for whoever may ask without being asked where from. */
    public Outcome run() {
        var action = reload;
        return action == null ? STARTING : action.get();
    }

    void route(@Observes Router router) {
        router.post("/reload").blockingHandler(this::answer);
    }

    private void answer(RoutingContext context) {
        var action = reload;
        if (!byHttp) {
            end(context, HttpURLConnection.HTTP_FORBIDDEN, "a reload can be asked for with havip-gateway reload only");
        } else if (!InetAddress.ofLiteral(context.request().remoteAddress().hostAddress())
                        .isLoopbackAddress()
                || context.request().headers().contains(HttpHeaders.ORIGIN)) {
            end(context, HttpURLConnection.HTTP_FORBIDDEN, "a reload can be asked for on the gateway itself only");
        } else if (action == null) {
            end(context, HttpURLConnection.HTTP_UNAVAILABLE, STARTING.message());
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
