package io.havip.config;

import static io.havip.config.ConfigFolder.instance;
import static org.assertj.core.api.Assertions.assertThat;

import io.havip.config.GatewayConfig.Trackers;
import io.havip.config.options.AnnounceOptions;
import io.havip.config.options.AuthenticationOptions;
import io.havip.config.options.InstanceOptions;
import io.havip.config.options.ProgramOptions;
import io.havip.config.options.TrackOptions;
import io.havip.config.options.UnicastOptions;
import io.havip.config.options.VirtualRouterOptions;
import io.havip.gateway.settings.ExchangeSettings.HopLimitRange;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.InterfaceSettings;
import io.havip.gateway.settings.StaticNetworkSettings;
import io.havip.health.Tracking;
import io.havip.programs.ProgramSettings;
import io.havip.vrrp.Authentication;
import io.havip.vrrp.Version;
import io.havip.vrrp.VirtualRouterSettings.Reaction;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeepalivedConfTest {
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    private Path temporary;

    private ConfigFolder folder;

    @BeforeEach
    void open() {
        folder = new ConfigFolder(temporary);
    }

    @Test
    void theFileOfACloudUserRunsUnchanged() throws Exception {
        Path file = Path.of(KeepalivedConfTest.class.getResource("havip.conf").toURI());

        GatewayConfig config = ConfigReader.read(file);

        var instance = InstanceBuilder.keepalivedInstance("VI_1", "eth0", 51)
                .with(VirtualRouterOptions.PRIORITY, 80)
                .with(VirtualRouterOptions.PREEMPT, false)
                .in(InstanceOptions.AUTHENTICATION, secrets -> secrets.with(AuthenticationOptions.PASSWORD, "1111"))
                .in(
                        InstanceOptions.UNICAST,
                        unicast -> unicast.with(UnicastOptions.SOURCE, InetAddress.ofLiteral("172.17.16.7"))
                                .withAll(UnicastOptions.PEERS, List.of(InetAddress.ofLiteral("172.17.16.13"))))
                .addresses(List.of("172.17.16.3/32"))
                .in(
                        InstanceOptions.ANNOUNCE,
                        announce ->
                                announce.with(AnnounceOptions.DELAY, SECOND).with(AnnounceOptions.REFRESH, 5 * SECOND))
                .in(
                        InstanceOptions.TRACK,
                        track -> track.named(TrackOptions.INTERFACES, "eth0", _ -> {})
                                .in(TrackOptions.HAPROXY, _ -> {}))
                .build();
        assertThat(config.instances()).containsExactly(instance);
        assertThat(config.interfaces()).isEqualTo(InterfaceSettings.NONE);
        assertThat(config.trackers())
                .isEqualTo(
                        new Trackers(List.of(), List.of(), List.of(), Optional.of(InstanceBuilder.haproxy(_ -> {}))));
        assertThat(config.lifecycle().programs()).isEqualTo(ProgramSettings.NONE);
        assertThat(config.lifecycle().startupDelay().nanos(0)).isZero();
        assertThat(config.staticNetwork()).isEqualTo(StaticNetworkSettings.NONE);
        assertThat(config.management().keepalivedMetrics()).isFalse();
        assertThat(config.notices())
                .containsExactly(file + ":33:9: vrrp_instance VI_1: track_script: no vrrp_script is named"
                        + " 'checkhaproxy': the built-in HAProxy tracking takes its place");
        assertThat(config.routerName()).isNotBlank();
    }

    @Test
    void whatIsNotSaidIsAsInKeepalived() throws Exception {
        GatewayConfig config = folder.read("keepalived.conf", """
            vrrp_instance VI_1 {
                interface eth0
                virtual_router_id 51
                virtual_ipaddress {
                    10.0.0.1
                }
            }
            """);

        assertThat(config.instances())
                .containsExactly(InstanceBuilder.keepalivedInstance("VI_1", "eth0", 51)
                        .addresses(List.of("10.0.0.1/32"))
                        .build());
        assertThat(config.instances().getFirst().router().version())
                .as("keepalived's default, not ours")
                .isEqualTo(Version.V2);
        assertThat(config.trackers().haproxy()).isEmpty();
        assertThat(config.notices()).isEmpty();
    }

    @Test
    void globalDefinitionsAreTheInstancesDefaults() throws Exception {
        GatewayConfig config = folder.read("keepalived.conf", """
            global_defs {
                router_id gw1
                vrrp_version 3
                vrrp_garp_master_delay 2
                vrrp_garp_master_repeat 3
                vrrp_garp_master_refresh 60
                vrrp_garp_master_refresh_repeat 2
                vrrp_garp_interval 0.001
                vrrp_check_unicast_src
                default_interface eth7
                script_user nobody
            }
            vrrp_script chk { script "true" }
            vrrp_instance VI_1 {
                virtual_router_id 51
                advert_int 0.1
                garp_master_repeat 1
                unicast_peer {
                    10.0.0.8
                    10.0.0.9
                }
                virtual_ipaddress { 10.0.0.1/24 }
                track_script { chk weight -20 }
            }
            """);

        InstanceSettings instance = config.instances().getFirst();
        assertThat(config.routerName()).isEqualTo("gw1");
        assertThat(instance.interfaceName()).isEqualTo("eth7");
        assertThat(instance.router().version()).isEqualTo(Version.V3);
        assertThat(instance.router().timing().advertisementIntervalNanos()).isEqualTo(100_000_000);
        assertThat(instance.router().has(Reaction.FAST_RELEASE))
                .as("two others may take over")
                .isFalse();
        assertThat(instance.moving().announcements())
                .isEqualTo(InstanceBuilder.keepalivedInstance("VI_1", "eth7", 51)
                        .addresses(List.of("10.0.0.1"))
                        .in(
                                InstanceOptions.ANNOUNCE,
                                announce -> announce.with(AnnounceOptions.REPEAT, 1)
                                        .with(AnnounceOptions.DELAY, 2 * SECOND)
                                        .with(AnnounceOptions.REFRESH, 60 * SECOND)
                                        .with(AnnounceOptions.REFRESH_REPEAT, 2)
                                        .with(AnnounceOptions.INTERVAL, 1_000_000L))
                        .build()
                        .moving()
                        .announcements());
        assertThat(instance.exchange().checkSource()).isTrue();
        assertThat(instance.tracking().health()).containsExactly(new Tracking("chk", -20, false));
        assertThat(config.trackers().scripts())
                .containsExactly(InstanceBuilder.script(
                        "chk", List.of("true"), script -> script.with(ProgramOptions.USER, "nobody")));
    }

    @Test
    void optionsThatSayWhatIsSoAnywayAreAccepted() throws Exception {
        GatewayConfig config = folder.read(
                "keepalived.conf",
                """
                        global_defs {
                            vrrp_mcast_group4 224.0.0.18
                            vrrp_mcast_group6 ff02::12
                            vrrp_down_timer_adverts 3
                        }
                        """
                        + instance("mcast_dst_ip 224.0.0.18\nunicast_ttl 255\ndown_timer_adverts 3\nstrict_mode off\n"
                                + "old_unicast_checksum never\ngarp_extra_if 100"));

        assertThat(config.notices())
                .singleElement()
                .asString()
                .endsWith("garp_extra_if: without effect: there are no virtual MACs");
    }

    @Test
    void aTtlRangeChecksSourcesToo() throws Exception {
        GatewayConfig config =
                folder.read("keepalived.conf", instance("unicast_peer { 10.0.0.9 min_ttl 254 max_ttl 255 }"));

        InstanceSettings instance = config.instances().getFirst();
        assertThat(instance.exchange().hopLimits()).isEqualTo(new HopLimitRange(254, 255));
        assertThat(instance.exchange().checkSource()).isTrue();
    }

    @Test
    void whatKeepalivedLeavesOutIsLeftOutWithANotice() throws Exception {
        GatewayConfig config = folder.read("keepalived.conf", """
            vrrp_script chk { script "true" }
            vrrp_instance VI_1 {
                state MASTER
                nopreempt
                preempt_delay 5
                interface eth0
                virtual_router_id 51
                priority 255
                authentication {
                    auth_type PASS
                    auth_pass verylongpassword
                }
                virtual_ipaddress { 10.0.0.1 }
                track_script { chk weight -20 }
                priority 255
            }
            vrrp_instance VI_2 {
                version 3
                interface eth0
                virtual_router_id 52
                authentication {
                    auth_type PASS
                    auth_pass secret
                }
                virtual_ipaddress { 10.0.0.2 }
                nopreempt
                preempt_delay 5
                track_script {
                    chk_haproxy
                    HAProxy
                }
            }
            """);

        InstanceSettings first = config.instances().getFirst();
        InstanceSettings second = config.instances().getLast();
        assertThat(first.router().preemption().preempt()).isTrue();
        assertThat(first.router().preemption().delayNanos()).isZero();
        assertThat(first.exchange().authentication()).isEqualTo(new Authentication.Password("verylong"));
        assertThat(first.tracking().health()).isEmpty();
        assertThat(second.exchange().authentication()).isEqualTo(new Authentication.None());
        assertThat(second.router().preemption().preempt()).isFalse();
        assertThat(second.router().preemption().delayNanos()).isZero();
        assertThat(second.tracking().health()).containsExactly(new Tracking("haproxy", 0, false));
        assertThat(config.notices())
                .map(notice -> notice.replace(temporary + "/keepalived.conf:", ""))
                .containsExactly(
                        "1:26: vrrp_script chk: script: no instance tracks 'chk', so it is not run",
                        "4:5: vrrp_instance VI_1: nopreempt: without effect with state MASTER, as in keepalived;"
                                + " set state BACKUP on both routers",
                        "5:19: vrrp_instance VI_1: preempt_delay: without effect with state MASTER, as in keepalived;"
                                + " set state BACKUP",
                        "11:19: vrrp_instance VI_1: authentication: auth_pass: a password has at most 8 characters;"
                                + " only the first 8 are used, as keepalived does",
                        "14:20: vrrp_instance VI_1: track_script: a weight can't move an owner's priority (255);"
                                + " it is left out, as keepalived does",
                        "15:5: vrrp_instance VI_1: priority: given before in line 8; the last one counts, as in"
                                + " keepalived",
                        "23:19: vrrp_instance VI_2: authentication: auth_pass: version 3 has no authentication; it is"
                                + " left out, as keepalived does",
                        "27:19: vrrp_instance VI_2: preempt_delay: there is nothing to delay without preemption; it is"
                                + " left out, as keepalived does",
                        "29:9: vrrp_instance VI_2: track_script: no vrrp_script is named 'chk_haproxy': the built-in"
                                + " HAProxy tracking takes its place",
                        "30:9: vrrp_instance VI_2: track_script: no vrrp_script is named 'HAProxy': left out, HAProxy"
                                + " is tracked already");
    }

    @Test
    void commentsQuotesAndBracesStandWhereKeepalivedAllowsThem() throws Exception {
        GatewayConfig config = folder.read("keepalived.conf", """
            ! a comment
            global_defs
            {
              router_id "gateway one"   # another
            }

            vrrp_instance VI_1{interface eth0!here
              authentication { auth_type PASS
              auth_pass 1111 }
              virtual_router_id 51
              virtual_ipaddress {10.0.0.1}}
            """.replace("\n", "\r\n"));

        assertThat(config.routerName()).isEqualTo("gateway one");
        assertThat(config.instances().getFirst().exchange().authentication())
                .isEqualTo(new Authentication.Password("1111"));
    }

    @Test
    void whatHasNoEffectIsSaid() throws Exception {
        GatewayConfig config = folder.read("keepalived.conf", """
            global_defs {
                notification_email {
                    admin@example.com
                }
                vrrp_rt_priority 50
            }
            """ + instance("native_ipv6"));

        assertThat(config.notices())
                .map(notice -> notice.replace(temporary + "/keepalived.conf:", ""))
                .containsExactly(
                        "2:5: global_defs: notification_email: without effect: no mail is sent",
                        "5:5: global_defs: vrrp_rt_priority: without effect: the agent sets its own scheduling",
                        "11:1: vrrp_instance VI_1: native_ipv6: without effect: the addresses decide");
    }

    @Test
    void aParameterSaysWhatKeepalivedHasNoWordFor() throws Exception {
        assertThat(folder.read("keepalived.conf", "$HAVIP_JOURNAL_SIZE=100MB\n" + instance(""))
                        .journal()
                        .bytesMax())
                .isEqualTo(100_000_000);
    }
}
