package io.havip.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.interop.Keepalived;
import io.havip.testing.NetworkLab;
import io.havip.testing.Requirement;
import io.havip.testing.Service;
import jakarta.json.Json;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A pair of keepalived nodes becomes a pair of ours, one after the other, with the files that they have, and back again.
 * A client that never stops asking loses what the protocol says a release costs, and nothing where nobody releases.
 */
class RollingMigrationIT {
    private static final String VIP = "10.77.0.100";
    /** Skew_Time of priority 100 in version 2: what a backup waits after a release, at most. */
    private static final double RELEASE_MILLIS = 1000 * (256 - 100) / 256.0;
    /** For a loaded machine, which delays requests whoever answers. */
    private static final double MARGIN_MILLIS = 400;

    @TempDir
    private Path folder;

    private NetworkLab lab;
    private Host one;
    private Host two;

    /** A node with HAProxy, and its keepalived.conf. */
    private final class Host implements AutoCloseable {
        private final String name;
        private final Path file;
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
            haproxy = Service.start(lab, name, "haproxy", "-db", "-f", configuration.toString());
        }

        Keepalived keepalived() {
            return Keepalived.start(lab, name, contents());
        }

        Agent ours() {
            return Agent.run(lab, name, file);
        }

        private String contents() {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            haproxy.close();
        }
    }

    @BeforeEach
    void connectTwoNodesAndAClient() {
        Requirement.HAPROXY.ensure();
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
        var keepalivedOne = one.keepalived();
        var keepalivedTwo = two.keepalived();
        awaitOwner("one");

        double standbyReplaced;
        Agent oursTwo;
        try (var client = new Client()) {
            keepalivedTwo.stop();
            oursTwo = two.ours();
            oursTwo.awaitState("backup");
            await().until(() -> oursTwo.sum("havip_vrrp_advertisements_received_total", "") > 2);
            standbyReplaced = client.longestGapMillis();
        }
        double activeReplaced;
        Agent oursOne;
        try (var client = new Client()) {
            keepalivedOne.stop();
            awaitOwner("two");
            oursOne = one.ours();
            oursOne.awaitState("active");
            awaitOwner("one");
            activeReplaced = client.longestGapMillis();
        }
        double back;
        try (var client = new Client();
                var standby = oursTwo) {
            oursOne.service().signal("TERM");
            awaitOwner("two");
            try (var again = one.keepalived()) {
                awaitOwner("one");
                standby.awaitState("backup");
                back = client.longestGapMillis();
                again.stop();
                awaitOwner("two");
            }
        }
        keepalivedOne.close();
        keepalivedTwo.close();
        oursOne.close();

        System.out.printf(
                "longest time without an answer: standby replaced %.0f ms, active replaced %.0f ms, active back %.0f"
                        + " ms%n",
                standbyReplaced, activeReplaced, back);
        assertThat(standbyReplaced).isLessThan(MARGIN_MILLIS);
        assertThat(activeReplaced).isLessThan(RELEASE_MILLIS + MARGIN_MILLIS);
        assertThat(back).isLessThan(RELEASE_MILLIS + MARGIN_MILLIS);
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
