package io.havip.console;

import io.havip.gateway.Gateway;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/**
 * {@code /health/live}: the loop keeps its deadlines. {@code /health/ready}: every virtual router is Active or Backup, so
 * that this node could hold every address. One that is Active as the last resort only can't, as it should be.
 */
@ApplicationScoped
public class GatewayHealth {
    private volatile @Nullable Gateway gateway;

    /** Answers for this gateway from now on. */
    public void report(Gateway running) {
        gateway = running;
    }

    /** Whom it answers for; nobody before the start. */
    Optional<Gateway> gateway() {
        return Optional.ofNullable(gateway);
    }

    /** Whether the loop keeps its deadlines, or has not begun yet. */
    public Outcome live() {
        var running = gateway;
        return running == null || running.alive()
                ? new Outcome(true, "the protocol loop keeps its deadlines")
                : new Outcome(false, "the protocol loop does not keep its deadlines");
    }

    @Produces
    @Liveness
    HealthCheck liveness() {
        return () -> HealthCheckResponse.named("protocol loop")
                .status(live().success())
                .build();
    }

    @Produces
    @Readiness
    HealthCheck readiness() {
        return () -> {
            var running = gateway;
            var response = HealthCheckResponse.named("virtual routers");
            if (running == null) {
                return response.down().build();
            }
            boolean ready = true;
            for (var entry : running.status().entrySet()) {
                var status = entry.getValue();
                response.withData(
                        entry.getKey(),
                        status.role().lastResort()
                                ? "LAST_RESORT"
                                : status.role().state().name());
                ready &= status.ready();
            }
            return response.status(ready).build();
        };
    }
}
