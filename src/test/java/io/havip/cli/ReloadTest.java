package io.havip.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.config.ConfigException;
import io.havip.console.Outcome;
import io.havip.gateway.Gateway;
import io.havip.gateway.host.StaticNetwork;
import io.havip.gateway.loop.Rehearsal;
import io.havip.linux.Clock;
import io.havip.observe.Meters;
import io.havip.observe.MetricsFormat;
import io.havip.observe.journal.Journal;
import io.havip.observe.journal.JournalSettings;
import io.havip.testing.TestWorkers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadTest {
    @TempDir
    private Path folder;

    @Test
    void whatFailsBecauseTheGatewayEndsIsNoError() throws ConfigException, IOException, InterruptedException {
        var file = Files.writeString(folder.resolve("gateway.yaml"), """
            instances:
              - {name: web, interface: lo, vrid: 51, addresses: [10.77.0.100/24]}
            """);
        var workers = TestWorkers.make();
        var meters = new Meters(Clock.MACHINE, false);
        var option = ConfigOption.of("--config", file.toString());
        var config = option.read();
        try (var journal = new Journal("gw1", JournalSettings.MEMORY, workers, new SimpleMeterRegistry());
                var haproxy = new SupervisedHaproxy(config, journal, workers);
                var network = new StaticNetwork(journal::warn);
                var gateway = new Gateway(meters, journal, workers, new Rehearsal(), Optional.empty(), _ -> {})) {
            var reload = new Reload(option, config, gateway, network, haproxy, meters, journal, workers);
            gateway.release();
            Files.writeString(file, "no configuration");

            assertThat(reload.run()).isEqualTo(new Outcome(false, "the gateway ends"));
        }
        var scrape = new ByteArrayOutputStream();
        meters.write(scrape, MetricsFormat.TEXT);
        assertThat(scrape.toString(StandardCharsets.UTF_8))
                .contains("havip_config_reloads_total{result=\"failure\"} 0");
    }
}
