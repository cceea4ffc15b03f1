package io.havip.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.havip.console.ControlSocket;
import io.havip.console.EventsEndpoint;
import io.havip.console.Outcome;
import io.havip.observe.ControlMeters;
import io.havip.observe.journal.Entry;
import io.havip.observe.journal.Journal;
import io.havip.observe.journal.JournalFiles;
import io.havip.observe.journal.JournalSettings;
import io.havip.observe.journal.Line;
import io.havip.testing.TestWorkers;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code events} says: of a gateway that answers, and of one that has gone. */
class EventsTest {
    @TempDir
    private Path folder;

    private Path configuration;

    private Answer events(String... options) {
        var arguments = new ArrayList<>(
                List.of("events", "--config", configuration.toString(), "--control", socket().toString()));
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
    void configure() throws IOException {
        configuration = Files.writeString(folder.resolve("gateway.yaml"), """
            journal: {directory: %s}
            instances:
              - {name: web, interface: eth0, vrid: 51, addresses: [10.77.0.100/24]}
            """.formatted(directory()));
    }

    private Journal journal(JournalSettings settings) {
        return new Journal("gw1", settings, TestWorkers.make(), new SimpleMeterRegistry());
    }

    private void write() throws InterruptedException {
        try (var journal = journal(new JournalSettings(Optional.of(directory()), true, 1_000_000, false))) {
            journal.record(new Entry.Start("1.0", 4711, 1));
            journal.record(new Entry.Stall(123_456_789L, 3));
            journal.record(new Entry.Reload(false, List.of(), List.of(), List.of(), "line 1\n\u001b[2Jline 2"));
        }
    }

    @Test
    void ofAGatewayThatRunsTheLastOnes() throws Exception {
        var endpoint = new EventsEndpoint();
        Map<String, Function<String, Outcome>> commands = Map.of("events", endpoint::answer);
        try (var journal = journal(JournalSettings.MEMORY);
                var _ = new ControlSocket(
                        socket(),
                        commands,
                        new ControlMeters(new SimpleMeterRegistry()),
                        _ -> {},
                        TestWorkers.make())) {
            assertThat(events().err()).contains("the gateway is being started");
            endpoint.tell(journal);
            journal.record(new Entry.Start("1.0", 4711, 1));
            journal.record(new Entry.End());
            await().until(() -> journal.last(9).size() == 2);

            assertThat(events().out()).matches("""
                20\\S+Z  gw1           start: version 1\\.0 has started, process 4711
                20\\S+Z  gw1           end: the gateway has ended
                """);
            assertThat(events("-n", "1", "--json"))
                    .isEqualTo(new Answer(0, journal.last(1).getFirst().text() + "\n", ""));
            assertThat(events("-n", "0")).isEqualTo(new Answer(0, "", ""));
        }
    }

    @Test
    void ofOneThatHasGoneWhatItHasWritten() throws Exception {
        write();
        var result = events();

        assertThat(result.status()).isZero();
        assertThat(result.err())
                .isEqualTo("no gateway answers (%s: No such file or directory): this is what one has written to %s%n"
                        .formatted(socket(), directory()));
        assertThat(result.out().lines().map(line -> line.replaceFirst("\\S+Z", "TIME")))
                .containsExactly(
                        "TIME  gw1           start: version 1.0 has started, process 4711",
                        "TIME  gw1           stall: the loop woke up 123.457 ms late (3 times since that was told)",
                        "TIME  gw1           reload: line 1 [2Jline 2");
    }

    @Test
    void aTornLineIsToldOf() throws Exception {
        write();
        try (var files = Files.newDirectoryStream(directory(), "*.jsonl")) {
            Files.writeString(files.iterator().next(), "{\"v\":1,\"se", StandardOpenOption.APPEND);
        }
        var result = events("--json", "--directory", directory().toString());

        assertThat(result.err()).isEqualTo("a line there is no entry\n");
        assertThat(result.out().lines().toList())
                .isEqualTo(JournalFiles.last(directory(), 3).lines().stream()
                        .map(Line::text)
                        .toList());
    }

    @Test
    void whatALaterVersionHasWrittenIsToldOfAndLeftOut() throws Exception {
        write();
        try (var files = Files.newDirectoryStream(directory(), "*.jsonl")) {
            Files.writeString(
                    files.iterator().next(),
                    "{\"v\":2,\"seq\":4,\"at\":7,\"kind\":\"end\"}\n{\"v\":1,\"seq\":99999999999999999999}\n",
                    StandardOpenOption.APPEND);
        }
        var result = events("--json", "--directory", directory().toString());

        assertThat(result.err()).isEqualTo("""
            a line there is no entry
            an entry there is of format 2, and this version reads format 1: left out
            """);
        assertThat(result.out().lines()).hasSize(3).noneMatch(line -> line.startsWith("{\"v\":2"));
    }

    @Test
    void whereThereIsNeitherItFails() {
        var result = events();

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .startsWith("no gateway answers (")
                .endsWith("there is no journal that can be read: there is no " + directory() + "\n");
    }

    @Test
    void aFolderWithoutEntriesIsToldOf() throws IOException {
        var empty = Files.createDirectory(directory()).toString();

        assertThat(events("--directory", empty))
                .isEqualTo(new Answer(1, "", "there are no entries in " + empty + "\n"));
        assertThat(events("--directory", configuration.toString()).err())
                .isEqualTo("there is no journal that can be read: " + configuration + " is no folder\n");
    }

    @Test
    void ofABrokenConfigurationWhereOneUsuallyWrites() throws IOException {
        Files.writeString(configuration, "instances: [\n");

        assertThat(events().err()).contains("this is what one has written to /var/lib/havip-gateway/journal\n");
    }

    @Test
    void wrongOptionsAreRefused() {
        assertThat(events("-n", "-1").status()).isEqualTo(2);
        assertThat(events("--follow", "--directory", "/tmp").status()).isEqualTo(2);
    }

    @Test
    void oneWhoReadsSlowlyIsToldHowManyHeHasMissed() {
        var out = new StringWriter();
        var err = new StringWriter();
        for (boolean json : new boolean[] {false, true}) {
            var printer = new EventPrinter(new PrintWriter(out), new PrintWriter(err), json);
            printer.print(List.of(line(7), line(8)));
            printer.print(List.of(line(10), line(4_711)));
            printer.print(List.of(line(1)));
            assertThat(printer.lastSequence()).isEqualTo(1);
        }
        assertThat(err.toString()).isEqualTo("""
            1 entry is missing here
            4700 entries are missing here
            another journal begins here
            """);
        assertThat(out.toString()).startsWith("""
            at  gw1           later: 7
            at  gw1           later: 8
            1 entry is missing here
            at  gw1           later: 10
            4700 entries are missing here
            at  gw1           later: 4711
            another journal begins here
            at  gw1           later: 1
            {"seq":7,""");
    }

    private static Line line(long sequence) {
        return Line.read("{\"seq\":%d,\"at\":\"at\",\"node\":\"gw1\",\"kind\":\"later\",\"sentence\":\"%d\"}"
                        .formatted(sequence, sequence))
                .orElseThrow();
    }
}
