package io.havip.console;

import io.havip.gateway.Gateway;
import io.havip.linux.Clock;
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

    /** Answers for this gateway, which has just started, from now on. */
    public void report(
            Supplier<String> routerName,
            String version,
            Gateway gateway,
            Supplier<Optional<LastReload>> lastReload,
            Clock clock) {
        long startedEpochMillis = clock.epochMillis();
        report = () -> new StatusReport(
                routerName.get(), version, startedEpochMillis, gateway.snapshot(), lastReload.get(), clock);
    }

    /** The same answer for whoever asks by another way. */
    public Outcome answer() {
        var present = report;
        return present == null
                ? new Outcome(false, "the gateway is being started")
                : new Outcome(true, present.get().json().encodePrettily());
    }

    void route(@Observes Router router) {
        router.route("/status").handler(this::answer);
    }

    private void answer(RoutingContext context) {
        var answer = answer();
        if (answer.success()) {
            context.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(answer.message());
        } else {
            Sentence.end(context, HttpURLConnection.HTTP_UNAVAILABLE, answer.message());
        }
    }
}
