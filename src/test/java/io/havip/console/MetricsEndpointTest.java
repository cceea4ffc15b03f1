package io.havip.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.linux.Clock;
import io.havip.observe.InstanceStatus;
import io.havip.observe.Meters;
import io.havip.vrrp.Family;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricsEndpointTest {
    private static final int MANY = 400;

    private final PrometheusMeterRegistry library = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MetricsEndpoint endpoint = new MetricsEndpoint(library);
    private final HttpClient client = HttpClient.newHttpClient();
    private Vertx vertx;
    private int port;

    @BeforeEach
    void serve() {
        library.counter("library.count").increment();
        vertx = Vertx.vertx();
        var router = Router.router(vertx);
        router.get("/metrics").produces("application/json").handler(context -> context.end("the library's own"));
        endpoint.route(router);
        port = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
    }

    @AfterEach
    void end() {
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void theLibrarysAreServedBeforeTheGatewayIs() throws IOException, InterruptedException {
        assertThat(get("*/*").body()).contains("library_count_total 1.0").doesNotContain("havip_");
    }

    @Test
    void everyVirtualRouterIsInOneAnswerHoweverManyThereAre() throws IOException, InterruptedException {
        var meters = new Meters(Clock.MACHINE, true);
        for (int number = 0; number < MANY; number++) {
            var identity = new InstanceStatus.Identity(
                    "VI_" + number, 1, "eth" + number, Family.IPV4, 100, 0, List.of(), List.of());
            meters.virtualRouter(identity, () -> InstanceStatus.initial(100, 0));
        }
        endpoint.serve(meters);

        var lines = get("*/*").body().lines().toList();

        assertThat(lines)
                .filteredOn(line -> line.startsWith("havip_vrrp_active_down_interval_seconds{"))
                .hasSize(MANY);
        assertThat(lines).filteredOn(line -> !line.startsWith("#")).doesNotHaveDuplicates();
        assertThat(lines.getLast()).isEqualTo("library_count_total 1.0");
    }

    @Test
    void whoAsksForOpenMetricsGetsItWithItsEnd() throws IOException, InterruptedException {
        endpoint.serve(new Meters(Clock.MACHINE, false));

        var answer = get("application/openmetrics-text;version=1.0.0,text/plain;q=0.5");

        assertThat(answer.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/openmetrics-text"));
        assertThat(answer.body()).contains("# TYPE havip_loop_stalls counter\n").endsWith("# EOF\n");
        assertThat(answer.body().split("# EOF")).hasSize(2);
    }

    @Test
    void whoAsksForSomethingElseGetsTextAllTheSame() throws IOException, InterruptedException {
        var answer = get("application/json");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("text/plain; version=0.0.4; charset=utf-8");
    }

    private HttpResponse<String> get(String accept) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                .header("Accept", accept)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
