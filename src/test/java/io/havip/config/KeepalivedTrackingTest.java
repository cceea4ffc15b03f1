package io.havip.config;

import static io.havip.config.ConfigFolder.instance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.havip.config.options.HealthOptions.Process;
import io.havip.config.options.HealthOptions.Script;
import io.havip.config.options.ProgramOptions;
import io.havip.gateway.settings.LastResortSettings;
import io.havip.health.FileSettings;
import io.havip.health.FileSettings.Initial;
import io.havip.health.ProcessSettings.Match;
import io.havip.health.Tracking;
import io.havip.programs.ScriptSettings;
import io.havip.vrrp.VirtualRouterSettings.Reaction;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a {@code keepalived.conf} has followed: scripts, processes, files, interfaces. */
class KeepalivedTrackingTest {
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    private Path temporary;

    private ConfigFolder folder;

    @BeforeEach
    void open() {
        folder = new ConfigFolder(temporary);
    }

    @Test
    void aScriptWhoseUserIsMissingIsLeftOutUnlessItIsAboutHaproxy() throws Exception {
        GatewayConfig config = folder.read(
                "keepalived.conf", """
                    global_defs {
                        script_user no_such_user
                    }
                    vrrp_script chk {
                        script /usr/bin/true
                    }
                    vrrp_script own {
                        script /usr/bin/true
                        user root
                    }
                    vrrp_script chk_haproxy {
                        script /usr/bin/true
                    }
                    """ + instance("track_script {\n chk\n own\n chk_haproxy\n}\nnotify /usr/bin/true"));

        assertThat(config.instances().getFirst().tracking().health())
                .extracting(Tracking::tracker)
                .containsExactlyInAnyOrder("own", "haproxy");
        assertThat(config.instances().getFirst().notifications().scripts()).isEmpty();
        assertThat(config.notices())
                .filteredOn(notice -> notice.contains("there is no user no_such_user"))
                .hasSize(3);
    }

    /** keepalived knows neither, and its users expect FAULT. */
    @Test
    void whoFollowsHaproxyServesAsNoLastResortAndIsNeverHeldBack() throws Exception {
        var followed = folder.read("keepalived.conf", """
            global_defs {
                script_user no_such_user
            }
            vrrp_script chk_haproxy {
                script /usr/bin/true
            }
            """ + instance("track_script {\n chk_haproxy\n}"))
                .instances()
                .getFirst();

        assertThat(followed.tracking().health()).extracting(Tracking::tracker).containsExactly("haproxy");
        assertThat(followed.tracking().lastResort()).isEqualTo(LastResortSettings.NEVER);
        assertThat(followed.router().reactions()).doesNotContain(Reaction.REPLACES_LAST_RESORT);
        assertThat(followed.tracking().damped()).isFalse();
    }

    @Test
    void aMembersWeightsCountOnlyWhereItsGroupSaysSo() throws Exception {
        String groups = """
            vrrp_script chk {
                script /usr/bin/true
                weight -20
            }
            vrrp_script hard {
                script /usr/bin/true
            }
            track_file usual {
                file /tmp/usual
            }
            track_file twice {
                file /tmp/twice
                weight 2
            }
            vrrp_track_process proc {
                process nginx
                weight -9
            }
            vrrp_sync_group G {
                %s
                group {
                    VI_1
                }
                track_interface {
                    eth9 weight 5
                }
            }
            """;
        String member = instance("track_script {\n chk\n hard\n}\ntrack_interface {\n eth2 weight 10\n eth3\n}\n"
                + "track_file {\n usual\n twice\n}\ntrack_process {\n proc\n}");
        GatewayConfig left = folder.read("keepalived.conf", groups.formatted("") + member);
        GatewayConfig kept = folder.read("keepalived.conf", groups.formatted("sync_group_tracking_weight") + member);

        assertThat(left.instances().getFirst().tracking().health())
                .containsExactly(
                        new Tracking("hard", 0, false),
                        new Tracking("process proc", -9, false),
                        new Tracking("file usual", 0, false));
        assertThat(left.instances().getFirst().tracking().interfaces())
                .extracting(Tracking::tracker)
                .containsExactly("eth2", "eth3", "eth9");
        String leftOut = "left out, as in keepalived: of a sync group's members, weights don't count";
        assertThat(left.notices())
                .filteredOn(notice -> notice.contains(leftOut))
                .hasSize(2);
        assertThat(kept.instances().getFirst().tracking().health())
                .extracting(Tracking::tracker)
                .containsExactly("chk", "hard", "process proc", "file usual", "file twice");
        assertThat(kept.notices()).noneMatch(notice -> notice.contains(leftOut));
    }

    @Test
    void theWeightOfAnInterfaceBeneathAVirtualMacCounts() throws Exception {
        String members = "track_interface {\neth1 weight 6\n}\nvirtual_ipaddress {\n10.0.0.1\n10.0.0.2 dev eth1\n}\n";

        assertThat(tracked(members + "use_vmac_addr")).containsExactly(new Tracking("eth1", 6, false));
        assertThat(tracked(members + "use_vmac_addr\nvirtual_routes {\n10.1.0.0/16 dev eth1\n}"))
                .containsExactly(new Tracking("eth1", 0, false));
    }

    private List<Tracking> tracked(String members) throws Exception {
        return folder.read("keepalived.conf", """
            vrrp_instance VI_1 {
                interface eth0
                virtual_router_id 51
                %s
            }
            """.formatted(members))
                .instances()
                .getFirst()
                .tracking()
                .interfaces();
    }

    @Test
    void whatAnInterfaceCarriesIsTrackedWithoutAWeight() throws Exception {
        GatewayConfig config = folder.read("keepalived.conf", """
            vrrp_instance VI_1 {
                interface eth0
                virtual_router_id 51
                dont_track_primary
                virtual_ipaddress {
                    10.0.0.1 dev eth0
                    10.0.0.2 dev eth1
                    10.0.0.3 dev free1 no_track
                }
                virtual_ipaddress_excluded {
                    10.0.0.4 dev eth2
                }
                virtual_routes {
                    10.1.0.0/16 dev eth3
                    10.2.0.0/16 nexthop via 10.0.0.9 dev free2 nexthop via 10.0.0.8 dev free3
                    10.3.0.0/16 dev free4 no_track
                }
                virtual_rules {
                    iif eth4 oif eth5 table 100 priority 1000
                    iif free5 table 100 priority 1001 no_track
                }
                track_interface {
                    eth1 weight 6
                    free1 weight 7
                }
            }
            """);

        assertThat(config.instances().getFirst().tracking().interfaces())
                .extracting(tracking -> tracking.tracker() + " " + tracking.weight())
                .containsExactly("eth1 0", "free1 7", "eth2 0", "eth3 0", "eth4 0", "eth5 0");
        assertThat(config.notices())
                .singleElement(STRING)
                .contains(":23:", "its weight does not count", "write no_track there");
    }

    @Test
    void scriptsKeepTheirArgumentsTogether() throws Exception {
        GatewayConfig config = folder.read(
                "keepalived.conf", """
                    vrrp_script quoted { script "/bin/sh -c 'exit 0'"
                        interval 2
                        timeout 1
                        rise 2
                        fall 3
                        user nobody
                        init_fail
                    }
                    vrrp_script bare { script '/bin/sh -c true'
                        weight 10 reverse }
                    vrrp_script reversed { script "true"
                        weight 10 reverse }
                    """ + instance("track_script { quoted\n bare\n reversed weight 5 noreverse }"));

        assertThat(config.trackers().scripts())
                .extracting(ScriptSettings::command)
                .containsExactly(List.of("/bin/sh", "-c", "exit 0"), List.of("/bin/sh", "-c", "true"), List.of("true"));
        assertThat(config.trackers().scripts().getFirst())
                .isEqualTo(InstanceBuilder.script(
                        "quoted",
                        List.of("/bin/sh", "-c", "exit 0"),
                        script -> script.with(Script.INTERVAL, 2 * SECOND)
                                .with(Script.TIMEOUT, SECOND)
                                .with(Script.RISE, 2)
                                .with(Script.FALL, 3)
                                .with(ProgramOptions.USER, "nobody")));
        assertThat(config.instances().getFirst().tracking().health())
                .containsExactly(
                        new Tracking("quoted", 0, false),
                        new Tracking("bare", 10, true),
                        new Tracking("reversed", 5, false));
    }

    @Test
    void processesAndFilesAreTracked() throws Exception {
        GatewayConfig config = folder.read("keepalived.conf", """
            vrrp_track_process haproxy {
                process haproxy
                quorum 2
                delay 0.5
                fork_delay 1
                weight 10 reverse
            }
            vrrp_track_process args {
                process "/usr/bin/my daemon" --mode 'a b'
                param_match partial
            }
            vrrp_track_process full {
                process /usr/sbin/nginx
                full_command
                quorum_max 0
            }
            track_file priority {
                file "/run/priority"
                init_file 5 overwrite
            }
            vrrp_track_file old {
                file /run/old
                weight -254
            }
            vrrp_track_process unused {
                process sshd
            }
            """ + instance("""
                track_process { haproxy
                    args weight -254
                    full
                }
                track_file { priority
                    old weight 0 }
                """));

        assertThat(config.trackers().processes())
                .containsExactly(
                        InstanceBuilder.process(
                                "haproxy",
                                List.of("haproxy"),
                                process -> process.with(Process.QUORUM, 2)
                                        .with(Process.RISE_DELAY, SECOND)
                                        .with(Process.FALL_DELAY, SECOND / 2)),
                        InstanceBuilder.process(
                                "args",
                                List.of("/usr/bin/my daemon", "--mode", "a b"),
                                process -> process.with(Process.MATCH, Match.PARTIAL)),
                        InstanceBuilder.process(
                                "full",
                                List.of("/usr/sbin/nginx"),
                                process -> process.with(Process.MATCH, Match.PROGRAM)
                                        .with(Process.QUORUM, 0)
                                        .with(Process.QUORUM_MAX, 0)));
        assertThat(config.trackers().files())
                .containsExactly(
                        new FileSettings("priority", Path.of("/run/priority"), Optional.of(new Initial(5, true))),
                        new FileSettings("old", Path.of("/run/old"), Optional.empty()));
        assertThat(config.instances().getFirst().tracking().health())
                .containsExactly(
                        new Tracking("process haproxy", 10, true),
                        new Tracking("process args", -254, false),
                        new Tracking("process full", 0, false),
                        new Tracking("file priority", 1, false),
                        new Tracking("file old", 0, false));
        assertThat(config.notices())
                .singleElement()
                .asString()
                .endsWith("no instance tracks 'process unused', so it is not looked for");
    }
}
