package io.havip.programs;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Runs a program of the operator's to its end, or for so long as it may take; says what has gone wrong. Blocks. */
public final class ProgramRun {
    private ProgramRun() {}

    /**
     * Runs it.
     *
     * @param what it is, for people
     * @param further arguments beyond its own
     * @param seconds after which it is killed, with all that it has started
     * @param warnings told in a sentence if it can't be run, takes too long, or exits with another status than 0
     */
    public static void run(
            String what, NotifyScript script, List<String> further, long seconds, Consumer<String> warnings) {
        var command = new ArrayList<>(script.command());
        command.addAll(further);
        String name = what + " " + String.join(" ", command);
        try {
            var process = new ProcessBuilder(ScriptCommand.of(name, command, script.user()))
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                    warnings.accept(name + " did not end within " + seconds + " s and was killed");
                } else if (process.exitValue() != 0) {
                    warnings.accept(name + " exited with status " + process.exitValue());
                }
            } finally {
                ScriptCommand.kill(process);
            }
        } catch (IOException | IllegalArgumentException e) {
            warnings.accept(name + " could not be run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
