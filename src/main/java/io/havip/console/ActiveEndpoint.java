package io.havip.console;

import io.havip.observe.InstanceStatus;
import io.havip.vrrp.State;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * {@code GET /health/active}: 200 on the node that is Active, for a load balancer in front where no address can move; 503 elsewhere,
 * and where the loop does not keep its deadlines. Without {@code ?instance=NAME} it is all virtual routers that have to be Active.
 */
@ApplicationScoped
public class ActiveEndpoint {
    private static final String INSTANCE = "instance";

    private final GatewayHealth health;

    ActiveEndpoint(GatewayHealth health) {
        this.health = health;
    }

    void route(@Observes Router router) {
        router.route("/health/active").handler(this::answer);
    }

    private void answer(RoutingContext context) {
        var running = health.gateway();
        var live = health.live();
        if (running.isEmpty()) {
            Sentence.end(context, HttpURLConnection.HTTP_UNAVAILABLE, "the gateway is being started");
        } else if (!live.success()) {
            Sentence.end(context, HttpURLConnection.HTTP_UNAVAILABLE, live.message());
        } else {
            answer(context, running.get().status());
        }
    }

    private static void answer(RoutingContext context, Map<String, InstanceStatus> all) {
        var names = context.queryParam(INSTANCE);
        var unknown = names.stream().filter(name -> !all.containsKey(name)).findFirst();
        if (unknown.isPresent()) {
            Sentence.end(
                    context,
                    HttpURLConnection.HTTP_NOT_FOUND,
                    "no instance is called '%s'; there are %s"
                            .formatted(
                                    unknown.get(),
                                    all.keySet().stream().sorted().collect(Collectors.joining(", "))));
            return;
        }
        String others = all.entrySet().stream()
                .filter(instance -> names.isEmpty() || names.contains(instance.getKey()))
                .filter(instance -> instance.getValue().role().state() != State.ACTIVE)
                .map(instance -> "%s is %s"
                        .formatted(instance.getKey(), instance.getValue().role().state()))
                .sorted()
                .collect(Collectors.joining(", "));
        if (others.isEmpty()) {
            Sentence.end(context, HttpURLConnection.HTTP_OK, "active");
        } else {
            Sentence.end(context, HttpURLConnection.HTTP_UNAVAILABLE, others);
        }
    }
}
