package io.havip.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;

/** The meters of what is served over HTTP. Nothing that a stranger chooses is a label here. */
public final class HttpMeters {
    private final MeterRegistry registry;
    private final Counter refusedConnections;
    private final Counter refusedAnswers;
    private final Counter unauthorized;

    /** @param connections how many are open; read at every scrape */
    public HttpMeters(MeterRegistry registry, Supplier<Number> connections) {
        this.registry = registry;
        Gauge.builder("havip.http.connections", connections)
                .description("Connections to the management address that are open")
                .register(registry);
        refusedConnections = refused(registry, "connection");
        refusedAnswers = refused(registry, "answer");
        unauthorized = Counter.builder("havip.http.unauthorized")
                .description("Requests from other hosts that were refused, because they did not show the token")
                .register(registry);
    }

    private static Counter refused(MeterRegistry registry, String what) {
        return Counter.builder("havip.http.refused")
                .description("What was refused at the management address, because too many are served already")
                .tag("what", what)
                .register(registry);
    }

    /** A connection was closed at once. */
    public void connectionRefused() {
        refusedConnections.increment();
    }

    /** A request for metrics or status was answered with 503, or cut off because the client doesn't read. */
    public void answerRefused() {
        refusedAnswers.increment();
    }

    /** A request was answered with 401, or with 403 because there is no token. */
    public void unauthorized() {
        unauthorized.increment();
    }

    /** @param epochMillis read at every scrape: until when the own certificate is valid */
    public void certificate(Supplier<Number> epochMillis) {
        Gauge.builder(
                        "havip.tls.certificate.expiry.timestamp.seconds",
                        () -> epochMillis.get().longValue() / 1e3)
                .description("Wall-clock time until which the certificate of the management address is valid")
                .register(registry);
    }
}
