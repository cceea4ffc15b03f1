package io.havip.console;

import io.havip.gateway.Gateway;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.HttpURLConnection;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code GET /status}: {@link StatusReport} as JSON. It reads what has been published and never waits for the loop. */
@ApplicationScoped
public class StatusEndpoint {
    private volatile @Nullable Supplier<StatusReport> report;

    /** Answers for this gateway from now on. */
    public void report(String routerName, String version, Gateway gateway, Supplier<Optional<LastReload>> lastReload) {
        report = () -> new StatusReport(routerName, version, gateway, lastReload.get());
    }

    void route(@Observes Router router) {
        router.get("/status").handler(this::answer);
    }

    private void answer(RoutingContext context) {
        var present = report;
        if (present == null) {
            context.response()
                    .setStatusCode(HttpURLConnection.HTTP_UNAVAILABLE)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                    .end("the gateway is being started\n");
        } else {
            context.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(present.get().json().encodePrettily());
        }
    }
}
