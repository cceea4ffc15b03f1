package io.havip.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.console.ControlSocket;
import io.havip.console.Outcome;
import io.havip.console.PacketsEndpoint;
import io.havip.observe.ControlMeters;
import io.havip.observe.journal.Journal;
import io.havip.observe.journal.JournalSettings;
import io.havip.testing.TestWorkers;
import io.havip.wire.Pcapng;
import io.havip.wire.Pcapng.Block;
import io.havip.wire.Recording;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code packets} shows: of a gateway that answers, and of one that has gone. */
class PacketsTest {
    private static final String ABOUT =
            "2026-01-01T00:00:01.261000Z web: BACKUP -> ACTIVE, active_down: 10.9.0.1 fell silent";

    @TempDir
    private Path folder;

    private Path configuration;

    private Answer packets(String... options) {
        var arguments = new ArrayList<>(
                List.of("packets", "--config", configuration.toString(), "--control", socket().toString()));
        arguments.addAll(List.of(options));
        return Answer.run(arguments.toArray(String[]::new));
    }

    private Path socket() {
        return folder.resolve("control.sock");
    }

    private Path directory() {
        return folder.resolve("journal");
    }

    @BeforeEach
    void writeTwo() throws IOException {
        configuration = Files.writeString(folder.resolve("gateway.yaml"), """
            journal: {directory: %s}
            instances:
              - {name: web, interface: eth0, vrid: 51, addresses: [10.9.0.100/24]}
            """.formatted(directory()));
        Files.createDirectory(directory());
        Files.write(directory().resolve("packets-7.pcapng"), takeover(ABOUT));
        Files.write(directory().resolve("packets-12.pcapng"), takeover(ABOUT));
    }

    private static byte[] takeover(String about) {
        var frames = new Recording()
                .says(900, "10.9.0.1", 150)
                .says(1_262, "10.9.0.2", 100)
                .announces(1_263, "10.9.0.2")
                .frames();
        var file = new ByteArrayOutputStream();
        file.writeBytes(Pcapng.encode(new Block.Section("havip-gateway", about)));
        file.writeBytes(Pcapng.encode(Block.Interface.nanoseconds(1, "eth0")));
        file.writeBytes(Pcapng.encode(new Block.Names(Map.of(InetAddress.ofLiteral("10.9.0.2"), "gw2"))));
        for (int i = 0; i < frames.size(); i++) {
            var frame = frames.get(i);
            file.writeBytes(Pcapng.encode(new Block.Packet(
                    0,
                    OptionalLong.of(frame.atEpochNanos()),
                    frame.bytes().length,
                    frame.bytes(),
                    i == 0 ? "decided: the last that was heard" : "")));
        }
        return file.toByteArray();
    }

    private static final String SHOWN = ABOUT + """


        00:00:00.900000      -361.000 ms  eth0  10.9.0.1 > 224.0.0.18: VRID 51, priority 150, every 100 ms, version 3, 10.9.0.100
                        ^ decided: the last that was heard
        00:00:01.262000        +1.000 ms  eth0  10.9.0.2 (gw2) > 224.0.0.18: VRID 51, priority 100, every 100 ms, version 3, 10.9.0.100
        00:00:01.263000        +2.000 ms  eth0  10.9.0.100: 10.9.0.100 is at 02:00:00:00:00:02, everybody is told
        """;

    @Test
    void ofAGatewayThatRunsByTheNumberOrTheLast() throws Exception {
        var endpoint = new PacketsEndpoint();
        Map<String, Function<String, Outcome>> commands = Map.of("packets", endpoint::answer);
        try (var journal = new Journal(
                        "gw1",
                        new JournalSettings(Optional.of(directory()), true, 1_000_000, false),
                        TestWorkers.make(),
                        new SimpleMeterRegistry());
                var _ = new ControlSocket(
                        socket(),
                        commands,
                        new ControlMeters(new SimpleMeterRegistry()),
                        _ -> {},
                        TestWorkers.make())) {
            assertThat(packets()).isEqualTo(new Answer(1, "", "the gateway is being started\n"));
            endpoint.tell(journal);
            await().until(() -> packets().status() == 0);

            assertThat(packets("7")).isEqualTo(new Answer(0, SHOWN, ""));
            assertThat(packets()).isEqualTo(new Answer(0, SHOWN, ""));
            assertThat(packets("8")).isEqualTo(new Answer(1, "", "there are no packets of a transition 8\n"));
            assertThat(endpoint.answer("number=7 or 1=1").message()).isEqualTo("ask for number=NUMBER or last");
        }
    }

    @Test
    void ofOneThatHasGoneWhatItHasWritten() {
        assertThat(packets("12"))
                .isEqualTo(new Answer(
                        0,
                        SHOWN,
                        "no gateway answers (%s: No such file or directory): this is from %s%n"
                                .formatted(socket(), directory())));
        assertThat(packets("--directory", directory().toString())).isEqualTo(new Answer(0, SHOWN, ""));
    }

    @Test
    void forProgramsEachInALine() {
        var lines = packets("--json", "--directory", directory().toString())
                .out()
                .lines()
                .toList();

        assertThat(lines).hasSize(3);
        assertThat(lines.getFirst())
                .isEqualTo("{\"number\":1,\"at\":\"2026-01-01T00:00:00.900Z\",\"since_decision_microseconds\":-361000,"
                        + "\"interface\":\"eth0\",\"bytes\":46,\"from\":\"10.9.0.1\",\"to\":\"224.0.0.18\","
                        + "\"vrid\":51,\"priority\":150,\"what\":\"VRID 51, priority 150, every 100 ms, version 3,"
                        + " 10.9.0.100\",\"comment\":\"decided: the last that was heard\"}");
    }

    @Test
    void forWiresharkAsAFileThatIsNotThereYet() throws IOException {
        var file = folder.resolve("written.pcapng");

        assertThat(packets("--directory", directory().toString(), "--write", file.toString()))
                .isEqualTo(new Answer(0, "", ""));
        assertThat(Files.readAllBytes(file)).isEqualTo(takeover(ABOUT));
        assertThat(packets("--directory", directory().toString(), "--write", file.toString()))
                .isEqualTo(new Answer(1, "", file + " is there already\n"));

        var missing = folder.resolve("missing");
        assertThat(packets(
                        "--directory",
                        directory().toString(),
                        "--write",
                        missing.resolve("file").toString()))
                .isEqualTo(new Answer(1, "", "there is no " + missing + "\n"));
        assertThat(packets("--directory", directory().toString(), "--write", "-", "--json"))
                .satisfies(answer -> assertThat(answer.status()).isEqualTo(2))
                .satisfies(answer -> assertThat(answer.err()).startsWith("--write writes pcapng, and not what --json"));
    }

    @Test
    void whatIsNoRecordingIsToldOf() throws IOException {
        Files.writeString(directory().resolve("packets-13.pcapng"), "nonsense");

        assertThat(packets("--directory", directory().toString()).err())
                .startsWith(directory().resolve("packets-13.pcapng") + ": it is no capture");
        assertThat(packets("--directory", folder.toString()))
                .isEqualTo(new Answer(1, "", "no transition has packets there\n"));
        assertThat(packets("--directory", configuration.toString()))
                .isEqualTo(new Answer(1, "", configuration + " is no folder\n"));
        assertThat(packets("twelve").status()).isEqualTo(2);
    }

    @Test
    void aDamagedOneOrAnotherTransitionsIsNamed() throws Exception {
        var cutOff = Arrays.copyOf(takeover(ABOUT), takeover(ABOUT).length - 3);
        var file = Files.write(directory().resolve("packets-13.pcapng"), cutOff);
        assertThat(packets("--directory", directory().toString(), "13"))
                .isEqualTo(new Answer(1, "", file + ": it ends in the middle of a packet\n"));

        Files.write(file, takeover(ABOUT + " (transition 12 of gw1)"));
        for (var option : List.of("--json", "--write=" + folder.resolve("written.pcapng"))) {
            assertThat(packets("--directory", directory().toString(), "13", option))
                    .isEqualTo(new Answer(1, "", file + ": it is that of transition 12\n"));
        }
        var answer = Base64.getEncoder().encodeToString(Files.readAllBytes(file));
        try (var _ = new ControlSocket(
                socket(),
                Map.of("packets", _ -> new Outcome(true, answer)),
                new ControlMeters(new SimpleMeterRegistry()),
                _ -> {},
                TestWorkers.make())) {
            assertThat(packets("13"))
                    .isEqualTo(new Answer(
                            1, "", "what the gateway has recorded can't be used: it is that of transition 12\n"));
            assertThat(packets("12").status()).isZero();
        }
    }

    @Test
    void whatIsNoFileHoldsUpNobody() throws IOException {
        Files.createDirectory(directory().resolve("packets-13.pcapng"));

        var answer = packets("--directory", directory().toString(), "13");

        assertThat(answer.status()).isEqualTo(1);
        assertThat(answer.err()).contains("packets-13.pcapng is no file");
    }
}
