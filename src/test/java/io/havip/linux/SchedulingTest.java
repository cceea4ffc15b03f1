package io.havip.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.testing.Fork;
import io.havip.testing.Requirement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import sun.misc.Signal;

@Timeout(60)
@Isolated // one of its threads takes a processor for itself
class SchedulingTest {

    private static final int SIGXCPU = 24;

    @BeforeEach
    void needsTheRight() {
        Requirement.REALTIME.ensure();
    }

    @Test
    void aThreadBecomesRealtimeAndItsChildrenDoNot() throws Exception {
        inNewThread(() -> {
            assertThat(policyAndPriority()).containsExactly("0", "0");

            assertThat(Scheduling.realtime(3)).isTrue();

            assertThat(policyAndPriority()).as("SCHED_RR").containsExactly("2", "3");
            assertThat(inNewThread(SchedulingTest::policyAndPriority)).containsExactly("0", "0");
            return null;
        });
    }

    @Test
    void whatASignalStartsIsRealtimeToo() {
        var fork = Fork.run(IsSignalled.class);

        assertThat(fork).isEqualTo(new Fork(0, "[2, 1]\n"));
    }

    @Test
    void threadsThatOthersKeepBusyStayAsTheyAre() {
        var fork = Fork.run(IsLeftOut.class);

        assertThat(fork).isEqualTo(new Fork(0, "[0, 0] beside [2, 1]\n"));
    }

    @Test
    void withoutTheRightTheAnswerIsNo() {
        var fork = Fork.run(List.of("setpriv", "--bounding-set=-sys_nice"), Asks.class);

        assertThat(fork).isEqualTo(new Fork(0, "false\n"));
    }

    @Test
    void aRefusalHasItsRealReason() {
        assertThat(Scheduling.refusal(false)).isEqualTo("CAP_SYS_NICE is missing");
        assertThat(Scheduling.refusal(true))
                .as("who has it lacks something else")
                .contains("cpu.rt_runtime_us");
    }

    @Test
    void aRealtimeThreadThatRunsWildEndsTheProcess() {
        var fork = Fork.run(RunsWild.class);

        assertThat(fork.exitStatus()).isEqualTo(128 + SIGXCPU);
    }

    static final class IsLeftOut {
        public static void main(String[] args) throws Exception {
            var asked = new SynchronousQueue<Boolean>();
            var answered = new FutureTask<>(() -> {
                asked.take();
                return policyAndPriority();
            });
            Thread.ofPlatform().name("stranger-1").daemon().start(answered);

            Scheduling.realtimeProcess(1, name -> name.startsWith("stranger"));

            asked.put(true);
            System.out.println(answered.get() + " beside " + policyAndPriority());
        }
    }

    static final class Asks {
        public static void main(String[] args) {
            System.out.println(Scheduling.realtime(1));
        }
    }

    static final class IsSignalled {
        public static void main(String[] args) throws Exception {
            var seen = new SynchronousQueue<List<String>>();
            Scheduling.realtimeProcess(1, _ -> false);
            Signal.handle(new Signal("CONT"), _ -> {
                try {
                    seen.put(policyAndPriority());
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            Signal.raise(new Signal("CONT"));
            System.out.println(seen.take());
        }
    }

    static final class RunsWild {
        public static void main(String[] args) {
            Scheduling.limitRealtimeBurst(200_000);
            Scheduling.realtime(1);
            while (true) {
                Thread.onSpinWait();
            }
        }
    }

    /** Fields 41 and 40 of {@code proc_pid_stat(5)}. */
    private static List<String> policyAndPriority() throws Exception {
        var stat = Files.readString(Path.of("/proc/thread-self/stat"));
        var fromThird = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
        return List.of(fromThird.get(41 - 3), fromThird.get(40 - 3));
    }

    private static <T> T inNewThread(Callable<T> action) throws Exception {
        var task = new FutureTask<>(action);
        Thread.ofPlatform().start(task);
        return task.get();
    }
}
