package io.havip.cli.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.havip.config.ConfigReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What two files mean together. */
class ClusterExplanationTest {
    private static final String GW1 = """
            global_defs {
                router_id gw1
            }
            vrrp_script chk {
                script /usr/bin/true
                interval 2
                fall 2
                weight -20
            }
            vrrp_instance VI_1 {
                state BACKUP
                interface eth0
                virtual_router_id 51
                priority 150
                advert_int 1
                authentication {
                    auth_type PASS
                    auth_pass 1111
                }
                unicast_src_ip 10.0.0.1
                unicast_peer {
                    10.0.0.2
                }
                virtual_ipaddress {
                    10.0.0.100/24
                }
                track_script {
                    chk
                    checkhaproxy
                }
            }
            """;
    private static final String GW2 = GW1.replace("router_id gw1", "router_id gw2")
            .replace("priority 150", "priority 100")
            .replace("unicast_src_ip 10.0.0.1", "unicast_src_ip 10.0.0.9")
            .replace("10.0.0.2", "10.0.0.1")
            .replace("10.0.0.9", "10.0.0.2");

    @TempDir
    private Path folder;

    @Test
    void tellsWhoIsActiveWhenAndHowLongItTakes() throws Exception {
        var cluster = explain(GW1, GW2);

        assertThat(cluster.broken()).isFalse();
        assertThat(cluster.text()).isEqualTo("""
                virtual router 51, IPv4: VI_1 on gw1, VI_1 on gw2
                  at the start        gw1 is active, with priority 150
                  gw1 vanishes        gw2 takes over within 3610 ms
                  gw1 is stopped      gw2 takes over at once, because no one else can
                  gw1 is frozen       gw2 takes over within 3610 ms, and the kernel takes the addresses from gw1 within 4 s of its last advertisement
                  gw1 then returns    gw1 takes back within 3415 ms
                  gw1: HAProxy ends   is noticed at once, and gw2 takes over at once, because no one else can
                  gw1: HAProxy hangs  is noticed within 380 ms, and gw2 takes over at once, because no one else can
                  gw1: chk fails      warning: is noticed within 6000 ms, 130 is left of the priority, and is still above gw2's 100: the addresses stay with gw1
                  gw2 fails           nothing moves: gw1 is active while it works
                """);
    }

    @Test
    void withoutPreemptionTheFormerBackupIsFollowedToo() throws Exception {
        var cluster = explain(GW1.replace("state BACKUP", "nopreempt"), GW2.replace("state BACKUP", "nopreempt"));

        assertThat(cluster.text())
                .containsPattern("gw1 then returns +gw2 stays active: gw1 does not preempt\n")
                .containsPattern("gw2, active, vanishes +gw1 takes over within 3415 ms\n")
                .containsPattern(
                        "gw2, active, chk fails +warning: .* 80 is left of the priority, but gw1 does not preempt");
    }

    @Test
    void aWeightThatNobodyAnswersIsAWarning() throws Exception {
        var heavy = GW1.replace("weight -20", "weight -60").replace("checkhaproxy", "");

        assertThat(explain(heavy, GW2.replace("weight -20", "weight -60")).text())
                .contains("gw1: chk fails    is noticed within 6000 ms, 90 is left of the priority, and gw2 takes over"
                        + " within 3610 ms more\n");
        assertThat(explain(heavy, GW2.replace("state BACKUP", "nopreempt")).text())
                .contains(
                        "warning: is noticed within 6000 ms, 90 is left of the priority, but gw2 does not preempt: the"
                                + " addresses stay with gw1");
    }

    static Stream<Arguments> mismatches() {
        return Stream.of(
                arguments("advert_int 1", "advert_int 2", true, "interval: 1s on gw1, 2s on gw2;"),
                arguments("advert_int 1", "version 3\nadvert_int 1", true, "version: 2 on gw1, 3 on gw2;"),
                arguments("auth_pass 1111", "auth_pass 2222", true, "the passwords differ"),
                arguments(
                        "authentication {\n        auth_type PASS\n        auth_pass 1111\n    }",
                        "",
                        true,
                        "gw2 has no password and the other has one"),
                arguments(
                        "unicast_peer {\n        10.0.0.1\n    }",
                        "",
                        true,
                        "advertisements: unicast on gw1, multicast to 224.0.0.18 on gw2;"),
                arguments(
                        "        10.0.0.1\n",
                        "        10.0.0.3\n",
                        true,
                        "gw2 sends to 10.0.0.3, and not to 10.0.0.1, gw1's address"),
                arguments("unicast_src_ip 10.0.0.2", "unicast_src_ip 10.0.0.1", true, "both send from 10.0.0.1"),
                arguments("priority 100", "priority 150", false, "both have priority 150"),
                arguments(
                        "10.0.0.100/24",
                        "10.0.0.101/24",
                        false,
                        "gw1 advertises 10.0.0.100/24, and gw2 10.0.0.101/24;"),
                arguments("10.0.0.100/24", "10.0.0.100", false, "gw1 advertises 10.0.0.100/24, and gw2 10.0.0.100/32;"),
                arguments("priority 100", "priority 100\nno_accept", false, "accepting what is sent to the addresses:"),
                arguments(
                        "priority 100",
                        "priority 100\ndown_timer_adverts 5",
                        false,
                        "intervals of silence: 3 on gw1, 5"),
                arguments("priority 100", "priority 100\nnopreempt", false, "gw2 does not preempt and gw1,"),
                arguments("virtual_router_id 51", "virtual_router_id 52", false, "gw2 has no instance with this VRID"));
    }

    @ParameterizedTest
    @MethodSource("mismatches")
    void saysWhatDoesNotFitTogether(String line, String instead, boolean broken, String sentence) throws Exception {
        assertThat(GW2).contains(line);

        var cluster = explain(GW1, GW2.replace(line, instead).replace("state BACKUP\n", "\n"));

        assertThat(cluster.broken()).isEqualTo(broken);
        assertThat(cluster.text().lines().filter(each -> each.contains(sentence)))
                .first()
                .asString()
                .startsWith(broken ? "  error: " : "  warning: ");
        assertThat(cluster.text()).contains("    mend: ").doesNotContain("1111", "2222");
    }

    @Test
    void twoOwnersCantBoth() throws Exception {
        var cluster = explain(GW1.replace("priority 150", "priority 255"), GW2.replace("priority 100", "priority 255"));

        assertThat(cluster.broken()).isTrue();
        assertThat(cluster.text()).contains("error: both are owners of the addresses (255)");
    }

    @Test
    void nodesWithoutNamesOfTheirOwnGoByTheirFiles() throws Exception {
        var cluster = explain(GW1, GW2.replace("router_id gw2", "router_id gw1"));

        assertThat(cluster.text()).contains("VI_1 on node0.conf, VI_1 on node1.conf");
    }

    private ClusterExplanation explain(String... files) throws Exception {
        var nodes = new ArrayList<NodePlan>();
        for (String text : files) {
            var file = Files.writeString(folder.resolve("node" + nodes.size() + ".conf"), text);
            var config = ConfigReader.read(file);
            nodes.add(new NodePlan(config.routerName(), file.getFileName().toString(), config));
        }
        return ClusterExplanation.of(List.copyOf(nodes));
    }
}
