package io.havip.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Here this process is not the first of a container, but asks for the orphans among its descendants likewise. */
class OrphanReaperTest {
    private static final int PR_SET_CHILD_SUBREAPER = 36;

    private final OrphanReaper reaper = new OrphanReaper();

    @BeforeEach
    void adoptOrphans() {
        Libc.check("prctl", Libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0));
    }

    @AfterEach
    void adoptNoMore() {
        Libc.check("prctl", Libc.prctl(PR_SET_CHILD_SUBREAPER, 0, 0));
    }

    @Test
    void anOrphanThatHasEndedDoesNotStayBehind() throws Exception {
        var parent = new ProcessBuilder("sh", "-c", "sleep 0.2 >/dev/null & echo $!").start();
        String orphan = new String(parent.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        parent.waitFor();
        await().untilAsserted(() -> assertThat(state(orphan)).isEqualTo("Z"));

        await().untilAsserted(() -> {
            reaper.round();
            assertThat(Path.of("/proc", orphan)).doesNotExist();
        });
    }

    @Test
    void theExitStatusOfAChildIsLeftToWhoeverStartedIt() throws Exception {
        for (int i = 0; i < 20; i++) {
            var child = new ProcessBuilder("sh", "-c", "exit 7").start();
            reaper.round();

            assertThat(child.waitFor()).isEqualTo(7);
        }
    }

    private static String state(String pid) throws Exception {
        return Files.readString(Path.of("/proc", pid, "stat")).split(" ")[2];
    }
}
