package io.havip.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.interop.Keepalived;
import io.havip.testing.NetworkLab;
import io.havip.testing.Requirement;
import io.havip.testing.Service;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A cloud provider's keepalived.conf for the standby node, unchanged, beside a HAProxy as distributions run it. */
@Execution(ExecutionMode.CONCURRENT)
class ProviderConfigurationIT {
    private static final String VIP = "172.17.16.3";
    private static final Path CONFIGURATION = Path.of("src/test/resources/io/havip/config/havip.conf");

    /** The provider's file for the other node. */
    private static final String PRIMARY = """
        vrrp_instance VI_1 {
            state MASTER
            interface eth0
            virtual_router_id 51
            nopreempt
            priority 100
            advert_int 1
            authentication {
                auth_type PASS
                auth_pass 1111
            }
            unicast_src_ip 172.17.16.13
            unicast_peer {
                172.17.16.7
            }
            virtual_ipaddress {
                172.17.16.3
            }
            garp_master_delay 1
            garp_master_refresh 5
            track_interface {
                eth0
            }
        }
        """;

    @TempDir
    private Path folder;

    private NetworkLab lab;
    private Path haproxyConfiguration;

    @BeforeEach
    void connectTheTwoNodes() {
        Requirement.HAPROXY.ensure();
        lab = NetworkLab.create();
        lab.namespace("primary");
        lab.connect("primary", "eth0", "172.17.16.13/20");
        lab.namespace("standby");
        lab.connect("standby", "eth0", "172.17.16.7/20");
        haproxyConfiguration = Agent.write(folder.resolve("haproxy.cfg"), """
            global
                stats socket /run/haproxy/admin.sock mode 600 level admin
            defaults
                mode http
                timeout client 1s
            frontend web
                bind :80
                http-request return status 200
            """);
    }

    @AfterEach
    void removeThem() {
        if (lab != null) {
            lab.close();
        }
    }

    @Test
    void theStandbyTakesOverFromKeepalivedAndGivesBackToIt() {
        try (var primary = Keepalived.start(lab, "primary", PRIMARY);
                var standby = startStandby()) {
            await().until(() -> lab.binds("primary", VIP));
            standby.awaitState("backup");
            await().until(() ->
                    standby.sum("havip_vrrp_active_peer_info", "peer=\"172.17.16.13\",priority=\"100\"") == 1);

            primary.kill();
            standby.awaitState("active");
            await().until(() -> lab.binds("standby", VIP));

            // keepalived says so itself: without state BACKUP, nopreempt has no effect.
            try (var returned = Keepalived.start(lab, "primary", PRIMARY)) {
                standby.awaitState("backup");
                await().until(() -> lab.binds("primary", VIP) && !lab.binds("standby", VIP));

                returned.stop();
                standby.awaitState("active");
                await().until(() -> lab.binds("standby", VIP) && !lab.binds("primary", VIP));
                assertThat(standby.sum("havip_vrrp_transitions_total", "cause=\"release_heard\""))
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void theCheckThatTheFileOnlyNamesIsHaproxyItself() {
        try (var standby = startStandby()) {
            standby.awaitState("active");
            await().until(() -> standby.service().says("no vrrp_script is named 'checkhaproxy'"));

            Service.send("KILL", haproxies(standby));

            standby.awaitState("fault");
            await().until(() -> !lab.binds("standby", VIP));
        }
    }

    /** A process table and a /run of its own make it see the HAProxy beside it, and no other of the machine. */
    private Agent startStandby() {
        var machine = List.of(
                "unshare",
                "--mount",
                "--pid",
                "--fork",
                "--kill-child",
                "--mount-proc",
                "sh",
                "-c",
                "mount -t tmpfs tmpfs /run && mkdir /run/haproxy && haproxy -D -W -f \"$0\" && exec \"$@\"",
                haproxyConfiguration.toString());
        return Agent.start(lab, "standby", machine, CONFIGURATION.toAbsolutePath());
    }

    private static Stream<ProcessHandle> haproxies(Agent agent) {
        return agent.service().descendants().stream()
                .filter(process -> process.info().command().orElse("").endsWith("/haproxy"));
    }
}
