package io.havip.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.config.yaml.YamlText;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.gateway.settings.VirtualMac;
import io.havip.haproxy.HaproxySettings.HaproxyProcess;
import io.havip.health.Tracking;
import io.havip.vrrp.Authentication;
import io.havip.wire.MacAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the parts of a YAML file have to do with each other. */
class YamlTest {
    private static final String MINIMAL = """
        instances:
          - name: VI_1
            interface: eth0
            vrid: 51
            addresses: [10.0.0.1]
        """;

    @TempDir
    private Path temporary;

    private ConfigFolder folder;

    @BeforeEach
    void open() {
        folder = new ConfigFolder(temporary);
    }

    @Test
    void aHaproxySectionIsFollowedByEveryInstanceThatDoesNotSayOtherwise() throws Exception {
        GatewayConfig config = folder.read("gateway.yaml", """
            haproxy: {supervise: {}}
            instances:
              - {name: silent, interface: eth0, vrid: 1, addresses: [10.0.0.1]}
              - {name: other, interface: eth0, vrid: 2, addresses: [10.0.0.2], track: {interfaces: {eth1: {}}}}
              - {name: weighted, interface: eth0, vrid: 3, addresses: [10.0.0.3], track: {haproxy: {weight: -50}}}
              - {name: without, interface: eth0, vrid: 4, addresses: [10.0.0.4], track: {haproxy: false}}
            """);

        assertThat(config.instances())
                .extracting(instance -> instance.tracking().health())
                .containsExactly(
                        List.of(new Tracking("haproxy", 0, false)),
                        List.of(new Tracking("haproxy", 0, false)),
                        List.of(new Tracking("haproxy", -50, false)),
                        List.of());
        assertThat(config.trackers().haproxy().orElseThrow().process())
                .isEqualTo(new HaproxyProcess.Supervised(
                        Path.of("/usr/sbin/haproxy"), Path.of("/etc/haproxy/haproxy.cfg")));
    }

    @Test
    void aVirtualMacIsSharedOrAnAddressesOwn() throws Exception {
        GatewayConfig config = folder.read("gateway.yaml", """
            instances:
              - name: VI_1
                interface: eth0
                vrid: 51
                virtual-mac: {}
                addresses:
                  - 10.0.0.1
                  - {address: 10.1.0.1, interface: eth1}
                  - {address: 10.2.0.1, interface: eth2, virtual-mac: {}}
                  - {address: "fd00::1", advertised: false, virtual-mac: {}}
              - {name: VI_2, interface: eth3, vrid: 51, virtual-mac: {}, addresses: [10.3.0.1]}
            """);

        assertThat(config.instances().getFirst().moving().addresses())
                .extracting(VirtualAddress::interfaceName)
                .containsExactly("vrrp.51", "eth1", "vrrp1.51", "vrrp6.51");
        var mac = MacAddress.parse("00:00:5e:00:01:33");
        assertThat(config.instances().getFirst().moving().virtualMacs())
                .containsExactly(
                        new VirtualMac("vrrp.51", "eth0", mac, true),
                        new VirtualMac("vrrp1.51", "eth2", mac, false),
                        new VirtualMac("vrrp6.51", "eth0", MacAddress.parse("00:00:5e:00:02:33"), false));
        assertThat(config.instances().getLast().moving().virtualMacs())
                .containsExactly(new VirtualMac("vrrp2.51", "eth3", mac, true));
        assertThat(folder.read("again.yaml", YamlText.of(config.origin().settings())))
                .usingRecursiveComparison()
                .ignoringFields("origin")
                .isEqualTo(config);
    }

    @Test
    void anInterfaceThatBouncesMustNotLetABackupTakeOver() {
        assertThat(folder.errors("gateway.yaml", MINIMAL + "interface-delays: {eth0: {down: 2.1s}}\n"))
                .startsWith("gateway.yaml:6:20: error: interface-delays.eth0: a backup that hears nothing would take"
                        + " over before the interface counts as down\n")
                .endsWith("    mend: delay it by 2s at most, or advertise less often");
    }

    @Test
    void aPasswordMayStandInAFileOfItsOwn() throws Exception {
        Path secret = folder.write("secret", "s3cret\n");

        GatewayConfig config = folder.read("gateway.yaml", MINIMAL + """
                version: 2
                authentication: {password-file: %s}
            """.formatted(secret));

        assertThat(config.instances().getFirst().exchange().authentication())
                .isEqualTo(new Authentication.Password("s3cret"));
    }

    @Test
    void advertisedAddressesComeFirst() throws Exception {
        GatewayConfig config = folder.read("gateway.yaml", """
            instances:
              - name: VI_1
                interface: eth0
                vrid: 51
                addresses:
                  - {address: 10.0.0.1, advertised: false}
                  - 10.0.0.2
            """);

        assertThat(config.instances().getFirst().moving().addresses())
                .extracting(address -> address.address().getHostAddress())
                .containsExactly("10.0.0.2", "10.0.0.1");
    }

    @Test
    void aScriptThatNobodyTracksIsNotRun() throws Exception {
        GatewayConfig config = folder.read("gateway.yaml", MINIMAL + """
            scripts:
              - name: chk
                command: ["true"]
            """);

        assertThat(config.trackers().scripts()).isEmpty();
        assertThat(config.notices())
                .containsExactly(temporary + "/gateway.yaml:8:15: scripts[0].command[0]: no instance tracks 'chk', so"
                        + " it is not run");
    }
}
