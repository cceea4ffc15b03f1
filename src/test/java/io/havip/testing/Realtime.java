package io.havip.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Routers are tested as they run on gateways, ahead of everything else: on a busy machine, beside other tests, they would miss
 * their own deadlines. Where that is not allowed, they run like everything else.
 */
public final class Realtime {
    private static final List<String> CHANGE = List.of("chrt", "--rr");
    private static final String PRIORITY = "1";
    /** The kernel keeps so much of a thread's name. */
    private static final int NAME_LENGTH_MAX = 15;

    private Realtime() {}

    /** What runs a program so. */
    public static List<String> command(List<String> program) {
        if (!Requirement.REALTIME.isMet()) {
            return program;
        }
        var command = new ArrayList<>(CHANGE);
        command.add(PRIORITY);
        command.addAll(program);
        return command;
    }

    /** Has the threads of this process that have a name run so from now on. */
    public static void threads(String name) {
        if (Requirement.REALTIME.isMet()) {
            threadsOf(name).forEach(Realtime::change);
        }
    }

    private static List<String> threadsOf(String name) {
        var kept = name.substring(0, Math.min(name.length(), NAME_LENGTH_MAX));
        var threads = new ArrayList<String>();
        try (var tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (var task : tasks) {
                if (comm(task).equals(kept)) {
                    threads.add(task.getFileName().toString());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return threads;
    }

    private static String comm(Path task) {
        try {
            return Files.readString(task.resolve("comm")).strip();
        } catch (IOException ended) {
            return "";
        }
    }

    /** One that has ended meanwhile is none of ours any more. */
    private static void change(String thread) {
        var command = new ArrayList<>(CHANGE);
        command.addAll(List.of("--pid", PRIORITY, thread));
        try {
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
