package io.havip.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessEntryTest {
    @Test
    void readsTheKernelsLineWhateverTheProgramIsCalled() {
        var entry = ProcessEntry.parse(
                "4711 (haproxy) ) (x) S 42 4711 40 0 -1 4194304 1 2 3 4 5 6 7 8 20 0 2 0 987654 1 2 3\n");
        assertThat(entry).isEqualTo(new ProcessEntry(4711, "haproxy) ) (x", 'S', 42, 40, 987654));
        assertThat(entry.ended()).isFalse();
    }

    @Test
    void aZombieHasEnded() {
        assertThat(new ProcessEntry(1, "haproxy", 'Z', 1, 1, 1).ended()).isTrue();
    }

    @Test
    void findsThisProcessAndItsAncestry() {
        var self = Proc.process(ProcessHandle.current().pid()).orElseThrow();
        assertThat(self.parent())
                .isEqualTo(ProcessHandle.current().parent().orElseThrow().pid());
        assertThat(self.descendsFrom(self.parent())).isTrue();
        assertThat(self.descendsFrom(self.pid())).isFalse();
    }

    @Test
    void aProcessThatIsNotThereIsNotFound() {
        assertThat(Proc.process(Integer.MAX_VALUE)).isEmpty();
    }
}
