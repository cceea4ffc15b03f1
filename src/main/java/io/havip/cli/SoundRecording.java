package io.havip.cli;

import io.havip.observe.recorder.RecordingFiles;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** A recording that may be used: one that is damaged, or another transition's, is told of, and left out as a whole. */
final class SoundRecording {
    private SoundRecording() {}

    /**
     * The same, if it may be used.
     *
     * @param number of the transition
     * @param name the recording's, by which it is told of
     */
    static Optional<byte[]> of(Optional<byte[]> recording, long number, String name, Consumer<String> say) {
        return recording.filter(bytes -> {
            var flaw = RecordingFiles.flaw(bytes, OptionalLong.of(number));
            flaw.ifPresent(what -> say.accept(name + ": " + what + "; left out"));
            return flaw.isEmpty();
        });
    }
}
