package io.havip.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.config.ConfigReader;
import io.havip.gateway.Node;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.interop.Setting.Host;
import io.havip.testing.Requirement;
import io.havip.vrrp.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A gateway and a keepalived with one keepalived.conf, whose instance has no advertised address: only the role moves. */
@Execution(ExecutionMode.CONCURRENT)
@Order(1)
class RoleOnlyTest {
    private static final int BETTER = 150;
    private static final int WORSE = 100;

    @TempDir
    private Path temporary;

    /** What the instance says of its advertisements. */
    enum Role {
        V2_EXCLUDED("advert_int 1\nvirtual_ipaddress_excluded { fd00:77::100 }", ""),
        V2_UNICAST_PASSWORD(
                "advert_int 1\n"
                        + "authentication { auth_type PASS\n"
                        + " auth_pass s3cret }\n"
                        + "unicast_peer { 10.77.0.1\n"
                        + " 10.77.0.2 }",
                "unicast_src_ip 10.77.0.%d"),
        V3("version 3\nadvert_int 0.1\nno_virtual_ipaddress", ""),
        V3_IPV6("version 3\nadvert_int 0.1\nno_virtual_ipaddress\nnative_ipv6", ""),
        V3_UNICAST_IPV6(
                "version 3\nadvert_int 0.1\nno_virtual_ipaddress\nunicast_peer { fd00:77::1\n fd00:77::2 }",
                "unicast_src_ip fd00:77::%d");

        private final String lines;
        private final String source;

        Role(String lines, String source) {
            this.lines = lines;
            this.source = source;
        }

        String configuration(Host host, int priority) {
            return """
                vrrp_instance ROLE {
                    interface eth0
                    virtual_router_id 51
                    priority %d
                    notify "/bin/true"
                    %s
                    %s
                }
                """.formatted(priority, lines, source.formatted(Host.ONE.equals(host) ? 1 : 2));
        }

        /** Version 3 without an address came with 2.2.8. */
        List<String> keepalived() {
            if (lines.startsWith("version 3")) {
                Requirement.TRIXIE.ensure();
                return Trixie.command(Keepalived.PROGRAM);
            }
            Requirement.KEEPALIVED.ensure();
            return List.of(Keepalived.PROGRAM.toString());
        }
    }

    private List<InstanceSettings> settings(Role role, int priority) throws Exception {
        var file = temporary.resolve(role.name().toLowerCase(Locale.ROOT) + priority + ".conf");
        Files.writeString(file, role.configuration(Host.ONE, priority));
        return ConfigReader.read(file).instances();
    }

    private static Keepalived keepalived(Lan lan, Role role, int priority) {
        return lan.start(role.keepalived(), Host.TWO, role.configuration(Host.TWO, priority));
    }

    private static void awaitLast(Lan lan, Host host, int priority) {
        Lan.soon()
                .untilAsserted(() -> assertThat(lan.heard())
                        .last()
                        .extracting(Lan.Heard::from, Lan.Heard::priority, Lan.Heard::addresses, Lan.Heard::sound)
                        .containsExactly(host, priority, "", true));
    }

    private static void awaitState(Node node, State state) {
        Lan.soon().until(() -> node.state() == state);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("keepalived stands by for us, and takes over when we stop")
    void weAreBetter(Role role) throws Exception {
        try (var lan = new Lan(Host.ONE, Host.TWO);
                var _ = keepalived(lan, role, WORSE)) {
            awaitLast(lan, Host.TWO, WORSE);
            try (var node = lan.ours(Host.ONE, settings(role, BETTER))) {
                awaitState(node, State.ACTIVE);
                lan.staysQuiet(Host.ONE, node);
                assertThat(node.status().findings()).isEmpty();
            }
            awaitLast(lan, Host.TWO, WORSE);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("we stand by for keepalived, and take over when it is killed and when it stops")
    void keepalivedIsBetter(Role role) throws Exception {
        try (var lan = new Lan(Host.ONE, Host.TWO);
                var node = lan.ours(Host.ONE, settings(role, WORSE))) {
            awaitState(node, State.ACTIVE);
            try (var keepalived = keepalived(lan, role, BETTER)) {
                awaitState(node, State.BACKUP);
                lan.staysQuiet(Host.TWO, node);
                assertThat(node.status().findings()).isEmpty();

                keepalived.kill();
                awaitState(node, State.ACTIVE);
            }
            awaitLast(lan, Host.ONE, WORSE);

            try (var keepalived = keepalived(lan, role, BETTER)) {
                awaitState(node, State.BACKUP);
                keepalived.stop();
                Lan.soon().until(() -> node.count("havip.vrrp.transitions", "cause", "release_heard") == 1);
            }
        }
    }
}
