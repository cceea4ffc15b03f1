package io.havip.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.announce.AnnouncementGroup;
import io.havip.announce.AnnouncementSettings.ArpForm;
import io.havip.config.GatewayConfig.Lifecycle;
import io.havip.config.GatewayConfig.Trackers;
import io.havip.config.options.AnnounceOptions;
import io.havip.config.options.InstanceOptions;
import io.havip.config.options.ManagementOptions.Management;
import io.havip.config.options.TrackOptions;
import io.havip.config.options.UnicastOptions;
import io.havip.config.options.VirtualRouterOptions;
import io.havip.gateway.settings.ExchangeSettings;
import io.havip.gateway.settings.ExchangeSettings.HopLimitRange;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.InterfaceDelays;
import io.havip.gateway.settings.InterfaceSettings;
import io.havip.gateway.settings.MovingSettings;
import io.havip.gateway.settings.NotificationSettings;
import io.havip.gateway.settings.Routing;
import io.havip.gateway.settings.StartupDelay;
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
import io.havip.linux.AddressFlag;
import io.havip.linux.Network;
import io.havip.linux.Route;
import io.havip.linux.Rule;
import io.havip.programs.NotifyFifoSettings;
import io.havip.programs.NotifyScript;
import io.havip.programs.NotifyScript.Occasion;
import io.havip.programs.ProgramSettings;
import io.havip.programs.ScriptSettings;
import io.havip.vrrp.Authentication;
import io.havip.vrrp.Family;
import io.havip.vrrp.Version;
import io.havip.wire.ChecksumForm;
import io.havip.wire.MacAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every section at once: the example. */
class YamlExampleTest {
    private static final long SECOND = 1_000_000_000L;
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
                    Rule.Selector.from(new Network(InetAddress.ofLiteral("172.17.16.3"), 32)),
                    Rule.Action.LOOKUP,
                    100,
                    true,
                    Route.PROTOCOL_KEEPALIVED)));
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

    @Test
    void whatIsWrittenIsUnderstood() throws Exception {
        GatewayConfig config = ConfigReader.read(Path.of("docs/examples/gateway.yaml"));

        InetAddress address = InetAddress.ofLiteral("172.17.16.3");
        var protocolAndTracking = InstanceBuilder.instance("VI_1", "eth0", 51)
                .with(VirtualRouterOptions.PRIORITY, 150)
                .with(VirtualRouterOptions.INTERVAL, SECOND / 10)
                .with(VirtualRouterOptions.ACTIVE_DOWN_INTERVALS, 4)
                .with(VirtualRouterOptions.PREEMPT_DELAY, 30 * SECOND)
                .with(VirtualRouterOptions.ANSWER_LOWER, false)
                .with(VirtualRouterOptions.YIELD_WHEN_UNHEARD, true)
                .with(InstanceOptions.LAST_RESORT_RETRY, 20 * SECOND)
                .in(
                        InstanceOptions.UNICAST,
                        unicast ->
                                unicast.withAll(UnicastOptions.PEERS, List.of(InetAddress.ofLiteral("172.17.16.13"))))
                .addresses(List.of("172.17.16.3/24"))
                .in(
                        InstanceOptions.TRACK,
                        track -> track.in(TrackOptions.HAPROXY, _ -> {})
                                .named(TrackOptions.INTERFACES, "eth1", eth1 -> eth1.with(TrackOptions.WEIGHT, -20))
                                .named(TrackOptions.SCRIPTS, "uplink", script -> script.with(TrackOptions.WEIGHT, 10))
                                .named(
                                        TrackOptions.PROCESSES,
                                        "tunnel",
                                        process -> process.with(TrackOptions.WIDE_WEIGHT, 5))
                                .named(
                                        TrackOptions.FILES,
                                        "maintenance",
                                        file -> file.with(TrackOptions.WIDE_WEIGHT, -10))
                                .named(TrackOptions.STATIC, "uplink", _ -> {}))
                .build();
        var first = new InstanceSettings(
                "VI_1",
                "eth0",
                protocolAndTracking.router(),
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
                        true,
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
                        InstanceBuilder.announcements(announce -> announce.with(AnnounceOptions.FORM, ArpForm.BOTH)
                                .with(AnnounceOptions.REPEAT, 3)
                                .with(AnnounceOptions.DELAY, 5 * SECOND)
                                .with(AnnounceOptions.REFRESH, 60 * SECOND)
                                .with(AnnounceOptions.REFRESH_REPEAT, 2)
                                .with(AnnounceOptions.INTERVAL, 1_000_000L)
                                .with(AnnounceOptions.NEIGHBOUR_INTERVAL, 3_000_000L)
                                .with(AnnounceOptions.CONTESTED_REPEAT, 1)
                                .with(AnnounceOptions.CONTESTED_DELAY, 10 * SECOND))),
                protocolAndTracking.tracking(),
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
                InstanceBuilder.instance("VI_2", "eth1", 52)
                        .with(VirtualRouterOptions.VERSION, Version.V2)
                        .with(InstanceOptions.LAST_RESORT, false)
                        .addresses(List.of("172.17.17.4/32"))
                        .build()
                        .router(),
                new ExchangeSettings(
                        new Transport.Multicast(
                                Optional.of(InetAddress.ofLiteral("172.17.17.7")),
                                InetAddress.ofLiteral("224.0.0.118")),
                        new Authentication.Password("1111"),
                        ChecksumForm.PSEUDO_HEADER,
                        HopLimitRange.LINK_LOCAL,
                        false,
                        true),
                new MovingSettings(
                        List.of(new VirtualAddress(other, 32, "vrrp.52", Optional.empty(), 0, true)),
                        List.of(new VirtualMac("vrrp.52", "eth1", MacAddress.parse("00:00:5e:00:01:34"), false)),
                        true,
                        Routing.NONE,
                        InstanceBuilder.announcements(_ -> {})),
                TrackingSettings.nothing(false),
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
                .ignoringFields("origin")
                .isEqualTo(new GatewayConfig(
                        "gw1",
                        List.of(first, second),
                        new InterfaceSettings(
                                List.of(new InterfaceDelays("eth1", SECOND + SECOND / 2, 3 * SECOND)),
                                List.of(new AnnouncementGroup(
                                        List.of("eth0", "eth1"), Optional.of(1_000_000L), Optional.of(2_000_000L)))),
                        new Trackers(List.of(uplink), List.of(tunnel), List.of(maintenance), Optional.of(haproxy)),
                        new Lifecycle(
                                new ProgramSettings(
                                        Optional.of(new ProgramSettings.Limited(
                                                new NotifyScript(List.of("/usr/bin/true", "up"), ""), 5)),
                                        Optional.of(new ProgramSettings.Limited(
                                                new NotifyScript(List.of("/usr/bin/true", "down"), ""), 10)),
                                        List.of(new NotifyFifoSettings(
                                                Path.of("/run/havip-gateway/notify"),
                                                "daemon:daemon",
                                                Optional.of(new NotifyScript(List.of("/usr/bin/cat"), "daemon"))))),
                                new StartupDelay(5 * SECOND + SECOND / 2, 15 * SECOND)),
                        new StaticNetworkSettings(
                                List.of(new VirtualAddress(
                                        InetAddress.ofLiteral("172.17.18.7"), 24, "eth2", Optional.empty(), 0, true)),
                                Routing.NONE,
                                List.of(new TrackGroup("uplink", List.of(), UPLINK_ROUTING))),
                        new Management(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 9165), true),
                        config.origin()));
    }
}
