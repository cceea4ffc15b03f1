package io.havip.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.testing.Capture;
import io.havip.testing.NetworkLab;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** An agent that lets the network come up before it takes part. */
@Execution(ExecutionMode.CONCURRENT)
class StartupDelayIT {
    private static final int SIGTERM_EXIT_STATUS = 143;
    private static final String STARTS_LATER = "the virtual routers start in";

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

    @Test
    void itIsThereMeanwhileTakesNoPartAndEndsAtOnce() {
        try (var capture = Capture.start(lab, "one", "eth0");
                var agent = Agent.run(lab, "one", Agent.configure(folder, 150, "startup-delay: 1h\n"))) {
            await().until(() -> agent.service().says(STARTS_LATER));

            await().until(() -> !agent.samples("havip_build_info").isEmpty());
            assertThat(agent.get("/health/live")).contains("\"UP\"");
            assertThat(agent.get("/health/ready")).contains("\"DOWN\"");
            assertThat(agent.get("/status")).contains("is being started");
            agent.service().signal("HUP");

            agent.service().signal("TERM");

            assertThat(agent.service().exitStatus()).isEqualTo(SIGTERM_EXIT_STATUS);
            assertThat(capture.frames("vrrp", "vrrp.prio")).isEmpty();
        }
    }

    @Test
    void thenItTakesPartAndCarriesOutTheReloadThatWasAskedForMeanwhile() {
        var file = Agent.configure(folder, 150, "startup-delay: 3s\n");
        try (var agent = Agent.run(lab, "one", file)) {
            await().until(() -> agent.service().says(STARTS_LATER));
            Agent.configure(folder, 120, "startup-delay: 3s\n");
            agent.service().signal("HUP");

            agent.awaitState("active");

            await().until(() ->
                    agent.samples("havip_vrrp_priority{").stream().allMatch(sample -> sample.endsWith(" 120.0")));
        }
    }
}
