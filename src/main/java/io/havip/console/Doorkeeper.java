package io.havip.console;

import io.havip.observe.HttpMeters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.util.function.Supplier;

/** Tells strangers no more than metrics and health: the rest is for this host, and for whoever shows the token. */
final class Doorkeeper {
    private static final String METRICS = "/metrics";
    private static final String HEALTH = "/health";
    private static final String WITHOUT_TOKEN =
            "show the token of this gateway: Authorization: Bearer TOKEN, as in its management: token-file:";
    private static final String NO_TOKEN =
            "this is answered on this host only, because no token is configured: give this gateway a management:"
                    + " token-file:, and show what is in there";

    private final Supplier<Credentials.Present> credentials;
    private final HttpMeters meters;

    Doorkeeper(Supplier<Credentials.Present> credentials, HttpMeters meters) {
        this.credentials = credentials;
        this.meters = meters;
    }

    /** @param client who asks */
    void receive(RoutingContext context, InetSocketAddress client) {
        if (isForEverybody(context.normalizedPath()) || client.getAddress().isLoopbackAddress()) {
            context.next();
            return;
        }
        var token = credentials.get().token();
        if (token.isEmpty()) {
            refuse(context, HttpURLConnection.HTTP_FORBIDDEN, NO_TOKEN);
        } else if (token.get().isShownBy(context.request().getHeader(HttpHeaders.AUTHORIZATION))) {
            context.next();
        } else {
            context.response().putHeader("WWW-Authenticate", "Bearer");
            refuse(context, HttpURLConnection.HTTP_UNAUTHORIZED, WITHOUT_TOKEN);
        }
    }

    private static boolean isForEverybody(String path) {
        return path.equals(METRICS) || path.equals(HEALTH) || path.startsWith(HEALTH + "/");
    }

    private void refuse(RoutingContext context, int status, String sentence) {
        meters.unauthorized();
        Sentence.end(context, status, sentence);
    }
}
