package io.havip.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.testing.NetworkLab;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code explain} on either of two nodes that may ask each other. */
@Execution(ExecutionMode.CONCURRENT)
class ExplainedAcrossNodesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private NetworkLab lab;
    private Path token;

    @BeforeEach
    void connectTheNodes() {
        lab = NetworkLab.create();
        token = Agent.write(folder.resolve("token"), "0123456789abcdef0123456789abcdef\n");
        lab.namespace("one");
        lab.connect("one", "eth0", "10.77.0.1/24");
        lab.namespace("two");
        lab.connect("two", "eth0", "10.77.0.2/24");
        lab.run("one", "chmod", "600", token.toString());
    }

    @AfterEach
    void removeThem() {
        lab.close();
    }

    private Path configuration(String node, int priority) {
        int own = node.equals("one") ? 1 : 2;
        return Agent.configure(folder.resolve(node), priority, """
            router-name: %s
            journal: {directory: %s}
            management:
              listen: 0.0.0.0:9165
              peers: [10.77.0.%d:9165]
              token-file: %s
              insecure: true
            """.formatted(
                        node, folder.resolve(node).resolve("journal"), 3 - own, token));
    }

    private String explain(String node) {
        return lab.run(
                node,
                "sh",
                "-c",
                Agent.LAUNCHER + " explain --config " + folder.resolve(node).resolve("gateway.yaml")
                        + " 2>&1; echo status $?");
    }

    @Test
    void tellsTheSameOnEither() {
        try (var one = Agent.run(lab, "one", configuration("one", 150))) {
            one.awaitState("active");
            try (var two = Agent.run(lab, "two", configuration("two", 100))) {
                two.awaitState("backup");
                configuration("one", 50);
                one.service().signal("HUP");
                two.awaitState("active");

                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(explain("one"))
                                .isEqualTo(explain("two"))
                                .contains("one", "two", "10.77.0.1", "preempt", "the clock of")
                                .doesNotContain("not heard")
                                .endsWith("status 0\n"));
            }
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(explain("one"))
                            .contains("10.77.0.2:9165 is not heard, and its side not told: "));
        }
    }
}
