package io.havip.cli;

import static io.havip.cli.Answer.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.havip.console.ControlSocket;
import io.havip.console.Outcome;
import io.havip.console.PacketsEndpoint;
import io.havip.console.PeerAnswer;
import io.havip.observe.ControlMeters;
import io.havip.testing.TestWorkers;
import io.havip.wire.Pcapng.Block;
import io.havip.wire.Recording;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code explain}, from the journals of a pair whose better one released the role; 10.9.0.2's clock is right. */
class ExplainCommandTest {
    private static final String ROUTER = """
            "v":1,"vrrp_instance":"web","vrid":51,"family":"ipv4","version":3,"addresses":["10.9.0.100"],""";

    @TempDir
    private Path folder;

    private String one;
    private String two;

    private String journal(String node, String... entries) throws IOException {
        var directory = Files.createDirectory(folder.resolve(node));
        Files.write(directory.resolve("journal-0000000000000000001.jsonl"), List.of(entries));
        return directory.toString();
    }

    @BeforeEach
    void write() throws IOException {
        one = journal(
                "one",
                "{\"v\":1,\"seq\":1,\"at\":\"2026-01-01T00:00:00.900000Z\",\"node\":\"gw1\",\"kind\":\"haproxy\","
                        + "\"change\":\"ended\",\"sentence\":\"HAProxy has ended\"}",
                "{" + ROUTER.strip() + """
            "seq":2,"at":"2026-01-01T00:00:00.999000Z","node":"gw1","kind":"transition","source":"10.9.0.1","from":"active",\
            "to":"fault","cause":"fault","evidence":{"at":"2026-01-01T00:00:00.998000Z"},"phase_microseconds":{"detection":1000,\
            "advertise":200,"bind":300},"faults":[{"of":"haproxy","reason":"process 7 exited"}],"sentence":"haproxy"}""");
        two = journal("two", "{" + ROUTER.strip() + """
            "seq":1,"at":"2026-01-01T00:00:01.061000Z","monotonic_nanos":61000000,"node":"gw2","kind":"transition",\
            "source":"10.9.0.2","from":"backup","to":"active","cause":"release_heard","evidence":\
            {"at":"2026-01-01T00:00:01.000000Z"},"phase_microseconds":{"detection":61000,"advertise":100,"bind":200,\
            "announce":700},"whole_microseconds":62000,"bound_microseconds":533124,"within_bound":true,"wait":{\
            "advertisement_interval_microseconds":100000,"skew_time_microseconds":60937,\
            "active_down_interval_microseconds":360937,"preempt_delay_microseconds":0,\
            "from":{"at":"2026-01-01T00:00:00.900000Z"},"due":{"at":"2026-01-01T00:00:01.060937Z"}},\
            "active_peer":{"peer":"10.9.0.1","priority":150},"last_heard":{"peer":"10.9.0.1","priority":0,\
            "at":"2026-01-01T00:00:01.000000Z"},"sentence":"released"}""");
    }

    private static Recording recording(int shiftMillis) {
        return new Recording()
                .advertises("10.9.0.1", 150, shiftMillis, 1_000 + shiftMillis)
                .says(1_000 + shiftMillis, "10.9.0.1", 0);
    }

    @Test
    void bothNodesTellTheSameStory() throws IOException {
        Files.write(
                Path.of(two, "packets-1.pcapng"),
                recording(0).serves("10.9.0.2", 100, 1_061, 1_300).pcapng());
        Files.write(
                Path.of(one, "packets-2.pcapng"),
                recording(-1).says(1_061, "10.9.0.2", 100).pcapng());

        var fromTwo = run("explain", "1", "--directory", two, "--directory", one);

        assertThat(fromTwo).isEqualTo(new Answer(0, """
            virtual router web: VRID 51, IPv4, 10.9.0.100

            gw2: BACKUP -> ACTIVE, release_heard, on 2026-01-01 (entry 1)
                               the role was with 10.9.0.1 (gw1), priority 150
              00:00:01.000000  10.9.0.1 (gw1) released the role with priority 0, 61.000 ms before the decision  [packet 11]
                               RFC 9568 section 6.4.2: a Backup that hears priority 0 becomes Active after its Skew_Time: \
            Skew_Time 60.937 ms, waited 60.937 ms
              00:00:01.061000  BACKUP -> ACTIVE, release_heard: 61.000 ms after the evidence, 0.063 ms after its time had come
              00:00:01.061000  on the wire: its own advertisement, 0.000 ms after the decision, the first of 3  [packet 12]
              00:00:01.061000  on the wire: its announcement of 10.9.0.100, 0.000 ms after the decision  [packet 13]
              00:00:01.062000  done: advertised in 100 us, addresses bound in 200 us, announced in 700 us
                               the journal names no traffic that has arrived since
                               it took 62.000 ms altogether: within the 533.124 ms that it may take here

            gw1: ACTIVE -> FAULT, fault, on 2026-01-01 (entry 2)
                               it had the role itself
              00:00:00.900000  haproxy: HAProxy has ended  [entry 1]
              00:00:00.998000  haproxy failed: process 7 exited
                               beyond the RFC: an Active that something fails of which it is to serve sends priority 0, as \
            at a shutdown, and takes no part
              00:00:00.999000  ACTIVE -> FAULT, fault: 1.000 ms after the evidence
              00:00:00.999000  on the wire: its release, 0.000 ms after the decision  [packet 11]
              00:00:00.999500  done: its last advertisement sent in 200 us, addresses given up in 300 us
              00:00:01.061000  on the wire: an advertisement of 10.9.0.2 (gw2), 62.000 ms after the decision  [packet 12]

            the clock of gw1, by 12 packets that both recorded: 0.500 ms behind that of gw2, give or take 0.500 ms
            """, ""));
        assertThat(run("explain", "2", "--directory", one, "--directory", two)).isEqualTo(fromTwo);
        assertThat(run("explain", "--directory", one, "--directory", two)).isEqualTo(fromTwo);
        assertThat(run("explain", "--router", "web", "--directory", one, "--directory", two))
                .isEqualTo(fromTwo);
    }

    @Test
    void itAnswersPrograms() {
        var answer = new JsonObject(
                run("explain", "--json", "--directory", two, "--directory", one).out());

        assertThat(answer.getBoolean("well")).isTrue();
        assertThat(answer.getJsonArray("clocks")).isEmpty();
        assertThat(answer.getJsonArray("nodes")).hasSize(2);
        var node = answer.getJsonArray("nodes").getJsonObject(0);
        assertThat(node.getLong("seq")).isEqualTo(1);
        assertThat(node.getJsonArray("clauses").getJsonObject(2))
                .isEqualTo(new JsonObject("""
                    {"clause":"rule","rule":"release_heard","section":"6.4.2","version":3,"intervals":3,
                     "advertisement_interval_microseconds":100000,"skew_time_microseconds":60937,
                     "active_down_interval_microseconds":360937,"wait_microseconds":60937,
                     "sentence":"RFC 9568 section 6.4.2: a Backup that hears priority 0 becomes Active after its Skew_Time:\
                     Skew_Time 60.937 ms, waited 60.937 ms","entries":[1],"packets":[]}""".replace("     Skew", " Skew")));
    }

    @Test
    void oneNodeAloneTellsWhatItKnows() {
        assertThat(run("explain", "--directory", two).out())
                .contains("the role was with 10.9.0.1, priority 150\n")
                .doesNotContain("gw1", "clock");
    }

    @Test
    void aSlowTakeoverHasAnExitStatusOfItsOwn() throws IOException {
        var file = Path.of(two, "journal-0000000000000000001.jsonl");
        Files.writeString(file, Files.readString(file).replace("\"within_bound\":true", "\"within_bound\":false"));

        var slow = run("explain", "--directory", two);

        assertThat(slow.status()).isEqualTo(3);
        assertThat(slow.out())
                .contains("\n!                  it took 62.000 ms altogether: LONGER THAN the 533.124 ms");
    }

    @Test
    void packetsThatCannotBeReadAreToldOfAndTheRestIsExplained() throws IOException {
        Files.createDirectory(Path.of(two, "packets-1.pcapng"));

        var answer = run("explain", "--directory", two);

        assertThat(answer.status()).isZero();
        assertThat(answer.err()).startsWith("packets can't be read: ");
    }

    @Test
    void damagedPacketsOrAnotherTransitionsAreNamedAndLeftOut() throws IOException {
        var file = Path.of(two, "packets-1.pcapng");
        var alone = run("explain", "--directory", two).out();
        var whole = recording(0).pcapng();
        Files.write(file, Arrays.copyOf(whole, whole.length - 3));
        assertThat(run("explain", "--directory", two))
                .isEqualTo(new Answer(0, alone, file + ": it ends in the middle of a packet; left out\n"));

        Files.write(file, recording(0).pcapng(new Block.Section("havip-gateway", "moved (transition 7 of gw2)")));
        assertThat(run("explain", "--directory", two))
                .isEqualTo(new Answer(0, alone, file + ": it is that of transition 7; left out\n"));

        Files.write(file, recording(0).pcapng(new Block.Section("havip-gateway", "moved (transition 1 of gw2)")));
        assertThat(run("explain", "--directory", two).out()).contains("[packet 11]");
    }

    @Test
    void whatALaterVersionHasWrittenIsToldOfAndLeftOut() throws IOException {
        var later = journal("later", "{\"v\":2,\"seq\":1}", "{\"v\":2,\"seq\":2}");

        assertThat(run("explain", "--directory", two, "--directory", one).err()).isEmpty();
        assertThat(run("explain", "--directory", later))
                .isEqualTo(new Answer(
                        1,
                        "",
                        later + ": 2 entries there are of format 2, and this version reads format 1: left out\n"
                                + "there are no entries in " + later + "\n"));
    }

    @Test
    void nodesOfTheSameNameAreToldApart() throws IOException {
        var again = journal(
                "again",
                Files.readAllLines(Path.of(one, "journal-0000000000000000001.jsonl"))
                        .toArray(String[]::new));

        assertThat(run("explain", "--directory", one, "--directory", again).out())
                .contains("\ngw1: ACTIVE")
                .contains("\ngw1 in " + again + "\n");
    }

    @Test
    void whatIsNotThereIsRefused() throws IOException {
        assertThat(run("explain", "7", "--directory", two))
                .isEqualTo(new Answer(1, "", "there is no entry 7 in the journal of gw2\n"));
        assertThat(run("explain", "1", "--directory", one).err())
                .isEqualTo("entry 1 is no transition but: haproxy, HAProxy has ended\n");
        assertThat(run("explain", "--router", "mail", "--directory", one).err())
                .isEqualTo("there is no transition of mail in the journal\n");
        assertThat(run("explain", "--directory", folder.resolve("nowhere").toString()))
                .isEqualTo(new Answer(
                        1,
                        "",
                        "there is no journal that can be read: there is no " + folder.resolve("nowhere") + "\n"));
        var empty = Files.createDirectory(folder.resolve("empty")).toString();
        assertThat(run("explain", "--directory", empty).err()).isEqualTo("there are no entries in " + empty + "\n");
    }

    @Test
    void wrongCommandLinesAreRefused() {
        assertThat(run("explain", "0").status()).isEqualTo(2);
        assertThat(run("explain", "first").status()).isEqualTo(2);
        assertThat(run("explain", "1", "--router", "web").status()).isEqualTo(2);
    }

    @Test
    void withoutAGatewayItReadsWhatOneHasWritten() throws IOException {
        var configuration = Files.writeString(folder.resolve("gateway.yaml"), """
            journal: {directory: %s}
            instances:
              - {name: web, interface: eth0, vrid: 51, addresses: [10.9.0.100/24]}
            """.formatted(two))
                .toString();
        var socket = folder.resolve("nobody.sock").toString();

        var answer = run("explain", "--config", configuration, "--control", socket);

        assertThat(answer.status()).isZero();
        assertThat(answer.err()).startsWith("no gateway answers (").endsWith("what one has written to " + two + "\n");
        assertThat(answer.out()).contains("gw2: BACKUP -> ACTIVE, release_heard");
    }

    /** The gateway that runs here has two's journal, and asks one's. */
    private Answer across(String ofOne, byte[] packetsOfOne) throws Exception {
        var socket = folder.resolve("control.sock");
        var own = Files.readString(Path.of(two, "journal-0000000000000000001.jsonl"));
        Map<String, Function<String, Outcome>> commands = Map.of(
                "events", _ -> new Outcome(true, own),
                "packets", _ -> new Outcome(false, PacketsEndpoint.none(1)),
                "peer-events", _ -> peerSays(ofOne.getBytes(StandardCharsets.UTF_8)),
                "peer-packets", _ -> peerSays(packetsOfOne));
        try (var _ = new ControlSocket(
                socket, commands, new ControlMeters(new SimpleMeterRegistry()), _ -> {}, TestWorkers.make())) {
            return run("explain", "--control", socket.toString());
        }
    }

    private static Outcome peerSays(byte[] content) {
        return new Outcome(
                true, new PeerAnswer.Told("10.9.0.1:9165", 0.01, content).json().encode() + "\n");
    }

    @Test
    void anotherNodeOfALaterVersionOrWithPacketsOfAnotherTransitionIsTold() throws Exception {
        var ofOne = Files.readString(Path.of(one, "journal-0000000000000000001.jsonl"));
        var sound = recording(0).pcapng();

        var well = across(ofOne, sound);
        assertThat(well.err()).isEmpty();
        assertThat(well.out())
                .contains("gw1: ACTIVE -> FAULT", "its release, 1.000 ms after the decision  [packet 11]");

        assertThat(across(ofOne.replace("\"v\":1", "\"v\":2"), sound).err())
                .isEqualTo(
                        "10.9.0.1:9165: 2 entries there are of format 2, and this version reads format 1: left out\n");
        assertThat(across(ofOne, Arrays.copyOf(sound, sound.length - 3)).err())
                .isEqualTo("packets of transition 2 of 10.9.0.1:9165: it ends in the middle of a packet; left out\n");
    }
}
