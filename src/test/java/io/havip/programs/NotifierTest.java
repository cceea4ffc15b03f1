package io.havip.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.havip.linux.Clock;
import io.havip.linux.Workers;
import io.havip.programs.Notifier.Subject;
import io.havip.programs.NotifyScript.Occasion;
import io.havip.testing.TestWorkers;
import io.havip.vrrp.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Who is told what, through FIFOs and by programs. */
@Execution(ExecutionMode.CONCURRENT)
class NotifierTest {
    @TempDir
    private Path folder;

    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final AtomicInteger lost = new AtomicInteger();

    @Test
    void aFifoHasItsLinesInOrderAndItsReaderTheRest() throws Exception {
        var fifo = folder.resolve("fifo");
        var log = folder.resolve("log");
        var notifier = new Notifier(warnings::add, lost::incrementAndGet, TestWorkers.make());
        notifier.open(List.of(new NotifyFifoSettings(fifo, "", Optional.of(copyingTo(log)))));

        notifier.tell(Subject.INSTANCE, "web", Map.of(), State.BACKUP, 100);
        notifier.tell(Subject.INSTANCE, "web", Map.of(), State.ACTIVE, 100);
        notifier.tell(Subject.GROUP, "pair", Map.of(), State.ACTIVE, 0);
        notifier.tellPriority("web", State.ACTIVE, 90);
        notifier.tellPriority("web", State.FAULT, 80);
        notifier.tellLowerHeard("web", Map.of(), 90);
        notifier.tell(Subject.INSTANCE, "web", Map.of(), State.INITIALIZE, 90);
        notifier.tellDeleted("web", Map.of(), 90);

        await().untilAsserted(() -> assertThat(log).content().isEqualTo("""
            INSTANCE "web" BACKUP 100
            INSTANCE "web" MASTER 100
            GROUP "pair" MASTER 0
            INSTANCE "web" MASTER_PRIORITY 90
            INSTANCE "web" MASTER_RX_LOWER_PRI 90
            INSTANCE "web" STOP 90
            INSTANCE "web" DELETED 90
            """));
        assertThat(Files.getPosixFilePermissions(fifo)).hasSize(2);
        notifier.close(10_000);
        assertThat(fifo).doesNotExist();
        assertThat(warnings).isEmpty();
    }

    @Test
    void aFifoThatNobodyReadsDelaysNobodyAndSaysSoOnce() throws Exception {
        var notifier = new Notifier(warnings::add, lost::incrementAndGet, TestWorkers.make());
        notifier.open(List.of(new NotifyFifoSettings(folder.resolve("fifo"), "", Optional.empty())));

        for (int i = 0; i < 10_000; i++) {
            notifier.tell(Subject.INSTANCE, "web", Map.of(), State.BACKUP, 100);
        }

        assertThat(warnings).singleElement().asString().contains("nobody reads it fast enough");
        assertThat(lost).hasValueGreaterThan(1_000);
        notifier.close(10_000);
    }

    @Test
    void whatIsThereAndNoFifoIsRefused() throws Exception {
        var file = Files.writeString(folder.resolve("file"), "");

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> new Notifier(warnings::add, lost::incrementAndGet, TestWorkers.make())
                        .open(List.of(new NotifyFifoSettings(file, "", Optional.empty()))))
                .withMessageContaining("is no FIFO");
    }

    @Test
    void aLowerPriorityThatIsHeardRunsItsOwnProgramAlone() throws Exception {
        var log = folder.resolve("log");
        var notifier = new Notifier(warnings::add, lost::incrementAndGet, TestWorkers.make());
        var scripts = Map.of(Occasion.LOWER_HEARD, appending("lower", log), Occasion.ANY, appending("any", log));

        notifier.tellLowerHeard("web", scripts, 100);
        notifier.tell(Subject.INSTANCE, "web", scripts, State.BACKUP, 100);
        notifier.close(10_000);

        assertThat(log).content().isEqualTo("lower\nany INSTANCE web BACKUP 100\n");
    }

    @Test
    void advertisementsThatComeFasterThanTheProgramEndsDoNotPileUp() throws Exception {
        var log = folder.resolve("log");
        var go = folder.resolve("go");
        var notifier = new Notifier(warnings::add, lost::incrementAndGet, TestWorkers.make());
        var scripts = Map.of(
                Occasion.LOWER_HEARD,
                script("slow", "echo run >>" + log + "; until [ -e " + go + " ]; do sleep 0.01; done"));
        notifier.tellLowerHeard("web", scripts, 100);
        await().until(() -> Files.exists(log));

        for (int i = 0; i < 100; i++) {
            notifier.tellLowerHeard("web", scripts, 100);
        }
        Files.createFile(go);
        notifier.close(10_000);

        assertThat(log).content().isEqualTo("run\nrun\n");
    }

    @Test
    void ofChangesThatComeFasterThanTheirProgramsEndTheOldestAreLeftOutAndTheLastIsTold() throws Exception {
        var log = folder.resolve("log");
        var go = folder.resolve("go");
        var failures = new CopyOnWriteArrayList<String>();
        var notifier = new Notifier(
                warnings::add,
                lost::incrementAndGet,
                new Workers(Clock.MACHINE, (_, failure) -> failures.add(failure.getMessage())));
        var scripts = Map.of(
                Occasion.ANY, script("slow", "echo $4 >>" + log + "; until [ -e " + go + " ]; do sleep 0.01; done"));
        notifier.tell(Subject.INSTANCE, "web", scripts, State.BACKUP, 1);
        await().until(() -> Files.exists(log));

        for (int priority = 2; priority <= 104; priority++) {
            notifier.tell(Subject.INSTANCE, "web", scripts, State.BACKUP, priority);
        }
        Files.createFile(go);
        notifier.close(30_000);

        assertThat(lost).hasValue(3);
        assertThat(failures).hasSize(3).allMatch(failure -> failure.endsWith("the oldest one is left out"));
        assertThat(log).content().startsWith("1\n5\n6\n").endsWith("\n103\n104\n");
    }

    @Test
    void whoIsNoMoreIsForgottenWhenItsProgramsHaveEnded() throws Exception {
        var go = folder.resolve("go");
        var notifier = new Notifier(warnings::add, lost::incrementAndGet, TestWorkers.make());
        var scripts = Map.of(Occasion.ANY, script("slow", "until [ -e " + go + " ]; do sleep 0.01; done"));
        notifier.tell(Subject.INSTANCE, "stays", scripts, State.BACKUP, 1);
        notifier.tell(Subject.INSTANCE, "goes", scripts, State.BACKUP, 1);
        notifier.tell(Subject.GROUP, "goes", scripts, State.BACKUP, 0);

        notifier.retain(Set.of("stays"), Set.of());
        assertThat(notifier.subjects()).as("their programs run").isEqualTo(3);
        Files.createFile(go);

        await().untilAsserted(() -> {
            notifier.retain(Set.of("stays"), Set.of());
            assertThat(notifier.subjects()).isEqualTo(1);
        });
        notifier.close(10_000);
    }

    private NotifyScript copyingTo(Path log) throws IOException {
        return script("reader", "exec cat \"$1\" >" + log);
    }

    private NotifyScript appending(String word, Path log) throws IOException {
        return script(word, "echo " + word + "${1:+ $*} >>" + log);
    }

    private NotifyScript script(String name, String text) throws IOException {
        var file = Files.writeString(folder.resolve(name + ".sh"), text + "\n");
        return new NotifyScript(List.of("/bin/sh", file.toString()), "");
    }
}
