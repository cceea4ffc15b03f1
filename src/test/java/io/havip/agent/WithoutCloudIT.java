package io.havip.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.testing.NetworkLab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Who is in no cloud pays nothing for those that are. */
@Execution(ExecutionMode.CONCURRENT)
class WithoutCloudIT {
    /** All but what the loop and the gateway are made with, and settings, which the options' table names. */
    private static final Pattern OF_A_CLOUD = Pattern.compile("java\\.net\\.http\\..*"
            + "|io\\.havip\\.cloud\\.(Reconciliation|Claimant|Allowance|Pauses|Troubles).*"
            + "|io\\.havip\\.cloud\\.\\w+\\.(?!\\w*Settings).*");

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
    void nothingOfOneIsLoaded() throws IOException {
        var log = folder.resolve("classes.log");
        var wrapper = List.of("env", "HAVIP_JAVA_OPTS=-Xlog:class+load:file=" + log);
        try (var agent = Agent.start(lab, "one", wrapper, Agent.configure(folder, 100, ""))) {
            agent.awaitState("active");
        }

        var loaded = Files.readAllLines(log).stream()
                .map(line -> line.replaceFirst("^(\\[[^]]*])+ ", "").split(" ", 2)[0])
                .toList();
        assertThat(loaded).contains("io.havip.vrrp.VirtualRouter", "io.havip.cloud.Ownership");
        assertThat(loaded).filteredOn(OF_A_CLOUD.asMatchPredicate()).isEmpty();
    }
}
