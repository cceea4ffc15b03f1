package io.havip.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.testing.NetworkLab;
import io.havip.testing.Requirement;
import io.havip.testing.Service;
import jakarta.json.Json;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A pair of keepalived nodes becomes a pair of ours by {@code migrate}, one after the other, with the files that they have, and
 * back again. A client that never stops asking loses what the protocol says a release costs, and nothing where nobody releases.
 */
@Execution(ExecutionMode.CONCURRENT)
@Order(1)
class RollingMigrationIT {
    private static final String VIP = "10.77.0.100";
    /** Skew_Time of priority 100 in version 2: what a backup waits after a release, at most. */
    private static final double RELEASE_MILLIS = 1000 * (256 - 100) / 256.0;
    /** For a loaded machine, which delays requests whoever answers. */
    private static final double MARGIN_MILLIS = 400;

    private static final Path KEEPALIVED = Path.of("/usr/sbin/keepalived");

    @TempDir
    private Path folder;

    private NetworkLab lab;
    private Host one;
    private Host two;

    /** A node with HAProxy, and its keepalived.conf. */
    private final class Host implements AutoCloseable {
        private final String name;
        private final Path file;
        private final Path services;
        private final Service haproxy;

        Host(String name, String state, int priority, String address, String peer) {
            this.name = name;
            lab.namespace(name);
            lab.connect(name, "eth0", address + "/24");
            file = Agent.write(folder.resolve(name + ".conf"), """
                vrrp_instance VI_1 {
                    state %s
                    interface eth0
                    virtual_router_id 51
                    priority %d
                    advert_int 1
                    authentication {
                        auth_type PASS
                        auth_pass 1111
                    }
                    unicast_src_ip %s
                    unicast_peer {
                        %s
                    }
                    virtual_ipaddress {
                        10.77.0.100/24
                    }
                }
                """.formatted(state, priority, address, peer));
            var configuration = Agent.write(folder.resolve(name + ".cfg"), """
                defaults
                    mode http
                    timeout client 5s
                frontend web
                    bind :80
                    http-request return status 200 hdr X-Gateway %s
                """.formatted(name));
            services = folder.resolve(name + ".services");
            provideServices(Agent.LAUNCHER);
            haproxy = Service.start(lab, name, "haproxy", "-db", "-f", configuration.toString());
        }

        /** What {@code systemctl} is here: starts and stops a program, and keeps a list of what it was asked for. */
        private void provideServices(String gateway) {
            services.toFile().mkdir();
            var command = Agent.write(services.resolve("systemctl"), """
                #!/bin/sh
                cd "$(dirname "$0")" || exit 1
                echo "$@" >>asked
                case $1 in
                    start)
                        case $2 in
                            keepalived) set -- keepalived %1$s --dont-fork --log-console --vrrp \\
                                --use-file %2$s --pid $PWD/k.pid --vrrp_pid $PWD/v.pid ;;
                            havip-gateway) set -- havip-gateway %3$s run --config %2$s ;;
                        esac
                        service=$1
                        shift
                        setsid "$@" >>"$service.log" 2>&1 &
                        echo $! >"$service.process" ;;
                    stop)
                        kill "$(cat "$2.process")" 2>/dev/null
                        while [ -e "/proc/$(cat "$2.process")/exe" ]; do sleep 0.02; done ;;
                esac
                """.formatted(KEEPALIVED, file, gateway));
            command.toFile().setExecutable(true);
        }

        void systemctl(String action, String service) {
            lab.run(name, services.resolve("systemctl").toString(), action, service);
        }

        /** What was asked of it since the last time. */
        List<String> asked() {
            try {
                var asked = Files.readAllLines(services.resolve("asked"));
                Files.delete(services.resolve("asked"));
                return asked;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** {@code havip-gateway migrate}, with {@code systemctl} from here. */
        Service migrate(String... options) {
            var command = new ArrayList<>(List.of(
                    "env",
                    "PATH=" + services + ":" + System.getenv("PATH"),
                    Agent.LAUNCHER,
                    "migrate",
                    "--config",
                    file.toString(),
                    "--watch",
                    "3"));
            command.addAll(List.of(options));
            return Service.start(lab, name, command.toArray(String[]::new));
        }

        @Override
        public void close() {
            systemctl("stop", "keepalived");
            systemctl("stop", "havip-gateway");
            haproxy.close();
        }
    }

    @BeforeEach
    void connectTwoNodesAndAClient() {
        Requirement.HAPROXY.ensure();
        Requirement.KEEPALIVED.ensure();
        lab = NetworkLab.create();
        one = new Host("one", "MASTER", 150, "10.77.0.1", "10.77.0.2");
        two = new Host("two", "BACKUP", 100, "10.77.0.2", "10.77.0.1");
        lab.namespace("client");
        lab.connect("client", "eth0", "10.77.0.50/24");
    }

    @AfterEach
    void removeThem() {
        if (lab != null) {
            one.close();
            two.close();
            lab.close();
        }
    }

    @Test
    void aPairIsMigratedNodeByNodeAndBack() {
        one.systemctl("start", "keepalived");
        two.systemctl("start", "keepalived");
        awaitOwner("one");
        one.asked();
        two.asked();

        var plan = one.migrate("--dry-run");
        assertThat(plan.exitStatus()).as(plan.toString()).isZero();
        assertThat(plan.toString())
                .contains("keepalived 2.", "runs here", "with " + one.file, "this node has them", "after the others");
        var refused = one.migrate();
        assertThat(refused.exitStatus()).isOne();
        assertThat(refused.toString()).contains("do the others first, then this one with --though-active");
        assertThat(one.services.resolve("asked")).doesNotExist();

        double standbyReplaced = longestGapMillis(two.migrate());
        double activeReplaced = longestGapMillis(one.migrate("--though-active"));
        awaitOwner("one");
        assertThat(one.asked())
                .containsExactly(
                        "stop keepalived", "start havip-gateway", "enable havip-gateway", "disable keepalived");
        double standbyBack = longestGapMillis(two.migrate("--back"));
        double activeBack = longestGapMillis(one.migrate("--back", "--though-active"));
        awaitOwner("one");
        assertThat(one.asked())
                .containsExactly(
                        "stop havip-gateway", "start keepalived", "enable keepalived", "disable havip-gateway");

        System.out.printf(
                "longest time without an answer: standby replaced %.0f ms, active replaced %.0f ms, standby back %.0f"
                        + " ms, active back %.0f ms%n",
                standbyReplaced, activeReplaced, standbyBack, activeBack);
        assertThat(standbyReplaced).isLessThan(MARGIN_MILLIS);
        assertThat(activeReplaced).isLessThan(RELEASE_MILLIS + MARGIN_MILLIS);
        assertThat(standbyBack).isLessThan(MARGIN_MILLIS);
        assertThat(activeBack).isLessThan(RELEASE_MILLIS + MARGIN_MILLIS);
    }

    @Test
    void whoCantBeReplacedStays() {
        one.provideServices("/bin/false");
        one.systemctl("start", "keepalived");
        awaitOwner("one");
        one.asked();

        var migration = one.migrate("--though-active");

        assertThat(migration.exitStatus()).isOne();
        assertThat(migration.toString())
                .contains("VI_1: nobody has had its addresses for longer than 4.0 s", "keepalived takes part again");
        assertThat(one.asked())
                .containsExactly("stop keepalived", "start havip-gateway", "stop havip-gateway", "start keepalived");
        awaitOwner("one");
    }

    /** That a client sees while a node is migrated. */
    private double longestGapMillis(Service migration) {
        try (var client = new Client()) {
            assertThat(migration.exitStatus()).as(migration.toString()).isZero();
            return client.longestGapMillis();
        }
    }

    /** The only one that has the address, and answers. */
    private void awaitOwner(String owner) {
        String other = owner.equals("one") ? "two" : "one";
        await().until(() -> lab.binds(owner, VIP)
                && !lab.binds(other, VIP)
                && lab.run("client", "sh", "-c", "curl --silent --max-time 1 --head http://" + VIP + "/ || true")
                        .contains(owner));
    }

    /** Asks every 10 ms, over a new connection each time. */
    private final class Client implements AutoCloseable {
        private final Service probe = Service.start(
                lab,
                "client",
                Path.of("appliance/lab/probe.py").toAbsolutePath().toString(),
                "http://" + VIP + "/",
                "--interval-ms",
                "10",
                "--timeout-ms",
                "2000");

        Client() {
            await().until(() -> !probe.output().isEmpty());
        }

        /** Ends the asking. */
        double longestGapMillis() {
            probe.signal("TERM");
            probe.exitStatus();
            var report = probe.output().stream()
                    .dropWhile(line -> !line.startsWith("{"))
                    .collect(Collectors.joining("\n"));
            try (var reader = Json.createReader(new StringReader(report))) {
                return reader.readObject().getJsonNumber("longest_gap_ms").doubleValue();
            }
        }

        @Override
        public void close() {
            probe.close();
        }
    }
}
