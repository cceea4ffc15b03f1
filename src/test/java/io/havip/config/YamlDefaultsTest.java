package io.havip.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.from;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

import io.havip.announce.AnnouncementSettings.ArpForm;
import io.havip.announce.AnnouncementSettings.Distance;
import io.havip.announce.AnnouncementSettings.Refresh;
import io.havip.announce.AnnouncementSettings.Rounds;
import io.havip.config.options.AnnounceOptions;
import io.havip.config.options.GatewayOptions;
import io.havip.config.options.InstanceOptions;
import io.havip.config.options.Option;
import io.havip.config.options.Section;
import io.havip.gateway.settings.ExchangeSettings.HopLimitRange;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.LastResortSettings;
import io.havip.gateway.settings.NotificationSettings;
import io.havip.gateway.settings.Routing;
import io.havip.gateway.settings.Transport;
import io.havip.haproxy.HaproxySettings;
import io.havip.haproxy.HaproxySettings.HaproxyProcess;
import io.havip.observe.journal.JournalSettings;
import io.havip.programs.ScriptSettings;
import io.havip.vrrp.Authentication;
import io.havip.vrrp.Family;
import io.havip.vrrp.Version;
import io.havip.vrrp.VirtualRouterSettings.Reaction;
import io.havip.wire.ChecksumForm;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What counts where the YAML says nothing. */
class YamlDefaultsTest {
    private static final long SECOND = 1_000_000_000L;
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
    void theDefaultsOfAnInstance() throws Exception {
        GatewayConfig config = folder.read("gateway.yaml", MINIMAL);

        InetAddress address = InetAddress.ofLiteral("10.0.0.1");
        var instance = config.instances().getFirst();
        assertThat(instance.name()).isEqualTo("VI_1");
        assertThat(instance.interfaceName()).isEqualTo("eth0");
        assertThat(instance.router().version()).isEqualTo(Version.V3);
        assertThat(instance.router().vrid()).isEqualTo(51);
        assertThat(instance.router().priority()).isEqualTo(100);
        assertThat(instance.router().timing().advertisementIntervalNanos()).isEqualTo(SECOND);
        assertThat(instance.router().timing().activeDownIntervals()).isEqualTo(3);
        assertThat(instance.router().preemption().preempt()).isTrue();
        assertThat(instance.router().preemption().delayNanos()).isZero();
        assertThat(instance.router().reactions()).containsExactly(Reaction.REPLACES_LAST_RESORT);
        assertThat(instance.router().addresses()).containsExactly(address);
        assertThat(instance.exchange().transport())
                .isEqualTo(new Transport.Multicast(Optional.empty(), Family.IPV4.multicastGroup()));
        assertThat(instance.exchange().authentication()).isEqualTo(new Authentication.None());
        assertThat(instance.exchange().checksum()).isEqualTo(ChecksumForm.PSEUDO_HEADER);
        assertThat(instance.exchange().hopLimits()).isEqualTo(HopLimitRange.LINK_LOCAL);
        assertThat(instance.moving().addresses()).singleElement().satisfies(vip -> {
            assertThat(vip.address()).isEqualTo(address);
            assertThat(vip.prefixLength()).isEqualTo(32);
            assertThat(vip.peer()).isEmpty();
            assertThat(vip.interfaceName()).isEqualTo("eth0");
            assertThat(vip.label()).isEmpty();
            assertThat(vip.scope()).isZero();
            assertThat(vip.advertised()).isTrue();
            assertThat(vip.flags()).isEmpty();
        });
        assertThat(instance.moving().virtualMacs()).isEmpty();
        assertThat(instance.moving().accept()).isTrue();
        assertThat(instance.moving().routing()).isEqualTo(Routing.NONE);
        assertThat(instance.tracking().ownInterface()).isTrue();
        assertThat(instance.tracking().interfaces()).isEmpty();
        assertThat(instance.tracking().health()).isEmpty();
        assertThat(instance.tracking().lastResort()).isEqualTo(LastResortSettings.NEVER);
        assertThat(instance.tracking().damped()).isTrue();
        assertThat(instance.syncGroup()).isEmpty();
        assertThat(instance.notifications()).isEqualTo(NotificationSettings.NONE);
        var announcements = instance.moving().announcements();
        assertThat(announcements.form()).isEqualTo(ArpForm.REQUEST);
        assertThat(announcements.takeover()).isEqualTo(new Rounds(5, 5 * SECOND));
        assertThat(announcements.refresh()).isEqualTo(new Refresh(0, 1));
        assertThat(announcements.distance()).isEqualTo(new Distance(0, 0));
        assertThat(announcements.contested()).isEqualTo(new Rounds(5, 5 * SECOND));
        assertThat(config.trackers().scripts()).isEmpty();
        assertThat(config.trackers().haproxy()).isEmpty();
        assertThat(config.management().listen())
                .isEqualTo(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 9165));
        assertThat(config.management().keepalivedMetrics()).isFalse();
        assertThat(config.journal())
                .isEqualTo(new JournalSettings(
                        Optional.of(Path.of("/var/lib/havip-gateway/journal")), false, 10_000_000, false));
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
        assertThat(instance.router().has(Reaction.FAST_RELEASE))
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

        assertThat(config.trackers().haproxy())
                .get()
                .returns(new HaproxyProcess.Attached(Optional.empty()), from(HaproxySettings::process))
                .returns(Optional.empty(), from(HaproxySettings::socket))
                .returns(Optional.empty(), from(HaproxySettings::probe))
                .returns(SECOND / 10, from(HaproxySettings::intervalNanos))
                .returns(80_000_000L, from(HaproxySettings::timeoutNanos))
                .returns(2, from(HaproxySettings::rise))
                .returns(3, from(HaproxySettings::fall));
        assertThat(config.trackers().scripts())
                .singleElement()
                .returns(List.of("true"), from(ScriptSettings::command))
                .returns(SECOND, from(ScriptSettings::intervalNanos))
                .returns(SECOND, from(ScriptSettings::timeoutNanos))
                .returns(1, from(ScriptSettings::rise))
                .returns(1, from(ScriptSettings::fall))
                .returns(false, from(ScriptSettings::initiallyFailed))
                .returns("", from(ScriptSettings::user));
    }

    @Test
    void everyDefaultIsWritten() throws Exception {
        var tree = folder.read("gateway.yaml", MINIMAL).origin().settings().tree();

        assertThat(tree).containsKeys(constants(GatewayOptions.SECTION));
        assertThat(tree)
                .extractingByKey("instances", LIST)
                .singleElement(MAP)
                .containsKeys((Object[]) constants(InstanceOptions.SECTION))
                .extractingByKey("announce", MAP)
                .containsKeys((Object[]) constants(AnnounceOptions.SECTION));
    }

    private static String[] constants(Section section) {
        return section.options().stream()
                .filter(option -> option.constant().isPresent())
                .map(Option::key)
                .toArray(String[]::new);
    }
}
