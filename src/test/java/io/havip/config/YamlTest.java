package io.havip.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.announce.AnnouncementGroup;
import io.havip.announce.AnnouncementSettings;
import io.havip.announce.AnnouncementSettings.ArpForm;
import io.havip.announce.AnnouncementSettings.Distance;
import io.havip.announce.AnnouncementSettings.Refresh;
import io.havip.announce.AnnouncementSettings.Rounds;
import io.havip.config.GatewayConfig.Management;
import io.havip.config.yaml.YamlWriter;
import io.havip.gateway.settings.ExchangeSettings;
import io.havip.gateway.settings.ExchangeSettings.HopLimitRange;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.InterfaceDelays;
import io.havip.gateway.settings.InterfaceSettings;
import io.havip.gateway.settings.MovingSettings;
import io.havip.gateway.settings.NotificationSettings;
import io.havip.gateway.settings.Routing;
import io.havip.gateway.settings.StaticNetworkSettings;
import io.havip.gateway.settings.SyncGroupSettings;
import io.havip.gateway.settings.TrackGroup;
import io.havip.gateway.settings.TrackingSettings;
import io.havip.gateway.settings.Transport;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.gateway.settings.VirtualMac;
import io.havip.haproxy.HaproxySettings;
import io.havip.haproxy.HaproxySettings.HaproxyProcess;
import io.havip.haproxy.HaproxySettings.Probe;
import io.havip.health.FileSettings;
import io.havip.health.ProcessSettings;
import io.havip.health.Tracking;
import io.havip.linux.AddressFlag;
import io.havip.linux.Network;
import io.havip.linux.Route;
import io.havip.linux.Rule;
import io.havip.programs.NotifyFifoSettings;
import io.havip.programs.NotifyScript;
import io.havip.programs.NotifyScript.Occasion;
import io.havip.programs.ScriptSettings;
import io.havip.vrrp.Authentication;
import io.havip.vrrp.Family;
import io.havip.vrrp.Version;
import io.havip.vrrp.VirtualRouterSettings;
import io.havip.vrrp.VirtualRouterSettings.Preemption;
import io.havip.vrrp.VirtualRouterSettings.Reactions;
import io.havip.vrrp.VirtualRouterSettings.Timing;
import io.havip.wire.ChecksumForm;
import io.havip.wire.MacAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class YamlTest {
    private static final long SECOND = 1_000_000_000L;
    private static final String MINIMAL = """
        instances:
          - name: VI_1
            interface: eth0
            vrid: 51
            addresses: [10.0.0.1]
        """;

    private static final Routing EVERY_KEYS_ROUTING = new Routing(
            List.of(new Route(
                    Route.Type.UNICAST,
                    new Network(InetAddress.ofLiteral("10.9.0.0"), 16),
                    Optional.of(InetAddress.ofLiteral("172.17.16.3")),
                    List.of(new Route.NextHop(
                            Optional.of(InetAddress.ofLiteral("172.17.16.1")), Optional.empty(), 1, false, 0)),
                    Route.MAIN_TABLE,
                    0,
                    Optional.empty(),
                    Route.Options.NONE)),
            List.of(new Rule(
                    Family.IPV4,
                    100,
                    Optional.of(new Network(InetAddress.ofLiteral("172.17.16.3"), 32)),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    100)));
    private static final Routing UPLINK_ROUTING = new Routing(
            List.of(new Route(
                    Route.Type.UNICAST,
                    new Network(InetAddress.ofLiteral("10.8.0.0"), 16),
                    Optional.empty(),
                    List.of(new Route.NextHop(
                            Optional.of(InetAddress.ofLiteral("172.17.18.1")), Optional.of("eth2"), 1, false, 0)),
                    Route.MAIN_TABLE,
                    0,
                    Optional.empty(),
                    Route.Options.NONE)),
            List.of());
    private static final SyncGroupSettings PAIR = new SyncGroupSettings(
            "pair", Map.of(Occasion.ACTIVE, new NotifyScript(List.of("/usr/bin/true", "pair"), "")));

    @TempDir
    private Path temporary;

    private ConfigFolder folder;

    @BeforeEach
    void open() {
        folder = new ConfigFolder(temporary);
    }

    @Test
    void theDefaultsOfAnInstance() throws Exception {
        GatewayConfig config = folder.read("gateway.yaml", MINIMAL);

        InetAddress address = InetAddress.ofLiteral("10.0.0.1");
        assertThat(config.instances())
                .containsExactly(new InstanceSettings(
                        "VI_1",
                        "eth0",
                        new VirtualRouterSettings(
                                Version.V3,
                                51,
                                100,
                                Timing.every(SECOND),
                                Preemption.AT_ONCE,
                                Reactions.STANDARD,
                                List.of(address)),
                        new ExchangeSettings(
                                Transport.Multicast.of(Family.IPV4),
                                new Authentication.None(),
                                ChecksumForm.PSEUDO_HEADER,
                                HopLimitRange.LINK_LOCAL,
                                false),
                        new MovingSettings(
                                List.of(new VirtualAddress(address, 32, "eth0", Optional.empty(), 0, true)),
                                List.of(),
                                true,
                                Routing.NONE,
                                new AnnouncementSettings(
                                        ArpForm.REQUEST,
                                        new Rounds(5, 5 * SECOND),
                                        Refresh.NONE,
                                        Distance.NONE,
                                        new Rounds(5, 5 * SECOND))),
                        new TrackingSettings(true, List.of(), List.of()),
                        Optional.empty(),
                        new NotificationSettings(Map.of(), false)));
        assertThat(config.scripts()).isEmpty();
        assertThat(config.haproxy()).isEmpty();
        assertThat(config.management()).isEqualTo(Management.DEFAULT);
        assertThat(config.notices()).isEmpty();
        assertThat(config.routerName())
                .isEqualTo(
                        Files.readString(Path.of("/proc/sys/kernel/hostname")).strip());
    }

    @Test
    void theDefaultsOfAUnicastInstance() throws Exception {
        InstanceSettings instance = folder.read("gateway.yaml", MINIMAL + "    unicast: {peers: [10.0.0.9]}\n")
                .instances()
                .getFirst();

        assertThat(instance.exchange().transport())
                .isEqualTo(new Transport.Unicast(Optional.empty(), List.of(InetAddress.ofLiteral("10.0.0.9")), 255));
        assertThat(instance.exchange().checkSource()).isTrue();
        assertThat(instance.exchange().hopLimits()).isEqualTo(HopLimitRange.ANY);
        assertThat(instance.router().reactions().fastRelease())
                .as("the only other router may take over at once")
                .isTrue();
    }

    @Test
    void theDefaultsOfHaproxyAndOfScripts() throws Exception {
        GatewayConfig config = folder.read("gateway.yaml", MINIMAL + """
                track: {scripts: {chk: {}}}
            haproxy:
            scripts:
              - name: chk
                command: ["true"]
            """);

        assertThat(config.haproxy())
                .contains(new HaproxySettings(
                        new HaproxyProcess.Attached(Optional.empty()),
                        Optional.empty(),
                        Optional.empty(),
                        100_000_000,
                        80_000_000,
                        2,
                        3));
        assertThat(config.scripts())
                .containsExactly(new ScriptSettings("chk", List.of("true"), SECOND, SECOND, 1, 1, false, ""));
    }

    @Test
    void everyKeyIsUnderstood() throws Exception {
        GatewayConfig config = ConfigReader.read(Path.of("docs/examples/gateway.yaml"));

        InetAddress address = InetAddress.ofLiteral("172.17.16.3");
        var first = new InstanceSettings(
                "VI_1",
                "eth0",
                new VirtualRouterSettings(
                        Version.V3,
                        51,
                        150,
                        new Timing(SECOND / 10, 4),
                        new Preemption(true, 30 * SECOND),
                        new Reactions(false, false, true),
                        List.of(address)),
                new ExchangeSettings(
                        new Transport.Unicast(
                                Optional.of(InetAddress.ofLiteral("172.17.16.7")),
                                List.of(InetAddress.ofLiteral("172.17.16.13")),
                                254),
                        new Authentication.Hmac(
                                Map.of(
                                        1,
                                        Authentication.Key.of("an example, of 32 characters at least"
                                                .getBytes(StandardCharsets.UTF_8))),
                                1,
                                OptionalInt.of(10),
                                Authentication.Hmac.Mode.PERMISSIVE),
                        ChecksumForm.PSEUDO_HEADER,
                        new HopLimitRange(254, 255),
                        true),
                new MovingSettings(
                        List.of(
                                new VirtualAddress(address, 24, "eth0", Optional.empty(), 0, true),
                                new VirtualAddress(
                                        InetAddress.ofLiteral("172.17.17.3"),
                                        24,
                                        Optional.of(InetAddress.ofLiteral("172.17.17.4")),
                                        "eth1",
                                        Optional.of("eth1:vip"),
                                        0,
                                        false,
                                        Set.of(AddressFlag.NOPREFIXROUTE))),
                        List.of(),
                        false,
                        EVERY_KEYS_ROUTING,
                        new AnnouncementSettings(
                                ArpForm.BOTH,
                                new Rounds(3, 5 * SECOND),
                                new Refresh(60 * SECOND, 2),
                                new Distance(1_000_000, 3_000_000),
                                new Rounds(1, 10 * SECOND))),
                new TrackingSettings(
                        true,
                        List.of(new Tracking("eth1", -20, false)),
                        List.of(
                                new Tracking("haproxy", 0, false),
                                new Tracking("uplink", 10, false),
                                new Tracking("process tunnel", 5, false),
                                new Tracking("file maintenance", -10, false),
                                new Tracking("static uplink", 0, false))),
                Optional.of(PAIR),
                new NotificationSettings(
                        Map.of(
                                Occasion.ACTIVE, new NotifyScript(List.of("/usr/bin/true", "promote"), "daemon"),
                                Occasion.BACKUP, new NotifyScript(List.of("/usr/bin/true"), ""),
                                Occasion.FAULT, new NotifyScript(List.of("/usr/bin/true"), ""),
                                Occasion.STOP, new NotifyScript(List.of("/usr/bin/true"), ""),
                                Occasion.DELETED, new NotifyScript(List.of("/usr/bin/true"), ""),
                                Occasion.LOWER_HEARD, new NotifyScript(List.of("/usr/bin/true"), ""),
                                Occasion.ANY, new NotifyScript(List.of("/usr/bin/true"), "")),
                        true));
        InetAddress other = InetAddress.ofLiteral("172.17.17.4");
        var second = new InstanceSettings(
                "VI_2",
                "eth1",
                new VirtualRouterSettings(
                        Version.V2,
                        52,
                        100,
                        Timing.every(SECOND),
                        Preemption.AT_ONCE,
                        Reactions.STANDARD,
                        List.of(other)),
                new ExchangeSettings(
                        new Transport.Multicast(
                                Optional.of(InetAddress.ofLiteral("172.17.17.7")),
                                InetAddress.ofLiteral("224.0.0.118")),
                        new Authentication.Password("1111"),
                        ChecksumForm.PSEUDO_HEADER,
                        HopLimitRange.LINK_LOCAL,
                        false),
                new MovingSettings(
                        List.of(new VirtualAddress(other, 32, "vrrp.52", Optional.empty(), 0, true)),
                        List.of(new VirtualMac("vrrp.52", "eth1", MacAddress.parse("00:00:5e:00:01:34"), false)),
                        true,
                        Routing.NONE,
                        AnnouncementSettings.DEFAULT),
                new TrackingSettings(false, List.of(), List.of()),
                Optional.of(PAIR),
                new NotificationSettings(Map.of(), false));
        var tunnel = new ProcessSettings(
                "tunnel",
                List.of("openvpn", "--config", "/etc/openvpn/site.conf"),
                ProcessSettings.Match.PARTIAL,
                1,
                2,
                500_000_000,
                200_000_000);
        var maintenance = new FileSettings(
                "maintenance", Path.of("/run/havip/maintenance"), Optional.of(new FileSettings.Initial(0, true)));
        var uplink = new ScriptSettings(
                "uplink",
                List.of("ping", "-c", "1", "-W", "1", "172.17.16.1"),
                2 * SECOND,
                1_500_000_000,
                2,
                3,
                true,
                "nobody");
        var haproxy = new HaproxySettings(
                new HaproxyProcess.Attached(Optional.of(Path.of("/run/haproxy.pid"))),
                Optional.of(Path.of("/run/haproxy/admin.sock")),
                Optional.of(new Probe(
                        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 8080), Optional.of("/health"))),
                100_000_000,
                80_000_000,
                2,
                3);
        assertThat(config)
                .usingRecursiveComparison()
                .ignoringFields("notices", "places")
                .isEqualTo(new GatewayConfig(
                        "gw1",
                        List.of(first, second),
                        new InterfaceSettings(
                                List.of(new InterfaceDelays("eth1", SECOND + SECOND / 2, 3 * SECOND)),
                                List.of(new AnnouncementGroup(
                                        List.of("eth0", "eth1"), Optional.of(1_000_000L), Optional.of(2_000_000L)))),
                        List.of(uplink),
                        List.of(tunnel),
                        List.of(maintenance),
                        Optional.of(haproxy),
                        new Programs(
                                Optional.of(
                                        new Programs.Limited(new NotifyScript(List.of("/usr/bin/true", "up"), ""), 5)),
                                Optional.of(new Programs.Limited(
                                        new NotifyScript(List.of("/usr/bin/true", "down"), ""), 10)),
                                List.of(new NotifyFifoSettings(
                                        Path.of("/run/havip-gateway/notify"),
                                        "daemon:daemon",
                                        Optional.of(new NotifyScript(List.of("/usr/bin/cat"), "daemon"))))),
                        new StartupDelay(5 * SECOND + SECOND / 2, 15 * SECOND),
                        new StaticNetworkSettings(
                                List.of(new VirtualAddress(
                                        InetAddress.ofLiteral("172.17.18.7"), 24, "eth2", Optional.empty(), 0, true)),
                                Routing.NONE,
                                List.of(new TrackGroup("uplink", List.of(), UPLINK_ROUTING))),
                        new Management(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 9165), true),
                        List.of(),
                        new Places(Map.of())));
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
        assertThat(config.haproxy().orElseThrow().process())
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
                .containsExactly("vrrp.51", "eth1", "vrrp.51.1", "vrrp6.51");
        var mac = MacAddress.parse("00:00:5e:00:01:33");
        assertThat(config.instances().getFirst().moving().virtualMacs())
                .containsExactly(
                        new VirtualMac("vrrp.51", "eth0", mac, true),
                        new VirtualMac("vrrp.51.1", "eth2", mac, false),
                        new VirtualMac("vrrp6.51", "eth0", MacAddress.parse("00:00:5e:00:02:33"), false));
        assertThat(config.instances().getLast().moving().virtualMacs())
                .containsExactly(new VirtualMac("vrrp.51.2", "eth3", mac, true));
        assertThat(folder.read("again.yaml", YamlWriter.write(config)))
                .usingRecursiveComparison()
                .ignoringFields("notices", "places")
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

        assertThat(config.scripts()).isEmpty();
        assertThat(config.notices())
                .containsExactly(temporary + "/gateway.yaml:8:15: scripts[0].command[0]: no instance tracks 'chk', so"
                        + " it is not run");
    }
}
