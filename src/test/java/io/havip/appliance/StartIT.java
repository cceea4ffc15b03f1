package io.havip.appliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.model.Capability;
import io.havip.testing.Requirement;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a container starts, and with which words it refuses to. */
class StartIT {
    private static final Map<String, String> OWNER =
            Map.of("HAVIP_VRID", "54", "HAVIP_ADDRESSES", "10.54.0.100/32", "HAVIP_PRIORITY", "255");

    @TempDir
    private Path folder;

    @BeforeAll
    static void needsAnEngine() {
        Requirement.DOCKER.ensure();
    }

    @Test
    void isConfiguredByEnvironment() {
        try (var container = Engine.gateway(Engine.NEEDED, OWNER)) {
            container.start();
            await().untilAsserted(() -> assertThat(container.getLogs())
                    .contains("vip: INITIALIZE -> ACTIVE, startup: started with priority 255"));
        }
    }

    @Test
    void isConfiguredByTheVariablesOfKeepalivedImages() {
        var osixia = Map.of(
                "KEEPALIVED_INTERFACE", "eth0",
                "KEEPALIVED_PASSWORD", "d0cker",
                "KEEPALIVED_PRIORITY", "150",
                "KEEPALIVED_ROUTER_ID", "55",
                "KEEPALIVED_UNICAST_PEERS", "#PYTHON2BASH:['10.55.0.2', '10.55.0.3']",
                "KEEPALIVED_VIRTUAL_IPS", "#PYTHON2BASH:['10.55.0.100', '10.55.0.101']",
                "KEEPALIVED_STATE", "BACKUP");
        var outcome = Engine.runToEnd(Engine.gateway(Engine.NEEDED, osixia).withCommand("check"));

        assertThat(outcome.output())
                .contains("VRID 55 on eth0, version 2, IPv4")
                .contains("150, leaves a lower one in place")
                .contains("unicast to 10.55.0.2, 10.55.0.3")
                .contains("10.55.0.101/32 on eth0")
                .contains("a password")
                .doesNotContain("d0cker");
        assertThat(outcome.status()).isZero();
    }

    @Test
    void refusesAVariableThatItDoesNotKnow() {
        var outcome = Engine.runToEnd(Engine.gateway(
                Engine.NEEDED, Map.of("HAVIP_VRID", "54", "HAVIP_ADDRESSES", "10.54.0.100", "HAVIP_PRIORTY", "9")));

        assertThat(outcome.output())
                .contains("HAVIP_PRIORTY: there is no such variable")
                .contains("did you mean HAVIP_PRIORITY?");
        assertThat(outcome.status()).isEqualTo(2);
    }

    @Test
    void namesTheMissingCapability() {
        var outcome = Engine.runToEnd(Engine.gateway(List.of(Capability.NET_RAW), OWNER));

        assertThat(outcome.output()).contains("lacks CAP_NET_ADMIN:").contains("--cap-add");
        assertThat(outcome.status()).isEqualTo(1);
    }

    @Test
    void showsWhatIsWrongWithAFile() {
        var container = Engine.gateway(Engine.NEEDED, Map.of());
        Engine.mount(
                container,
                Pair.write(folder.resolve("gateway.yaml"), "instances:\n  - name: web\n    vrid: 300\n"),
                "/etc/havip-gateway/gateway.yaml");

        var outcome = Engine.runToEnd(container);

        assertThat(outcome.output())
                .contains("/etc/havip-gateway/gateway.yaml:3:11: error: instances[0].vrid: '300' is not in 1..255");
        assertThat(outcome.status()).isEqualTo(2);
    }

    @Test
    void endsWhenHaproxyCanNotBeStarted() {
        var container = Engine.gateway(Engine.NEEDED, OWNER);
        Engine.mount(
                container,
                Pair.write(folder.resolve("haproxy.cfg"), "frontend web\n    bindd :80\n"),
                "/etc/haproxy/haproxy.cfg");

        var outcome = Engine.runToEnd(container);

        assertThat(outcome.output()).contains("unknown keyword 'bindd'");
        assertThat(outcome.status()).isEqualTo(2);
    }

    @Test
    void warnsOfWhatTheContainerLacks() {
        var environment = new TreeMap<>(OWNER);
        environment.put("HAVIP_INTERFACE", "bond0");
        try (var container = Engine.gateway(Engine.NEEDED, environment)) {
            Engine.mount(
                    container,
                    Pair.write(
                            folder.resolve("haproxy.cfg"),
                            Pair.haproxyConfiguration("any").replace("bind :80", "bind 10.54.0.100:80")),
                    "/etc/haproxy/haproxy.cfg");
            container.start();

            await().untilAsserted(() -> assertThat(container.getLogs())
                    .contains("there is no interface bond0, only eth0, lo: correct the configuration")
                    .contains("HAProxy binds 10.54.0.100, which is not always here: set net.ipv4.ip_nonlocal_bind=1"));
        }
    }
}
