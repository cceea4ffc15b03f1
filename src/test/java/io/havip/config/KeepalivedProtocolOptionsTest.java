package io.havip.config;

import static io.havip.config.ConfigFolder.instance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.havip.announce.AnnouncementGroup;
import io.havip.config.yaml.YamlText;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.InterfaceDelays;
import io.havip.gateway.settings.StartupDelay;
import io.havip.gateway.settings.Transport;
import io.havip.vrrp.Authentication;
import io.havip.vrrp.VirtualRouterSettings.Reaction;
import io.havip.wire.ChecksumForm;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a keepalived.conf departs from the RFC, or returns to it. */
class KeepalivedProtocolOptionsTest {
    @TempDir
    private Path temporary;

    private ConfigFolder folder;

    @BeforeEach
    void open() {
        folder = new ConfigFolder(temporary);
    }

    @Test
    void timersAnswersAndAnnouncementsOfAnInstance() throws Exception {
        var instance = read("", """
            down_timer_adverts 5
            lower_prio_no_advert
            garp_master_repeat 4
            garp_master_delay 3
            garp_lower_prio_repeat 0
            garp_lower_prio_delay 7
            """);

        assertThat(instance.router().timing().activeDownIntervals()).isEqualTo(5);
        assertThat(instance.router().has(Reaction.DISCARDS_LOWER)).isTrue();
        assertThat(instance.moving().announcements().takeover().repeat()).isEqualTo(4);
        assertThat(instance.moving().announcements().contested().repeat()).isZero();
        assertThat(instance.moving().announcements().contested().delayNanos()).isEqualTo(7_000_000_000L);
    }

    @Test
    void aSourceThatIsNotThereIsSentFromUnlessItIsTracked() throws Exception {
        assertThat(read("", "").exchange().foreignSource()).isFalse();
        assertThat(read("", "mcast_src_ip 10.0.0.77").exchange().foreignSource())
                .isTrue();
        assertThat(read("", "mcast_src_ip 10.0.0.77\ntrack_src_ip").exchange().foreignSource())
                .isFalse();
        assertThat(read("", "unicast_src_ip 10.0.0.77\nunicast_peer {\n10.0.0.2\n}")
                        .exchange()
                        .foreignSource())
                .isFalse();
    }

    @Test
    void theGlobalOnesAreTheirDefaults() throws Exception {
        var globals = """
            global_defs {
                vrrp_down_timer_adverts 4
                vrrp_lower_prio_no_advert
                vrrp_garp_lower_prio_repeat 2
                vrrp_mcast_group4 224.0.0.44
            }
            """;

        var instance = read(globals, "");
        assertThat(instance.router().timing().activeDownIntervals()).isEqualTo(4);
        assertThat(instance.router().has(Reaction.DISCARDS_LOWER)).isTrue();
        assertThat(instance.moving().announcements().contested().repeat()).isEqualTo(2);
        assertThat(instance.exchange().transport())
                .isEqualTo(new Transport.Multicast(Optional.empty(), InetAddress.ofLiteral("224.0.0.44")));

        var other = read(
                globals,
                "down_timer_adverts 3\nlower_prio_no_advert off\nmcast_dst_ip 224.0.0.45\ngarp_lower_prio_repeat 1");
        assertThat(other.router().timing().activeDownIntervals()).isEqualTo(3);
        assertThat(other.router().has(Reaction.DISCARDS_LOWER)).isFalse();
        assertThat(other.moving().announcements().contested().repeat()).isEqualTo(1);
        assertThat(other.exchange().transport())
                .isEqualTo(new Transport.Multicast(Optional.empty(), InetAddress.ofLiteral("224.0.0.45")));
    }

    @Test
    void announcementsAfterAnothersClaimAreAsManyAsTheFirstOnesUnlessTheySayOtherwise() throws Exception {
        var announcements =
                read("", "garp_master_repeat 4\ngarp_master_delay 3").moving().announcements();

        assertThat(announcements.contested().repeat()).isEqualTo(4);
        assertThat(announcements.contested().delayNanos()).isEqualTo(3_000_000_000L);
    }

    @Test
    void aUnicastListThatNamesThisNodeAndOneTwiceHasOnePeer() throws Exception {
        var instance =
                read("", "unicast_ttl 3\nunicast_src_ip 10.0.0.7\nunicast_peer {\n 10.0.0.7\n 10.0.0.8\n 10.0.0.8\n}");

        assertThat(instance.exchange().transport())
                .isEqualTo(new Transport.Unicast(
                        Optional.of(InetAddress.ofLiteral("10.0.0.7")), List.of(InetAddress.ofLiteral("10.0.0.8")), 3));
        assertThat(instance.router().has(Reaction.FAST_RELEASE)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "'', PSEUDO_HEADER",
        "v3_checksum_as_v2, MESSAGE_ONLY",
        "old_unicast_checksum, MULTICAST_PSEUDO_HEADER",
        "old_unicast_checksum never, PSEUDO_HEADER"
    })
    void checksums(String option, ChecksumForm form) throws Exception {
        assertThat(read("", "version 3\n" + option).exchange().checksum()).isEqualTo(form);
    }

    @Test
    void theChecksumOfAllInstancesMayBeSetGlobally() throws Exception {
        String global = "global_defs {\n    v3_checksum_as_v2\n}\n";
        assertThat(read(global, "version 3").exchange().checksum()).isEqualTo(ChecksumForm.MESSAGE_ONLY);
        assertThat(read(global, "version 3\nv3_checksum_as_v2 off").exchange().checksum())
                .isEqualTo(ChecksumForm.PSEUDO_HEADER);
    }

    @ParameterizedTest
    @CsvSource({"0.3, 1", "1.4, 1", "1.5, 2", "2, 2"})
    void version2RoundsToWholeSeconds(String written, long seconds) throws Exception {
        assertThat(read("", "advert_int " + written).router().timing().advertisementIntervalNanos())
                .isEqualTo(seconds * 1_000_000_000L);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
        '',                                             true
        no_accept,                                      false
        'no_accept;accept',                             true
        'accept;no_accept',                             false
        strict_mode,                                    false
        'strict_mode;accept;version 3',                 true
        'strict_mode;accept',                           false
        'strict_mode;priority 255',                     true
        'no_accept;priority 255',                       true
        'strict_mode off;no_accept;accept;version 3',   true
        """)
    void whoGetsWhatIsSentToTheAddressesAsInKeepalived(String options, boolean accept) throws Exception {
        var config = folder.read("keepalived.conf", instance(options.replace(';', '\n')));

        assertThat(config.instances().getFirst().moving().accept()).isEqualTo(accept);
    }

    @Test
    void strictModeLeavesOutWhatTheRfcDoesNotHave() throws Exception {
        GatewayConfig config = folder.read(
                "keepalived.conf",
                "global_defs {\n vrrp_strict\n vrrp_down_timer_adverts 7\n}\n"
                        + instance("preempt_delay 5\nauthentication { auth_type PASS\n auth_pass 1111\n }"));

        var instance = config.instances().getFirst();
        assertThat(instance.exchange().authentication()).isEqualTo(new Authentication.None());
        assertThat(instance.router().preemption().delayNanos()).isZero();
        assertThat(instance.router().timing().activeDownIntervals()).isEqualTo(3);
        assertThat(instance.router().has(Reaction.DISCARDS_LOWER)).isTrue();
        assertThat(instance.moving().accept()).isFalse();
        assertThat(config.notices())
                .hasSize(3)
                .allSatisfy(notice -> assertThat(notice).contains("left out, as in keepalived"));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
        'priority 255',                                         false
        'priority 255;owner_ignore_adverts',                    true
        'priority 255;strict_mode',                             true
        'priority 255;strict_mode;owner_ignore_adverts off',    false
        'strict_mode',                                          false
        'owner_ignore_adverts',                                 false
        """)
    void onlyAnOwnerIgnoresTheOthers(String options, boolean ignores) throws Exception {
        var config = folder.read("keepalived.conf", instance(options.replace(';', '\n')));

        assertThat(config.instances().getFirst().router().has(Reaction.IGNORES_OTHERS))
                .isEqualTo(ignores);
        assertThat(folder.read("again.yaml", YamlText.of(config.origin().settings()))
                        .instances())
                .isEqualTo(config.instances());
    }

    @Test
    void whatOnlyAnOwnerMayDoIsSaid() throws Exception {
        assertThat(folder.read("keepalived.conf", instance("owner_ignore_adverts"))
                        .notices())
                .containsExactly(temporary + "/keepalived.conf:5:1: vrrp_instance VI_1: owner_ignore_adverts: only the"
                        + " owner of the addresses (priority 255) may ignore the others; it is left out, as keepalived"
                        + " does");
    }

    @ParameterizedTest
    @ValueSource(strings = {"timer_expired_backup", "timer_expired_backup 150", "thread_timer_expired"})
    void aRouterThatWasLateIsBackupAgainWithoutBeingTold(String option) throws Exception {
        assertThat(folder.read("keepalived.conf", instance(option)).notices())
                .singleElement(STRING)
                .endsWith("without effect: a router that could not advertise for its down interval goes back to backup"
                        + " anyway");
    }

    @Test
    void aGroupsInstancesTellChangesOfThePriorityUnlessOneSaysOtherwise() throws Exception {
        var config = folder.read("keepalived.conf", """
            global_defs {
                vrrp_notify_priority_changes off
            }
            vrrp_sync_group pair {
                group { silent
                    talkative
                }
                notify_priority_changes
            }
            vrrp_instance talkative {
                interface eth0
                virtual_router_id 51
                virtual_ipaddress { 10.0.0.1 }
            }
            vrrp_instance silent {
                interface eth0
                virtual_router_id 52
                virtual_ipaddress { 10.0.0.2 }
                notify_priority_changes off
            }
            """);

        assertThat(config.instances())
                .extracting(
                        InstanceSettings::name,
                        instance -> instance.notifications().tellsPriority())
                .containsExactly(tuple("talkative", true), tuple("silent", false));
    }

    @Test
    void interfacesMayBounce() throws Exception {
        var config = folder.read("keepalived.conf", """
            interface_up_down_delays {
                eth0 1.5 3
                eth1 255
            }
            """ + instance("track_interface { eth1 }"));

        assertThat(config.interfaces().delays())
                .containsExactly(
                        new InterfaceDelays("eth0", 1_500_000_000L, 3_000_000_000L),
                        new InterfaceDelays("eth1", 255_000_000_000L, 0));
        assertThat(config.notices()).isEmpty();
        assertThat(folder.read("again.yaml", YamlText.of(config.origin().settings()))
                        .interfaces())
                .isEqualTo(config.interfaces());
    }

    @Test
    void aDelayEndsBeforeABackupWouldTakeOver() throws Exception {
        var config = folder.read("keepalived.conf", """
            interface_up_down_delays {
                eth0 1
                eth0 9 9
                eth9 1
            }
            """ + instance("down_timer_adverts 4"));

        assertThat(config.interfaces().delays())
                .first()
                .isEqualTo(new InterfaceDelays("eth0", 3_000_000_000L, 9_000_000_000L));
        assertThat(config.notices())
                .containsExactly(
                        temporary + "/keepalived.conf:3:5: interface_up_down_delays: the interface is listed before;"
                                + " the last one counts, as keepalived does",
                        temporary + "/keepalived.conf:3:5: interface_up_down_delays: a backup that hears nothing would"
                                + " take over before the interface counts as down; the delay is shortened to 3s, as"
                                + " keepalived does",
                        temporary + "/keepalived.conf:4:5: interface_up_down_delays: no instance is on this interface"
                                + " or tracks it: without effect");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
        eth0 256,      '2:10: error: interface_up_down_delays: ''256'' is out of range'
        eth0 1 -1,     '2:12: error: interface_up_down_delays: ''-1'' is not a number of seconds'
        eth0,          '2:5: error: interface_up_down_delays: the delay is missing'
        eth0 1 2 3,    '2:14: error: interface_up_down_delays: an interface has two delays at most'
        """)
    void delaysThatAreNone(String line, String error) {
        assertThat(folder.errors("keepalived.conf", "interface_up_down_delays {\n    " + line + "\n}\n" + instance("")))
                .startsWith("keepalived.conf:" + error);
    }

    @Test
    void theStartMayBeDelayed() throws Exception {
        var config = folder.read(
                "keepalived.conf",
                "global_defs {\n vrrp_startup_delay 5.5\n vrrp_delay_after_boot 15.23\n}\n" + instance(""));

        assertThat(config.lifecycle().startupDelay()).isEqualTo(new StartupDelay(5_500_000_000L, 15_230_000_000L));
        assertThat(config.lifecycle().startupDelay().nanos(0)).isEqualTo(15_230_000_000L);
        assertThat(config.lifecycle().startupDelay().nanos(12_000_000_000L)).isEqualTo(5_500_000_000L);
        assertThat(folder.read("again.yaml", YamlText.of(config.origin().settings()))
                        .lifecycle()
                        .startupDelay())
                .isEqualTo(config.lifecycle().startupDelay());
        assertThat(folder.errors("keepalived.conf", "global_defs {\n vrrp_startup_delay 100000\n}\n" + instance("")))
                .startsWith("keepalived.conf:2:21: error: global_defs: vrrp_startup_delay: '100000' is out of range");
    }

    @Test
    void announcementsKeepTheirDistance() throws Exception {
        var config = folder.read("keepalived.conf", """
            global_defs {
                vrrp_garp_interval 0.01
            }
            garp_group {
                garp_interval 0.5
                interface eth0
                interfaces {
                    eth0
                    eth1
                }
            }
            garp_group {
                interface eth1
                gna_interval 1
            }
            garp_group {
                interface eth2
            }
            """ + instance(""));

        assertThat(config.instances()
                        .getFirst()
                        .moving()
                        .announcements()
                        .distance()
                        .arpNanos())
                .isEqualTo(10_000_000L);
        assertThat(config.instances()
                        .getFirst()
                        .moving()
                        .announcements()
                        .distance()
                        .neighbourNanos())
                .as("keepalived's vrrp_garp_interval is that of IPv4 alone")
                .isZero();
        assertThat(config.interfaces().announcementGroups())
                .containsExactly(
                        new AnnouncementGroup(List.of("eth0", "eth1"), Optional.of(500_000_000L), Optional.empty()));
        String file = temporary + "/keepalived.conf:";
        assertThat(config.notices())
                .containsExactly(
                        file + "8:9: garp_group: interfaces: eth0 is listed before; it is left out here, as keepalived"
                                + " does",
                        file + "9:9: garp_group: interfaces: no instance announces an address on eth1: without effect",
                        file + "13:15: garp_group: interface: eth1 is listed before; it is left out here, as keepalived"
                                + " does",
                        file + "16:1: garp_group: the group has no interval; it is left out, as keepalived does");
        var again = folder.read("again.yaml", YamlText.of(config.origin().settings()));
        assertThat(again.interfaces()).isEqualTo(config.interfaces());
        assertThat(again.instances()).isEqualTo(config.instances());
    }

    @Test
    void neighbourAdvertisementsHaveADistanceOfTheirOwn() throws Exception {
        var announcements = read("global_defs {\n vrrp_gna_interval 0.002\n}\n", "")
                .moving()
                .announcements();

        assertThat(announcements.distance().neighbourNanos()).isEqualTo(2_000_000L);
        assertThat(announcements.distance().arpNanos()).isZero();
    }

    private InstanceSettings read(String globals, String options) throws Exception {
        return folder.read("keepalived.conf", globals + instance(options))
                .instances()
                .getFirst();
    }
}
