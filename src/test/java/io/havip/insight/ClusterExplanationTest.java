package io.havip.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.havip.config.ConfigReader;
import io.havip.linux.Proc;
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
                auth_pass hush-one
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

    private static final String OTHER = """
        vrrp_instance VI_2 {
            interface eth1
            virtual_router_id 60
            virtual_ipaddress {
                10.0.1.100/24
            }
        }
        """;

    @TempDir
    private Path folder;

    @Test
    void tellsWhoIsActiveWhenAndHowLongItTakes() throws Exception {
        var cluster = explain(GW1, GW2);

        assertThat(cluster.broken()).isFalse();
        assertThat(cluster.text()).isEqualTo("""
            virtual router 51, IPv4: VI_1 on gw1, VI_1 on gw2
              at the start               gw1 is active, with priority 150
              gw1 vanishes               gw2 takes over within 3610 ms
              gw1 is stopped             gw2 takes over at once, because no one else can
              gw1's agent is killed      gw2 takes over within 3610 ms, and the kernel takes the addresses from gw1 within 4 s of its last advertisement
              gw1 then returns           gw1 takes back within 3415 ms
              gw1: interface eth0 fails  is noticed at once, but the release can't be sent: gw2 takes over within 3610 ms
              gw1: HAProxy ends          is noticed at once, and gw2 takes over at once, because no one else can
              gw1: HAProxy hangs         is noticed within 380 ms, and gw2 takes over at once, because no one else can
              gw1: chk fails             warning: is noticed within 6000 ms, makes the priority 130, still above gw2's 100: the addresses stay with gw1
              gw2 fails                  nothing moves: gw1 is active while it works

            notices of gw2
              FOLDER/node1.conf:29:9: vrrp_instance VI_1: track_script: no vrrp_script is named 'checkhaproxy': the built-in \
            HAProxy tracking takes its place
            """.replace("FOLDER", folder.toString()));
    }

    @Test
    void withoutPreemptionTheFormerBackupIsFollowedToo() throws Exception {
        var cluster = explain(GW1.replace("state BACKUP", "nopreempt"), GW2.replace("state BACKUP", "nopreempt"));

        assertThat(cluster.text())
                .containsPattern("gw1 then returns +gw2 stays active: gw1 does not preempt\n")
                .containsPattern("gw2, active, vanishes +gw1 takes over within 3415 ms\n")
                .containsPattern("gw2, active, chk fails +warning: .* makes the priority 80, but gw1 does not preempt");
    }

    @Test
    void aWeightThatNobodyAnswersIsAWarning() throws Exception {
        var heavy = GW1.replace("weight -20", "weight -60").replace("checkhaproxy", "");

        assertThat(explain(heavy, GW2.replace("weight -20", "weight -60")).text())
                .contains("gw1: chk fails             is noticed within 6000 ms, makes the priority 90, and gw2 takes"
                        + " over within 3610 ms more\n");
        assertThat(explain(heavy, GW2.replace("state BACKUP", "nopreempt")).text())
                .contains("warning: is noticed within 6000 ms, makes the priority 90, but gw2 does not preempt: the"
                        + " addresses stay with gw1");
    }

    private static final String PASSWORD = "authentication { auth_type PASS\n auth_pass hush-one }";

    static Stream<Arguments> signatures() {
        return Stream.of(
                arguments(signed(1, "enforce"), signed(1, "enforce"), ""),
                arguments(signed(1, "enforce"), signed(1, "permissive"), ""),
                arguments(signed(1, "permissive"), signed(1, "receive-only"), ""),
                arguments("", signed(1, "receive-only"), ""),
                arguments(signed(1, "enforce"), signed(2, "enforce"), "gw2 sends with a key that gw1 does not have"),
                arguments(
                        signed(1, "enforce"),
                        signed(1, "receive-only"),
                        "gw2 sends without a trailer, and gw1 insists on one"),
                arguments(signed(1, "enforce"), "", "gw2 sends without a trailer, and gw1 insists on one"),
                arguments("", signed(1, "permissive"), "gw2 sends with a trailer, which gw1 does not know"),
                arguments(PASSWORD, signed(1, "receive-only"), "gw2 has no password, and gw1 has one"),
                arguments("", PASSWORD, "gw2 has a password, and gw1 has none"));
    }

    private static String signed(int key, String mode) {
        return "auth_hmac {\n key %d hex:%s\n active_key %d\n mode %s\n }"
                .formatted(key, ("0" + key).repeat(32), key, mode);
    }

    @ParameterizedTest
    @MethodSource("signatures")
    void saysWhoDoesNotTakeTheOthersAdvertisementsForSound(String one, String other, String error) throws Exception {
        var password = "authentication \\{[^}]*}";
        var cluster = explain(GW1.replaceFirst(password, one), GW2.replaceFirst(password, other));

        assertThat(cluster.broken()).isEqualTo(!error.isEmpty());
        assertThat(cluster.text()).contains(error.isEmpty() ? "at the start" : "  error: " + error);
    }

    static Stream<Arguments> mismatches() {
        return Stream.of(
                arguments(
                        "advert_int 1",
                        "advert_int 2",
                        true,
                        "gw1 advertises every 1000 ms, gw2 every 2000 ms: version 2 discards"),
                arguments("advert_int 1", "version 3\nadvert_int 1", true, "gw1 speaks version 2, gw2 version 3;"),
                arguments("auth_pass hush-one", "auth_pass hush-two", true, "gw2 uses another password than gw1"),
                arguments(
                        "authentication {\n        auth_type PASS\n        auth_pass hush-one\n    }",
                        "",
                        true,
                        "gw2 has no password, and gw1 has one"),
                arguments(
                        "unicast_peer {\n        10.0.0.1\n    }",
                        "",
                        true,
                        "gw1 sends unicast, gw2 multicast to 224.0.0.18;"),
                arguments(
                        "        10.0.0.1\n",
                        "        10.0.0.3\n",
                        true,
                        "gw2 sends to 10.0.0.3, and not to 10.0.0.1, gw1's address"),
                arguments("unicast_src_ip 10.0.0.2", "unicast_src_ip 10.0.0.1", true, "both send from 10.0.0.1"),
                arguments("priority 100", "priority 150", false, "gw1 and gw2 both have priority 150"),
                arguments(
                        "10.0.0.100/24",
                        "10.0.0.101/24",
                        false,
                        "gw1 advertises other addresses than gw2: it lacks 10.0.0.101/24 and adds 10.0.0.100/24;"),
                arguments(
                        "        10.0.0.100/24\n",
                        "",
                        true,
                        "gw1 advertises other addresses than gw2: it adds 10.0.0.100/24; who has addresses ignores who"
                                + " has none"),
                arguments(
                        "10.0.0.100/24",
                        "10.0.0.100",
                        false,
                        "gw1 advertises other addresses than gw2: it lacks 10.0.0.100/32 and adds 10.0.0.100/24;"),
                arguments("priority 100", "priority 100\nno_accept", false, "accepting what is sent to the addresses:"),
                arguments(
                        "priority 100",
                        "priority 100\ndown_timer_adverts 5",
                        false,
                        "intervals of silence: 3 on gw1, 5"),
                arguments("priority 100", "priority 100\nnopreempt", false, "gw2 does not preempt and gw1,"),
                arguments(
                        "virtual_router_id 51",
                        "virtual_router_id 52",
                        true,
                        "gw2 has such an address under VRID 52 (VI_1): neither hears the other"),
                arguments(
                        "vrrp_instance VI_1 {",
                        "vrrp_sync_group G {\ngroup {\nVI_1\nVI_2\n}\n}\n" + OTHER + "vrrp_instance VI_1 {",
                        false,
                        "on gw1 it moves by itself, on gw2 with VRID 60 (IPv4)"),
                arguments(
                        "vrrp_instance VI_1 {",
                        OTHER + "vrrp_instance VI_1 {",
                        false,
                        "gw1 has no instance with this VRID and family"),
                arguments("router_id gw2", "router_id gw1", false, "2 nodes are called gw1"));
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
        assertThat(cluster.text()).contains("    mend: ").doesNotContain("hush-one", "hush-two");
    }

    @Test
    void nobodyIgnoresTheOtherWhereNobodyHasAddresses() throws Exception {
        String address = "        10.0.0.100/24\n";

        assertThat(explain(GW1.replace(address, ""), GW2.replace(address, "")).broken())
                .isFalse();
    }

    @Test
    void twoOwnersCantBoth() throws Exception {
        var cluster = explain(GW1.replace("priority 150", "priority 255"), GW2.replace("priority 100", "priority 255"));

        assertThat(cluster.broken()).isTrue();
        assertThat(cluster.text())
                .contains("error: gw1 and gw2 both are owners of the addresses (255); both would be active");
    }

    @Test
    void aMismatchIsShownWithBothPlacesAndTheMend() throws Exception {
        assertThat(explain(GW1, GW2.replace("advert_int 1", "advert_int 2")).text())
                .contains("""
                      error: gw1 advertises every 1000 ms, gw2 every 2000 ms: version 2 discards such advertisements; both would be active
                        at: FOLDER/node0.conf:15:16, FOLDER/node1.conf:15:16
                        mend: set the same interval on all routers
                    """.replace("FOLDER", folder.toString()));
    }

    @Test
    void aPeerThatAcceptsKnownSourcesOnlyHasToKnowThem() throws Exception {
        var strict = GW2.replace("unicast_peer {", "check_unicast_src\nunicast_peer {");

        assertThat(explain(GW1.replace("unicast_src_ip 10.0.0.1", "unicast_src_ip 10.0.0.7"), strict)
                        .text())
                .contains("error: gw1 (10.0.0.7) uses VRID 51, is no configured peer of gw2, and is discarded;");
        assertThat(explain(
                                GW1.replace("unicast_peer {", "unicast_ttl 60\nunicast_peer {"),
                                GW2.replace("        10.0.0.1\n", "        10.0.0.1 min_ttl 250 max_ttl 255\n"))
                        .text())
                .contains("error: gw1's advertisements have TTL 60, and gw2 accepts 250 to 255;");
    }

    @Test
    void aFileThatWasCopiedWithItsPeerIsNoticedWithoutSourceAddresses() throws Exception {
        var anywhere = GW1.replace("unicast_src_ip 10.0.0.1\n", "\n");

        assertThat(explain(anywhere, anywhere.replace("priority 150", "priority 100"))
                        .text())
                .contains("error: both send to 10.0.0.2 only, so that one of them sends to itself at best");
    }

    @Test
    void aVridOnSeveralInterfacesIsAsManyVirtualRouters() throws Exception {
        var inside = GW1.replace("vrrp_instance VI_1", "vrrp_instance VI_2")
                .replace("10.0.0.100", "10.9.0.100")
                .replace("eth0", "eth1");
        var both = GW1 + inside.substring(inside.indexOf("vrrp_instance"));
        var turned = GW2.replace("VI_1", "inside")
                        .replace("10.0.0.100", "10.9.0.100")
                        .replace("eth0", "eth5")
                + GW2.substring(GW2.indexOf("vrrp_instance"));

        assertThat(explain(both, turned).text())
                .contains("virtual router 51, IPv4: VI_1 on gw1, VI_1 on gw2\n")
                .contains("virtual router 51, IPv4: VI_2 on gw1, inside on gw2\n");
    }

    @Test
    void nodesWithNothingInCommonAreNoCluster() throws Exception {
        var cluster = explain(
                GW1, GW2.replace("virtual_router_id 51", "virtual_router_id 52").replace("10.0.0.100", "10.0.0.101"));

        assertThat(cluster.broken()).isTrue();
        assertThat(cluster.text())
                .startsWith("nodes: gw1, gw2\n  error: no virtual router in common with another node: gw1, gw2\n");
    }

    @Test
    void aTrackedFileSaysFromWhichNumberOnTheAddressMoves() throws Exception {
        var maintained = GW1.replace(
                        "vrrp_instance",
                        "vrrp_track_file maintenance {\nfile /run/maintenance\nweight -10\n}\nvrrp_instance")
                .replace("track_script", "track_file {\nmaintenance\n}\ntrack_script");

        assertThat(explain(maintained, GW2).text())
                .containsPattern(
                        "gw1: file maintenance says 6 or more +is noticed within 100 ms, makes the priority 90,"
                                + " and gw2 takes over within 3610 ms more\n");
    }

    @Test
    void anInterfaceThatMayBounceIsNoticedLater() throws Exception {
        assertThat(explain("interface_up_down_delays {\n eth0 0.5\n}\n" + GW1, GW2)
                        .text())
                .containsPattern("gw1: interface eth0 fails +is noticed within 500 ms, but the release can't be sent");
    }

    @Test
    void anInterfaceThatIsNotTrackedGivesUpNothing() throws Exception {
        assertThat(explain(GW1.replace("state", "dont_track_primary\nstate"), GW2)
                        .text())
                .containsPattern(
                        "gw1: interface eth0 fails +is noticed at once, but does not give up the role: gw2 takes"
                                + " over within 3610 ms, and both are active\n")
                .doesNotContain("gw2: interface eth0 fails");
        assertThat(explain(GW1, GW2.replace("state", "dont_track_primary\nstate"))
                        .text())
                .containsPattern("gw1: interface eth0 fails .* but the release can't be sent")
                .containsPattern("gw2: interface eth0 fails +it hears nobody, and within 3610 ms both are active\n");
    }

    @Test
    void aPriorityThatOnlyEqualsTheBackupsMovesNothing() throws Exception {
        assertThat(explain(GW1.replace("weight -20", "weight -50"), GW2).text())
                .containsPattern(
                        "gw1: chk fails +warning: .* makes the priority 100, as high as gw2's 100: the addresses"
                                + " stay with gw1");
        assertThat(explain(GW1, GW2.replace("priority 100", "priority 150")).text())
                .containsPattern(
                        "at the start +gw2 is active, with priority 150, as gw1 has: its address is the greater")
                .containsPattern("gw2 then returns +gw1 stays active: its priority is as high");
    }

    @Test
    void weightsThatDoNothingAloneAreAddedUp() throws Exception {
        var two = GW1.replace("vrrp_instance", "vrrp_script dns {\nscript /usr/bin/true\nweight -25\n}\nvrrp_instance")
                .replace("        chk\n", "        chk\n        dns\n");

        assertThat(explain(two, GW2).text())
                .containsPattern("gw1: dns fails +warning: .* makes the priority 125, still above gw2's 100")
                .containsPattern("gw1: everything with a weight fails +warning: is noticed within 6000 ms, makes the"
                        + " priority 105, still above gw2's 100: the addresses stay with gw1");
    }

    @Test
    void aBackupThatAFailureRaisesIsAWarning() throws Exception {
        assertThat(explain(
                                GW1.replace("weight -20", "weight -60 reverse"),
                                GW2.replace("weight -20", "weight -60 reverse"))
                        .text())
                .containsPattern("gw1: chk fails +warning: .* makes the priority 210, still above")
                .containsPattern(
                        "gw2: chk fails +warning: raises its priority to 160, above gw1's 150: gw2 takes over\n");
    }

    @Test
    void ofThreeTheNextBestTakesOverAfterItsSkewTime() throws Exception {
        var multicast = GW1.replace("unicast_peer {\n        10.0.0.2\n    }\n", "");
        var cluster = explain(
                multicast,
                multicast
                        .replace("gw1", "gw2")
                        .replace("priority 150", "priority 100")
                        .replace("10.0.0.1\n", "10.0.0.2\n"),
                multicast
                        .replace("gw1", "gw3")
                        .replace("priority 150", "priority 50")
                        .replace("10.0.0.1\n", "10.0.0.3\n"));

        assertThat(cluster.text())
                .contains("VI_1 on gw1, VI_1 on gw2, VI_1 on gw3\n")
                .containsPattern("gw1 is stopped +gw2 takes over within 610 ms\n");
    }

    @Test
    void nodesWithoutNamesOfTheirOwnGoByTheirFiles() throws Exception {
        var cluster = explain(GW1, GW2.replace("router_id gw2", "router_id gw1"));

        assertThat(cluster.text()).contains("VI_1 on node0.conf, VI_1 on node1.conf");
    }

    @Test
    void nodesThatNobodyHasNamedGoByTheirFilesToo() throws Exception {
        var cluster = explain(GW1.replace("router_id gw1", ""), GW2.replace("router_id gw2", ""));

        assertThat(cluster.text()).startsWith("virtual router 51, IPv4: VI_1 on node0.conf, VI_1 on node1.conf\n");
    }

    @Test
    void onlyNamesThatAreWrittenAreSaidToBeTheSame() throws Exception {
        var host = "router_id " + Proc.hostName();
        var written = explain(GW1.replace("router_id gw1", host), GW2.replace("router_id gw2", host));
        var standard = explain(GW1.replace("router_id gw1", ""), GW2.replace("router_id gw2", ""));

        assertThat(written.text()).contains("2 nodes are called " + Proc.hostName());
        assertThat(standard.text()).doesNotContain("2 nodes are called");
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
