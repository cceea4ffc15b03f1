package io.havip.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.testing.NetworkLab;
import io.havip.testing.Service;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The packaged gateway beside an API that says who holds an address, and a keepalived.conf that knows nothing of it. */
@Execution(ExecutionMode.CONCURRENT)
class CloudIT {
    private static final String API = """
            import http.server, json
            held = {"server": "other"}
            class Api(http.server.BaseHTTPRequestHandler):
                def answer(self):
                    body = json.dumps(held).encode()
                    self.send_response(200)
                    self.send_header("Content-Length", str(len(body)))
                    self.end_headers()
                    self.wfile.write(body)
                do_GET = answer
                def do_POST(self):
                    held.update(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                    self.answer()
            http.server.ThreadingHTTPServer(("127.0.0.1", 8000), Api).serve_forever()
            """;

    private static final String CLOUD = """
            cloud:
              http:
                node: one
                insecure: true
                read: {url: "http://127.0.0.1:8000/", holder: /server}
                move: {url: "http://127.0.0.1:8000/", body: '{"server": "{node}"}'}
              verify-interval: 1s
            """;

    private static final String KEEPALIVED = """
            vrrp_instance web {
                interface eth0
                virtual_router_id 51
                priority 100
                advert_int 0.1
                version 3
                virtual_ipaddress { 10.77.0.100/24 }
            }
            """;

    @TempDir
    private Path folder;

    private NetworkLab lab;

    @BeforeEach
    void connectAHost() {
        lab = NetworkLab.withOneHost();
    }

    @AfterEach
    void removeIt() {
        NetworkLab.close(lab);
    }

    private String api(String... options) {
        return lab.run(
                "one",
                "sh",
                "-c",
                "curl --silent --max-time 2 " + String.join(" ", options) + " http://127.0.0.1:8000/ || true");
    }

    @Test
    void theActiveHoldsTheAddressAndGetsItBack() {
        var cloud = Agent.write(folder.resolve("cloud.yaml"), CLOUD);
        var configuration = Agent.write(folder.resolve("keepalived.conf"), KEEPALIVED);
        try (var _ = Service.start(lab, "one", "python3", "-u", "-c", API)) {
            await().until(() -> api().contains("other"));
            try (var agent = Agent.run(lab, "one", configuration, "--cloud", cloud.toString())) {
                agent.awaitState("active");
                await().until(() -> api().contains("one"));
                await().until(() -> agent.service().says("after the decision that"));

                api("--data", "'{\"server\": \"script\"}'");
                await().until(() -> agent.sum("havip_cloud_corrections_total", "provider=\"http\"") == 1);

                assertThat(api()).contains("one");
                assertThat(agent.service().says("script had got it: had back")).isTrue();
                assertThat(agent.sum("havip_cloud_calls_total", "call=\"claim\",cloud_address"))
                        .isEqualTo(2);
                assertThat(agent.sum("havip_vrrp_transition_phase_seconds_count", "phase=\"verified\""))
                        .isOne();
                assertThat(agent.get("/status")).contains("\"here\" : true", "\"holder\" : \"one\"");
            }
            assertThat(api()).as("whoever gives up the role gives nothing away").contains("one");
        }
    }
}
