package io.havip.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.linux.Clock;
import io.havip.migrate.Exchange.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A shell script stands for the services: a file with a program's name is there while it runs. Each look takes a second. */
@Execution(ExecutionMode.CONCURRENT)
class ExchangeTest {
    private static final String OLD = "old";
    private static final String NEW = "new";
    private static final Duration WATCHED = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private final List<String> said = new CopyOnWriteArrayList<>();
    private final AtomicLong nanos = new AtomicLong();

    @BeforeEach
    void theOldOneRuns() throws IOException {
        Files.createFile(folder.resolve(OLD));
        services("");
    }

    /** @param failing what comes first: commands of a shell, which know the action and the service */
    private void services(String failing) throws IOException {
        Files.writeString(folder.resolve("services"), """
            cd "$(dirname "$0")"
            echo "$*" >>asked
            %s
            case $1 in
                start) touch "$2" ;;
                stop) rm -f "$2" ;;
            esac
            """.formatted(failing));
    }

    private boolean runs(String name) {
        return Files.exists(folder.resolve(name));
    }

    private List<String> asked() {
        try {
            return Files.readAllLines(folder.resolve("asked"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Program program(String name) {
        return new Program(name, name, () -> runs(name) ? Optional.empty() : Optional.of("it does not run"));
    }

    private boolean exchange() {
        var clock = new Clock() {
            @Override
            public long nanos() {
                return nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            }

            @Override
            public long epochMillis() {
                return 0;
            }
        };
        return new Exchange(
                        new Services("sh " + folder.resolve("services") + " ACTION SERVICE"),
                        program(OLD),
                        program(NEW),
                        WATCHED,
                        said::add,
                        clock)
                .run(List.of());
    }

    @Test
    void theOneTakesTheOthersPlace() {
        assertThat(exchange()).isTrue();
        assertThat(asked()).containsExactly("stop old", "start new");
        assertThat(runs(NEW)).isTrue();
        assertThat(runs(OLD)).isFalse();
    }

    @Test
    void whoIsNotStoppedByItsServiceGetsNobodyBesideIt() throws IOException {
        services("[ \"$*\" = 'stop old' ] && exit 0");

        assertThat(exchange()).isFalse();
        assertThat(said).anyMatch(line -> line.startsWith("old still takes part after sh"));
        assertThat(asked()).doesNotContain("start new");
        assertThat(runs(OLD)).isTrue();
    }

    @Test
    void whoTakesPartAlreadyIsLeftAlone() throws IOException {
        Files.createFile(folder.resolve(NEW));

        assertThat(exchange()).isFalse();
        assertThat(said)
                .containsExactly("new takes part here already: stop it, or old, by hand. Nothing has been done.");
        assertThat(folder.resolve("asked")).doesNotExist();
    }

    @Test
    void whoDoesNotTakePartGivesThePlaceBack() throws IOException {
        services("[ \"$*\" = 'start new' ] && exit 0");

        assertThat(exchange()).isFalse();
        assertThat(said).contains("it does not run", "old takes part again");
        assertThat(runs(OLD)).isTrue();
    }

    @Test
    void theFormerOneIsStartedThoughTheOtherDoesNotEnd() throws IOException {
        services("""
            [ "$*" = 'start new' ] && exit 1
            [ "$*" = 'stop new' ] && exec tail -f /dev/null
            """);

        assertThat(exchange()).isFalse();
        assertThat(said).contains("old takes part again");
    }

    @Test
    void theFormerOneIsStartedAgainWhereThatFailsOnce() throws IOException {
        services("""
            [ "$*" = 'start new' ] && exit 1
            [ "$*" = 'start old' ] && ! [ -e tried ] && touch tried && exit 1
            """);

        assertThat(exchange()).isFalse();
        assertThat(asked()).containsExactly("stop old", "start new", "stop new", "start old", "start old");
        assertThat(said).contains("old takes part again");
    }

    @Test
    void whoCantBeStartedAgainIsLeftToPeople() throws IOException {
        services("[ \"$1\" = start ] && exit 1");

        assertThat(exchange()).isFalse();
        assertThat(said.getLast())
                .startsWith("old does not take part: it does not run: start it by hand, sh")
                .endsWith("start old");
        assertThat(asked()).containsExactly("stop old", "start new", "stop new", "start old", "start old", "start old");
    }
}
