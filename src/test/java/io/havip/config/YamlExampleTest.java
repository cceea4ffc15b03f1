package io.havip.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.announce.AnnouncementGroup;
import io.havip.announce.AnnouncementSettings.ArpForm;
import io.havip.announce.AnnouncementSettings.Distance;
import io.havip.announce.AnnouncementSettings.Refresh;
import io.havip.announce.AnnouncementSettings.Rounds;
import io.havip.config.options.AddressOptions;
import io.havip.config.options.HealthOptions.Process;
import io.havip.config.options.HealthOptions.Script;
import io.havip.config.options.InstanceOptions;
import io.havip.config.options.ProgramOptions;
import io.havip.config.options.TrackOptions;
import io.havip.config.options.UnicastOptions;
import io.havip.config.options.VirtualRouterOptions;
import io.havip.gateway.settings.ExchangeSettings.HopLimitRange;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.InterfaceDelays;
import io.havip.gateway.settings.NotificationSettings;
import io.havip.gateway.settings.Routing;
import io.havip.gateway.settings.StartupDelay;
import io.havip.gateway.settings.StaticNetworkSettings;
import io.havip.gateway.settings.SyncGroupSettings;
import io.havip.gateway.settings.TrackGroup;
import io.havip.gateway.settings.TrackingSettings;
import io.havip.gateway.settings.Transport;
import io.havip.gateway.settings.VirtualMac;
import io.havip.haproxy.HaproxySettings.HaproxyProcess;
import io.havip.haproxy.HaproxySettings.Probe;
import io.havip.health.FileSettings;
import io.havip.health.ProcessSettings.Match;
import io.havip.linux.AddressFlag;
import io.havip.linux.Network;
import io.havip.linux.Route;
import io.havip.linux.Rule;
import io.havip.observe.journal.JournalSettings;
import io.havip.programs.NotifyFifoSettings;
import io.havip.programs.NotifyScript;
import io.havip.programs.NotifyScript.Occasion;
import io.havip.programs.ProgramSettings;
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
import org.junit.jupiter.api.BeforeEach;
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
    private GatewayConfig config;
    private InstanceSettings first;
    private InstanceSettings second;

    @BeforeEach
    void read() throws Exception {
        config = ConfigReader.read(Path.of("docs/examples/gateway.yaml"));
        assertThat(config.instances()).hasSize(2);
        first = config.instances().getFirst();
        second = config.instances().getLast();
    }

    @Test
    void theProtocolAndWhatIsFollowed() {
        var described = InstanceBuilder.instance("VI_1", "eth0", 51)
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

        assertThat(first.name()).isEqualTo("VI_1");
        assertThat(first.interfaceName()).isEqualTo("eth0");
        assertThat(first.router()).isEqualTo(described.router());
        assertThat(first.tracking()).isEqualTo(described.tracking());
        assertThat(second.name()).isEqualTo("VI_2");
        assertThat(second.interfaceName()).isEqualTo("eth1");
        assertThat(second.router())
                .isEqualTo(InstanceBuilder.instance("VI_2", "eth1", 52)
                        .with(VirtualRouterOptions.VERSION, Version.V2)
                        .with(InstanceOptions.LAST_RESORT, false)
                        .addresses(List.of("172.17.17.4/32"))
                        .build()
                        .router());
        assertThat(second.tracking()).isEqualTo(TrackingSettings.nothing(false));
    }

    @Test
    void howAdvertisementsTravel() {
        var unicast = first.exchange();
        assertThat(unicast.transport())
                .isEqualTo(new Transport.Unicast(
                        Optional.of(InetAddress.ofLiteral("172.17.16.7")),
                        List.of(InetAddress.ofLiteral("172.17.16.13")),
                        254));
        assertThat(unicast.authentication())
                .isEqualTo(new Authentication.Hmac(
                        Map.of(
                                1,
                                Authentication.Key.of(
                                        "an example, of 32 characters at least".getBytes(StandardCharsets.UTF_8))),
                        1,
                        OptionalInt.of(10),
                        Authentication.Hmac.Mode.PERMISSIVE));
        assertThat(unicast.checksum()).isEqualTo(ChecksumForm.PSEUDO_HEADER);
        assertThat(unicast.hopLimits()).isEqualTo(new HopLimitRange(254, 255));
        assertThat(unicast.checkSource()).isTrue();
        assertThat(unicast.tracksSource()).isTrue();
        var multicast = second.exchange();
        assertThat(multicast.transport())
                .isEqualTo(new Transport.Multicast(
                        Optional.of(InetAddress.ofLiteral("172.17.17.7")), InetAddress.ofLiteral("224.0.0.118")));
        assertThat(multicast.authentication()).isEqualTo(new Authentication.Password("1111"));
        assertThat(multicast.hopLimits()).isEqualTo(HopLimitRange.LINK_LOCAL);
        assertThat(multicast.checkSource()).isFalse();
        assertThat(multicast.tracksSource()).isTrue();
    }

    @Test
    void whatMoves() {
        var moving = first.moving();
        assertThat(moving.addresses())
                .containsExactly(
                        InstanceBuilder.address("172.17.16.3/24", _ -> {}),
                        InstanceBuilder.address(
                                "172.17.17.3 peer 172.17.17.4/24 dev eth1",
                                other -> other.with(AddressOptions.LABEL, "eth1:vip")
                                        .with(AddressOptions.ADVERTISED, false)
                                        .withAll(AddressOptions.FLAGS, List.of(AddressFlag.NOPREFIXROUTE))));
        assertThat(moving.virtualMacs()).isEmpty();
        assertThat(moving.accept()).isFalse();
        assertThat(moving.routing()).isEqualTo(EVERY_KEYS_ROUTING);
        var announcements = moving.announcements();
        assertThat(announcements.form()).isEqualTo(ArpForm.BOTH);
        assertThat(announcements.takeover()).isEqualTo(new Rounds(3, 5 * SECOND));
        assertThat(announcements.refresh()).isEqualTo(new Refresh(60 * SECOND, 2));
        assertThat(announcements.distance()).isEqualTo(new Distance(1_000_000, 3_000_000));
        assertThat(announcements.contested()).isEqualTo(new Rounds(1, 10 * SECOND));
        var other = second.moving();
        assertThat(other.addresses()).containsExactly(InstanceBuilder.address("172.17.17.4/32 dev vrrp.52", _ -> {}));
        assertThat(other.virtualMacs())
                .containsExactly(new VirtualMac("vrrp.52", "eth1", MacAddress.parse("00:00:5e:00:01:34"), false));
        assertThat(other.accept()).isTrue();
        assertThat(other.routing()).isEqualTo(Routing.NONE);
        assertThat(other.announcements()).isEqualTo(InstanceBuilder.announcements(_ -> {}));
    }

    @Test
    void whoIsTold() {
        assertThat(first.notifications().tellsPriority()).isTrue();
        assertThat(first.notifications().scripts())
                .containsOnlyKeys(Occasion.values())
                .containsEntry(Occasion.ACTIVE, new NotifyScript(List.of("/usr/bin/true", "promote"), "daemon"))
                .containsEntry(Occasion.ANY, new NotifyScript(List.of("/usr/bin/true"), ""));
        assertThat(second.notifications()).isEqualTo(NotificationSettings.NONE);
        assertThat(config.instances())
                .extracting(InstanceSettings::syncGroup)
                .containsOnly(Optional.of(new SyncGroupSettings(
                        "pair", Map.of(Occasion.ACTIVE, new NotifyScript(List.of("/usr/bin/true", "pair"), "")))));
        assertThat(config.lifecycle().programs())
                .isEqualTo(new ProgramSettings(
                        Optional.of(
                                new ProgramSettings.Limited(new NotifyScript(List.of("/usr/bin/true", "up"), ""), 5)),
                        Optional.of(new ProgramSettings.Limited(
                                new NotifyScript(List.of("/usr/bin/true", "down"), ""), 10)),
                        List.of(new NotifyFifoSettings(
                                Path.of("/run/havip-gateway/notify"),
                                "daemon:daemon",
                                Optional.of(new NotifyScript(List.of("/usr/bin/cat"), "daemon"))))));
        assertThat(config.lifecycle().startupDelay()).isEqualTo(new StartupDelay(5 * SECOND + SECOND / 2, 15 * SECOND));
    }

    @Test
    void whatCanBeFollowed() {
        assertThat(config.trackers().scripts())
                .containsExactly(InstanceBuilder.script(
                        "uplink",
                        List.of("ping", "-c", "1", "-W", "1", "172.17.16.1"),
                        script -> script.with(Script.INTERVAL, 2 * SECOND)
                                .with(Script.TIMEOUT, 1_500_000_000L)
                                .with(Script.RISE, 2)
                                .with(Script.FALL, 3)
                                .with(Script.INITIALLY_FAILED, true)
                                .with(ProgramOptions.USER, "nobody")));
        assertThat(config.trackers().processes())
                .containsExactly(InstanceBuilder.process(
                        "tunnel",
                        List.of("openvpn", "--config", "/etc/openvpn/site.conf"),
                        process -> process.with(Process.MATCH, Match.PARTIAL)
                                .with(Process.QUORUM_MAX, 2)
                                .with(Process.RISE_DELAY, 500_000_000L)
                                .with(Process.FALL_DELAY, 200_000_000L)));
        assertThat(config.trackers().files())
                .containsExactly(new FileSettings(
                        "maintenance",
                        Path.of("/run/havip/maintenance"),
                        Optional.of(new FileSettings.Initial(0, true))));
        var haproxy = config.trackers().haproxy().orElseThrow();
        assertThat(haproxy.process()).isEqualTo(new HaproxyProcess.Attached(Optional.of(Path.of("/run/haproxy.pid"))));
        assertThat(haproxy.socket()).contains(Path.of("/run/haproxy/admin.sock"));
        assertThat(haproxy.probe())
                .contains(new Probe(
                        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 8080), Optional.of("/health")));
        assertThat(haproxy.intervalNanos()).isEqualTo(100_000_000);
        assertThat(haproxy.timeoutNanos()).isEqualTo(80_000_000);
        assertThat(haproxy.rise()).isEqualTo(2);
        assertThat(haproxy.fall()).isEqualTo(3);
    }

    @Test
    void whatIsSaidOfTheHost() {
        assertThat(config.routerName()).isEqualTo("gw1");
        assertThat(config.management().listen())
                .isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 9165));
        assertThat(config.management().keepalivedMetrics()).isTrue();
        assertThat(config.journal())
                .isEqualTo(new JournalSettings(
                        Optional.of(Path.of("/var/lib/havip-gateway/journal")), false, 10_000_000, false));
        assertThat(config.interfaces().delays())
                .containsExactly(new InterfaceDelays("eth1", SECOND + SECOND / 2, 3 * SECOND));
        assertThat(config.interfaces().announcementGroups())
                .containsExactly(new AnnouncementGroup(
                        List.of("eth0", "eth1"), Optional.of(1_000_000L), Optional.of(2_000_000L)));
        assertThat(config.staticNetwork())
                .isEqualTo(new StaticNetworkSettings(
                        List.of(InstanceBuilder.address("172.17.18.7/24 dev eth2", _ -> {})),
                        Routing.NONE,
                        List.of(new TrackGroup("uplink", List.of(), UPLINK_ROUTING))));
    }
}
