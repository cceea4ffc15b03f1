package io.havip.agent;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.gateway.settings.Instances;
import io.havip.interop.Keepalived;
import io.havip.testing.Capture;
import io.havip.testing.NetworkLab;
import io.havip.testing.Requirement;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is recorded of a move, beside an independent capture of the same. */
@Execution(ExecutionMode.CONCURRENT)
class PacketsIT {
    private static final String OURS = "10.77.0.1";
    private static final String THEIRS = "10.77.0.2";
    private static final String PASSWORD = "s3cr3t";
    private static final String KEY = "5ec7e700" + "ab".repeat(28);
    private static final BigDecimal MILLISECOND = new BigDecimal("0.001");

    @TempDir
    private Path folder;

    private NetworkLab lab;

    @BeforeEach
    void connectTwoHosts() {
        Requirement.WIRESHARK.ensure();
        lab = NetworkLab.withOneHost();
        lab.namespace("two");
        lab.connect("two", "eth0", THEIRS + "/24");
    }

    @AfterEach
    void endIt() {
        NetworkLab.close(lab);
    }

    private Path configure(String node, int priority, String router) {
        return configure(node, priority, router, "10.77.0.100/24");
    }

    private Path configure(String node, int priority, String router, String addresses) {
        return Agent.write(folder.resolve(node).resolve("gateway.yaml"), """
            router-name: %s
            journal: {directory: %s}
            instances:
              - name: web
                interface: eth0
                vrid: 51
                priority: %d
                addresses: [%s]
                %s
            """.formatted(
                        node, folder.resolve(node).resolve("journal"), priority, addresses, router));
    }

    private static final String KEEPALIVED = """
            vrrp_instance web {
                state BACKUP
                interface eth0
                virtual_router_id 51
                priority 150
                advert_int 1
                authentication {
                    auth_type PASS
                    auth_pass %s
                }
                virtual_ipaddress {
                    10.77.0.100/24
                }
            }
            """.formatted(PASSWORD);

    private String packets(String node, String options) {
        return lab.run(
                node,
                "sh",
                "-c",
                "%s packets --config %s/gateway.yaml %s 2>&1; echo exit status $?"
                        .formatted(Agent.LAUNCHER, folder.resolve(node), options));
    }

    /** The last one of this node, as soon as it says this: that is asked when there is something to ask for. */
    private Path awaitRecording(String node, String sentence) {
        var journal = folder.resolve(node).resolve("journal");
        await().until(() -> Files.exists(journal.resolve("packets-%d.pcapng"
                .formatted(Agent.written(journal, "transition").getLast().getLong("seq")))));
        await().untilAsserted(() -> assertThat(packets(node, "")).contains(sentence));
        try (var files = Files.list(journal)) {
            return files.filter(file -> file.toString().endsWith(".pcapng"))
                    .max((one, other) -> Long.compare(number(one), number(other)))
                    .orElseThrow();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static long number(Path file) {
        return Long.parseLong(file.getFileName().toString().replaceAll("\\D", ""));
    }

    /** When the journal's entry of that number was. */
    private String at(String node, long number) {
        return lab.run(
                        node,
                        "sh",
                        "-c",
                        "curl --silent 'http://127.0.0.1:9165/events?after=%d' | head -n 1".formatted(number - 1))
                .split("\"at\":\"")[1]
                .split("\"")[0];
    }

    private static List<Capture.Frame> read(Path file, String filter) {
        return Capture.read(
                file,
                filter,
                "frame.time_epoch",
                "frame.comment",
                "ip.src",
                "ipv6.src",
                "vrrp.prio",
                "vrrp.auth_string");
    }

    private static Capture.Frame commented(Path file, String comment) {
        return read(file, "frame.comment contains \"" + comment + "\"").getFirst();
    }

    private static void assertWellFormed(Path file) {
        assertThat(read(file, "_ws.malformed")).isEmpty();
        assertThat(read(file, "vrrp")).isNotEmpty();
    }

    @Test
    void aKeepalivedThatDiesAndWhatIsRecordedOfItsSuccessor() throws IOException {
        try (var capture = Capture.start(lab, "one", "eth0");
                var keepalived = Keepalived.start(lab, "two", KEEPALIVED);
                var gateway = Agent.run(
                        lab,
                        "one",
                        configure("one", 100, "version: 2\n    authentication: {password: " + PASSWORD + "}"))) {
            gateway.awaitState("backup");
            await().until(() ->
                    capture.frames("vrrp && ip.src == " + THEIRS, "ip.src").size() > 2);
            await().until(() -> gateway.sum("havip_vrrp_advertisements_received_total", "") > 0);
            keepalived.kill();
            gateway.awaitState("active");
            var file = awaitRecording("one", "BACKUP -> ACTIVE, active_down: 10.77.0.2 (priority 150) fell silent");

            assertWellFormed(file);
            var last = read(file, "vrrp && ip.src == " + THEIRS).getLast();
            var first = read(file, "vrrp && ip.src == " + OURS).getFirst();
            assertThat(last.get("frame.comment"))
                    .startsWith("decided: the last that was heard of 10.77.0.2 (priority 150), ");
            assertThat(first.get("frame.comment")).startsWith("our first advertisement after the decision, ");
            assertThat(read(
                            file,
                            "arp.isgratuitous && arp.src.proto_ipv4 == 10.77.0.100 && eth.src == "
                                    + lab.macAddress("one", "eth0")))
                    .hasSizeGreaterThanOrEqualTo(5)
                    .first()
                    .satisfies(arp -> assertThat(arp.get("frame.comment"))
                            .startsWith("the first announcement of 10.77.0.100 after the decision, "));
            assertThat(times(capture, last, "vrrp && ip.src == " + THEIRS)).hasSize(1);
            assertThat(times(capture, first, "vrrp && ip.src == " + OURS)).hasSize(1);

            assertThat(read(file, "vrrp.checksum.status == \"Bad\"")).isEmpty();
            assertThat(read(file, "vrrp"))
                    .extracting(frame -> frame.get("vrrp.auth_string"))
                    .containsOnly("********");
            assertThat(new String(Files.readAllBytes(file), ISO_8859_1)).doesNotContain(PASSWORD);
            assertThat(packets("one", ""))
                    .doesNotContain(PASSWORD)
                    .startsWith(at("one", number(file)) + " web: ")
                    .contains("(one) > 224.0.0.18: VRID 51, priority 100");
            assertThat(lab.run("one", Agent.LAUNCHER, "audit", file.toString()))
                    .contains("10.77.0.2 silent for ", "nothing is wrong");
            assertThat(lab.run(
                            "one",
                            "sh",
                            "-c",
                            "curl --silent 'http://127.0.0.1:9165/packets?number=%d' | cmp - %s && echo the same"
                                    .formatted(number(file), file)))
                    .isEqualTo("the same\n");
            assertThat(gateway.sum("havip_recordings_written_total", "")).isPositive();
            assertThat(gateway.sum("havip_recordings_lost_total", "")).isZero();
        }
    }

    /** Of frames that the capture has within a millisecond of a recorded one. */
    private static List<BigDecimal> times(Capture capture, Capture.Frame recorded, String filter) {
        var at = new BigDecimal(recorded.get("frame.time_epoch"));
        return capture.frames(filter, "frame.time_epoch").stream()
                .map(frame -> new BigDecimal(frame.get("frame.time_epoch")))
                .filter(time -> time.subtract(at).abs().compareTo(MILLISECOND) < 0)
                .collect(Collectors.toList());
    }

    /** How routers of version 3 speak with each other; every 100 ms, with VRID 51. */
    private enum Way {
        IPV6("", "ff02::12", "fd00:77::100", "fe80::100/64", "fd00:77::100/64") {
            @Override
            Instances theirs(Instances plain) {
                return plain;
            }
        },
        VIRTUAL_MAC("virtual-mac: {}", "224.0.0.18", "10.77.0.100", "10.77.0.100/24") {
            @Override
            Instances theirs(Instances plain) {
                return plain.withVirtualMac();
            }
        },
        UNICAST("unicast: {peers: [" + THEIRS + "]}", THEIRS, "10.77.0.100", "10.77.0.100/24") {
            @Override
            Instances theirs(Instances plain) {
                return plain.unicastFrom(THEIRS, OURS);
            }
        };

        private final String ours;
        private final String destination;
        private final String address;
        private final String[] addresses;

        Way(String ours, String destination, String address, String... addresses) {
            this.ours = "version: 3\n    advertisement-interval: 100ms\n    " + ours;
            this.destination = destination;
            this.address = address;
            this.addresses = addresses;
        }

        abstract Instances theirs(Instances plain);

        String announcement() {
            return address.contains(":")
                    ? "icmpv6.nd.na.flag.s == 0 && icmpv6.nd.na.target_address == " + address
                    : "arp.isgratuitous && arp.src.proto_ipv4 == " + address;
        }
    }

    @ParameterizedTest
    @EnumSource
    void itIsTheSameHoweverTheySpeak(Way way) {
        var theirs = way.theirs(Instances.withPriority(150).addresses(way.addresses));
        try (var capture = Capture.start(lab, "one", "eth0");
                var keepalived = Keepalived.start(lab, "two", theirs);
                var gateway =
                        Agent.run(lab, "one", configure("one", 100, way.ours, String.join(", ", way.addresses)))) {
            await().until(() -> gateway.sum("havip_vrrp_active_peer_info", "priority=\"150\"") == 1);
            keepalived.kill();
            gateway.awaitState("active");
            var file = awaitRecording("one", "BACKUP -> ACTIVE, active_down: ");

            assertWellFormed(file);
            assertThat(read(file, "vrrp.checksum.status == \"Bad\" || icmpv6.checksum.status == \"Bad\""))
                    .isEmpty();
            var last = read(file, "vrrp.prio == 150").getLast();
            var first = read(file, "vrrp.prio == 100").getFirst();
            var announced = commented(file, "the first announcement of " + way.address + " after the decision");
            assertThat(last.get("frame.comment"))
                    .startsWith("decided: the last that was heard of %s (priority 150), ".formatted(source(last)));
            assertThat(first.get("frame.comment")).startsWith("our first advertisement after the decision, ");
            var announcements =
                    "%s && eth.src == %s".formatted(way.announcement(), lab.macAddress("one", macInterface(way)));
            assertThat(read(file, announcements)).hasSizeGreaterThanOrEqualTo(5).contains(announced);

            // A host without a router answers a unicast advertisement with ICMP, which quotes it.
            assertThat(times(capture, last, "vrrp.prio == 150 && !icmp")).hasSize(1);
            assertThat(times(capture, first, "vrrp.prio == 100 && !icmp")).hasSize(1);
            assertThat(times(capture, announced, announcements)).isNotEmpty();

            assertThat(packets("one", ""))
                    .contains("%s (one) > %s: VRID 51, priority 100".formatted(source(first), way.destination))
                    .contains(way.address + " (web)");
            assertThat(lab.run("one", Agent.LAUNCHER, "audit", file.toString()))
                    .contains(source(last) + " silent for ", "nothing is wrong");
        }
    }

    private static String macInterface(Way way) {
        return way == Way.VIRTUAL_MAC ? Instances.VIRTUAL_INTERFACE : "eth0";
    }

    private static String source(Capture.Frame frame) {
        return frame.get("ip.src") + frame.get("ipv6.src");
    }

    @Test
    void ofTwoGatewaysEachHasItsOwnSideOfAReleaseAndNoKey() throws IOException {
        var router =
                "version: 3\n    advertisement-interval: 100ms\n    authentication: {hmac: {keys: [{id: 1, key: \"hex:%s\"}], active-key: 1}}"
                        .formatted(KEY);
        try (var two = Agent.run(lab, "two", configure("two", 100, router))) {
            two.awaitState("active");
            try (var one = Agent.run(lab, "one", configure("one", 150, router))) {
                one.awaitState("active");
                two.awaitState("backup");
                one.service().signal("TERM");
                one.service().exitStatus();
            }
            two.awaitState("active");
            var after = awaitRecording("two", "BACKUP -> ACTIVE, release_heard: ");
            var before = awaitRecording("one", "ACTIVE -> INITIALIZE, shutdown: ");

            for (var file : List.of(before, after)) {
                assertWellFormed(file);
                assertThat(new String(Files.readAllBytes(file), ISO_8859_1)).doesNotContain(KEY);
                assertThat(HexFormat.of().formatHex(Files.readAllBytes(file))).doesNotContain(KEY);
            }
            assertThat(commented(after, "decided: 10.77.0.1 releases the role").get("vrrp.prio"))
                    .isEqualTo("0");
            assertThat(commented(before, "our first advertisement after the decision, a release")
                            .get("vrrp.prio"))
                    .isEqualTo("0");
            assertThat(packets("one", "")).contains("no gateway answers (").endsWith("exit status 0\n");
        }
    }
}
