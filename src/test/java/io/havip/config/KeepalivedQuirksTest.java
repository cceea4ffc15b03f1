package io.havip.config;

import static io.havip.config.ConfigFolder.instance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.Transport;
import io.havip.haproxy.HaproxySettings;
import io.havip.health.Tracking;
import io.havip.programs.NotifyScript.Occasion;
import io.havip.programs.ScriptSettings;
import io.havip.vrrp.VirtualRouterSettings;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is odd in a {@code keepalived.conf}, and what keepalived 2.2 and 2.3 make of it. */
class KeepalivedQuirksTest {
    @TempDir
    private Path temporary;

    private ConfigFolder folder;

    @BeforeEach
    void open() {
        folder = new ConfigFolder(temporary);
    }

    private GatewayConfig read(String text) throws ConfigException {
        return folder.read("keepalived.conf", text);
    }

    private InstanceSettings only(String more) throws ConfigException {
        return read(instance(more)).instances().getFirst();
    }

    @Test
    void aMasterWithoutAPriorityOwnsTheAddresses() throws Exception {
        GatewayConfig config = read(instance("state MASTER"));

        assertThat(config.instances().getFirst().router().priority()).isEqualTo(VirtualRouterSettings.OWNER_PRIORITY);
        assertThat(config.notices()).anyMatch(notice -> notice.contains("without a priority is priority 255"));
        assertThat(only("state BACKUP").router().priority()).isEqualTo(100);
        assertThat(only("state MASTER\npriority 90").router().priority()).isEqualTo(90);
    }

    @Test
    void anOwnerThatIsActiveAtOnceIsSaidToDiffer() throws Exception {
        String differs = "the owner of the addresses is active at once";

        assertThat(read(instance("priority 255")).notices()).anyMatch(notice -> notice.contains(differs));
        assertThat(read(instance("state MASTER\npriority 255")).notices())
                .noneMatch(notice -> notice.contains(differs));
    }

    @Test
    void aRouterThatKeepalivedKeepsInFaultIsRefused() throws Exception {
        assertThat(folder.errors("keepalived.conf", instance("unicast_fault_no_peer")))
                .contains("keepalived stays in FAULT");
        assertThat(read(instance("unicast_fault_no_peer\nunicast_peer {\n10.0.0.2\n}"))
                        .notices())
                .isEmpty();
    }

    @Test
    void ofTwoSourcesTheLastOneCounts() throws Exception {
        String peer = "\nunicast_peer {\n10.0.0.2\n}";

        assertThat(source("unicast_src_ip 10.0.0.77\nmcast_src_ip 10.0.0.78")).isEqualTo("10.0.0.78");
        assertThat(source("mcast_src_ip 10.0.0.78\nunicast_src_ip 10.0.0.77")).isEqualTo("10.0.0.77");
        assertThat(source("unicast_src_ip 10.0.0.77\nmcast_src_ip 10.0.0.78" + peer))
                .isEqualTo("10.0.0.78");
        assertThat(source("mcast_src_ip 10.0.0.78" + peer)).isEqualTo("10.0.0.78");
    }

    private String source(String more) throws Exception {
        return only(more).exchange().transport().source().orElseThrow().getHostAddress();
    }

    @Test
    void ofSeveralStatesMasterCountsAndAForeignWordIsBackup() throws Exception {
        for (String states : List.of("state MASTER\nstate BACKUP", "state BACKUP\nstate MASTER")) {
            assertThat(only(states).router().priority()).isEqualTo(VirtualRouterSettings.OWNER_PRIORITY);
        }
        GatewayConfig foreign = read(instance("state SLAVE"));

        assertThat(foreign.instances().getFirst().router().priority()).isEqualTo(100);
        assertThat(foreign.notices())
                .singleElement()
                .asString()
                .endsWith("'SLAVE' is no state: BACKUP, as in keepalived");
    }

    @Test
    void aForeignWordAfterMasterIsBackup() throws Exception {
        var backup = only("state MASTER\nstate SLAVE\nnopreempt");

        assertThat(backup.router().priority()).isEqualTo(100);
        assertThat(backup.router().preemption().preempt()).isFalse();
        assertThat(only("state SLAVE\nstate MASTER\nnopreempt\npriority 90")
                        .router()
                        .preemption()
                        .preempt())
                .isTrue();
    }

    @Test
    void reverseStaysWhereAWeightIsWrittenAgain() throws Exception {
        var tracked = read("vrrp_script chk {\nscript /bin/true\nweight 24 reverse\nweight 1\n}\n"
                        + instance("track_script {\nchk\n}"))
                .instances()
                .getFirst()
                .tracking()
                .health()
                .getFirst();

        assertThat(tracked.weight()).isEqualTo(1);
        assertThat(tracked.reverse()).isTrue();
    }

    @Test
    void theFewestAnnouncementsAreThoseThatNothingElseIsSaidOf() throws Exception {
        assertThat(repeat("vrrp_min_garp")).isEqualTo(1);
        assertThat(repeat("vrrp_min_garp\nvrrp_garp_master_repeat 4")).isEqualTo(4);
        assertThat(repeat("vrrp_garp_master_repeat 5\nvrrp_min_garp"))
                .as("the usual number is none to keepalived")
                .isEqualTo(1);
        assertThat(repeat("vrrp_min_garp\nvrrp_garp_master_repeat 5"))
                .as("but counts below")
                .isEqualTo(5);
    }

    private int repeat(String globals) throws ConfigException {
        return read("global_defs {\n" + globals + "\n}\n" + instance(""))
                .instances()
                .getFirst()
                .moving()
                .announcements()
                .takeover()
                .repeat();
    }

    @Test
    void inStrictModeOnlyAnOwnerStartsAsMaster() throws Exception {
        GatewayConfig config = read(instance("strict_mode on\nstate MASTER\npriority 90\nnopreempt"));

        assertThat(config.instances().getFirst().router().preemption().preempt())
                .isFalse();
        assertThat(config.notices()).anyMatch(notice -> notice.contains("strict mode has no state MASTER"));
    }

    @Test
    void withoutPeersAUnicastBlockMeansMulticast() throws Exception {
        GatewayConfig config = read(instance("unicast_peer {\n}"));

        assertThat(config.instances().getFirst().exchange().transport()).isInstanceOf(Transport.Multicast.class);
        assertThat(config.notices()).singleElement().asString().contains("advertisements are multicast");
    }

    @Test
    void figuresWithLeadingZerosAreNoAddress() {
        assertThat(folder.errors("keepalived.conf", instance("unicast_src_ip 10.01.000.100")))
                .contains("'10.01.000.100' is not an IP address");
    }

    static Stream<Arguments> commands() {
        return Stream.of(
                arguments("\"/bin/echo -p's3cret' x\"", List.of("/bin/echo", "-ps3cret", "x")),
                arguments("\"/bin/echo --f='{{.State}}' 'it''s'\"", List.of("/bin/echo", "--f={{.State}}", "its")),
                arguments("'/bin/echo \"a b\" x'", List.of("/bin/echo", "a b", "x")),
                arguments("\"/bin/echo '' x\"", List.of("/bin/echo", "", "x")),
                arguments("\"/bin/echo a\\tb\"", List.of("/bin/echo", "a", "b")),
                arguments("\"/bin/echo a\\\\tb x\\\\ y\"", List.of("/bin/echo", "a\tb", "x y")),
                arguments("\"</dev/null\"", List.of("/bin/sh", "-c", "</dev/null")),
                arguments("</dev/null", List.of("/bin/sh", "-c", "</dev/null")));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void quotesWithinAWordJoin(String written, List<String> words) throws Exception {
        GatewayConfig config = read("vrrp_script chk {\nscript " + written + "\n}\n"
                + instance("track_script {\nchk\n}\nnotify " + written));

        assertThat(config.trackers().scripts())
                .extracting(ScriptSettings::command)
                .containsExactly(words);
        assertThat(config.instances()
                        .getFirst()
                        .notifications()
                        .scripts()
                        .get(Occasion.ANY)
                        .command())
                .isEqualTo(words);
    }

    static Stream<Arguments> repeated() {
        return Stream.of(
                arguments("priority 7\npriority 8", "last"),
                arguments("version 2\nversion 3", "first"),
                arguments("use_vmac a\nuse_vmac b", "first"),
                arguments("notify_master \"/bin/echo a\"\nnotify_master \"/bin/echo b\"", "first"),
                arguments("notify_deleted \"/bin/echo a\"\nnotify_deleted \"/bin/echo b\"", "first"));
    }

    @ParameterizedTest
    @MethodSource("repeated")
    void ofARepeatedKeywordTheSameOneCountsAsInKeepalived(String twice, String counts) throws Exception {
        var lines = twice.lines().toList();
        String counting = counts.equals("first") ? lines.getFirst() : lines.getLast();
        String other = counts.equals("first") ? lines.getLast() : lines.getFirst();
        GatewayConfig config = read(instance(twice));

        assertThat(config.notices())
                .anyMatch(notice -> notice.contains("; the " + counts + " one counts, as in keepalived"));
        assertThat(config.instances()).isEqualTo(read(instance(counting)).instances());
        assertThat(config.instances()).isNotEqualTo(read(instance(other)).instances());
    }

    private static final String SCRIPT = """
        vrrp_script chk {
            script "/bin/true"
            weight 7
        }
        """;

    private static final String GROUP = """
        vrrp_sync_group G {
            group {
                VI_1
            }
        %s
        }
        """;

    @Test
    void whatIsDescribedFurtherDownIsNotTracked() throws Exception {
        String others = """
            vrrp_track_process proc {
                process nginx
            }
            track_file file {
                file /run/points
            }
            """;
        String tracking = "track_script {\nchk\n}\ntrack_process {\nproc\n}\ntrack_file {\nfile\n}\n";
        String grouped = GROUP.formatted(tracking);

        assertThat(trackers(SCRIPT + others + instance(tracking))).containsExactly("chk", "process proc", "file file");
        assertThat(trackers(SCRIPT + others + grouped + instance("")))
                .containsExactly("chk", "process proc", "file file");
        for (String below : List.of(instance(tracking) + SCRIPT + others, grouped + SCRIPT + others + instance(""))) {
            assertThat(trackers(below)).isEmpty();
            assertThat(read(below).notices())
                    .filteredOn(notice ->
                            notice.endsWith("is described further down: left out, as in keepalived; move it up"))
                    .hasSize(3);
        }
    }

    @Test
    void whatIsNotDescribedIsLeftOutUnlessItIsAboutHaproxy() throws Exception {
        assertThat(trackers(instance("track_script {\nchk_nginx\n}\ntrack_process {\nproc\n}\ntrack_file {\nfile\n}")))
                .isEmpty();
        assertThat(trackers(instance("track_script {\ncheckhaproxy\n}"))).containsExactly(HaproxySettings.TRACKER);
    }

    @Test
    void ofWhatAnInstanceAndItsGroupTrackTheGroupsWordCounts() throws Exception {
        GatewayConfig config = read(SCRIPT
                + GROUP.formatted("track_script {\nchk weight 3\n}\ntrack_interface {\neth1 weight 4\n}\n"
                        + "sync_group_tracking_weight")
                + instance("track_script {\nchk weight 5\n}\ntrack_interface {\neth1 weight 6\n}"));

        assertThat(config.instances().getFirst().tracking().health()).containsExactly(new Tracking("chk", 3, false));
        assertThat(config.instances().getFirst().tracking().interfaces())
                .containsExactly(new Tracking("eth1", 4, false));
        assertThat(config.notices())
                .filteredOn(notice -> notice.endsWith("left out, as in keepalived: the sync group tracks it too"))
                .hasSize(2);
    }

    @Test
    void aQuoteEndsTheWordThatItTouchesExceptInACommand() throws Exception {
        assertThat(errors("router_id \"LVS \"DEVEL")).contains("one word too many");
        assertThat(errors("router_id LVS\"DEVEL\"")).contains("one word too many");
        assertThat(read("global_defs {\nrouter_id \"LVS DEVEL\"\n}\n" + instance(""))
                        .notices())
                .isEmpty();
    }

    private String errors(String globals) {
        return folder.errors("keepalived.conf", "global_defs {\n" + globals + "\n}\n" + instance(""));
    }

    @Test
    void theQuotesOfAnIncludedNameArePartOfIt() throws Exception {
        folder.write("more.conf", "this would be an error\n");

        assertThat(read("include \"more.conf\"\n" + instance("")).notices())
                .singleElement(STRING)
                .contains("no file matches '\"more.conf\"', which keepalived tolerates too");
    }

    @Test
    void anInstancesOwnWordWithoutAWeightCountsBeforeItsGroups() throws Exception {
        String tracked = "track_script {\nchk weight %1$s\n}\ntrack_interface {\neth1 weight %1$s\n}\n"
                + "track_file {\nfile weight %1$s\n}\n";
        GatewayConfig config = read(SCRIPT
                + "vrrp_track_file file {\nfile /tmp/file\n}\n"
                + GROUP.formatted(tracked.formatted("3") + "sync_group_tracking_weight")
                + instance(tracked.formatted("0")));

        var tracking = config.instances().getFirst().tracking();
        assertThat(tracking.health())
                .containsExactly(new Tracking("chk", 0, false), new Tracking("file file", 0, false));
        assertThat(tracking.interfaces()).containsExactly(new Tracking("eth1", 0, false));
        assertThat(config.notices())
                .filteredOn(notice ->
                        notice.endsWith("left out, as in keepalived: the instance tracks it without a weight"))
                .hasSize(3);
    }

    @Test
    void ofWhatIsListedTwiceTheFirstCounts() throws Exception {
        GatewayConfig config = read(
                SCRIPT + instance("track_script {\nchk weight 5\nchk\n}\ntrack_interface {\neth1 weight 4\neth1\n}"));

        assertThat(config.instances().getFirst().tracking().health()).containsExactly(new Tracking("chk", 5, false));
        assertThat(config.instances().getFirst().tracking().interfaces())
                .containsExactly(new Tracking("eth1", 4, false));
    }

    @Test
    void theOwnInterfaceHasNoWeightAndIsNotTrackedWhereItShallNotBe() throws Exception {
        assertThat(only("track_interface {\neth0 weight 5\n}").tracking().interfaces())
                .isEmpty();
        assertThat(only("dont_track_primary\ntrack_interface {\neth0\n}")
                        .tracking()
                        .interfaces())
                .isEmpty();
        assertThat(only("track_interface {\neth0\n}").tracking().interfaces())
                .containsExactly(new Tracking("eth0", 0, false));
    }

    private List<String> trackers(String text) throws ConfigException {
        return read(text).instances().getFirst().tracking().health().stream()
                .map(Tracking::tracker)
                .toList();
    }

    @Test
    void aCommentMayBeInLatin1() throws Exception {
        Path file = Files.write(
                temporary.resolve("keepalived.conf"),
                ("# caf\u00e9\n" + instance("")).getBytes(StandardCharsets.ISO_8859_1));

        assertThat(ConfigReader.read(file).notices())
                .singleElement()
                .asString()
                .endsWith("keepalived.conf:1:6: not UTF-8 from here on: read as ISO 8859-1");
    }

    @Test
    void aParameterThatKeepalivedDoesNotKnowSaysWhereTheAgentListens() throws Exception {
        assertThat(read("$HAVIP_LISTEN=0.0.0.0:9200\n" + instance(""))
                        .management()
                        .listen())
                .isEqualTo(new InetSocketAddress("0.0.0.0", 9200));
        assertThat(folder.errors("keepalived.conf", "$HAVIP_LISTEN=9200\n" + instance("")))
                .contains("keepalived.conf:1:15: error: $HAVIP_LISTEN: '9200' is not an address and a port");
    }

    @Test
    void aParameterThatKeepalivedDoesNotKnowAsksForItsExportersNames() throws Exception {
        assertThat(read("$HAVIP_KEEPALIVED_METRICS=true\n" + instance(""))
                        .management()
                        .keepalivedMetrics())
                .isTrue();
        assertThat(folder.errors("keepalived.conf", "$HAVIP_KEEPALIVED_METRICS=maybe\n" + instance("")))
                .contains("keepalived.conf:1:27: error: $HAVIP_KEEPALIVED_METRICS: 'maybe' is not a choice here");
    }

    @Test
    void scriptsOfASupplementaryGroupNeedNoWordForIt() throws Exception {
        assertThat(read("global_defs {\nset_supplementary_groups\n}\n" + instance(""))
                        .notices())
                .isEmpty();
    }
}
