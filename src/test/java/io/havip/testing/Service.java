package io.havip.testing;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A program that runs in a namespace of a lab, and what it has said so far. */
public final class Service implements AutoCloseable {
    private static final long END_SECONDS = 30;

    private final Process process;
    private final List<String> output = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private Service(Process process) {
        this.process = process;
        this.reader = Thread.ofPlatform().daemon().start(this::read);
    }

    public static Service start(NetworkLab lab, String namespace, String... command) {
        return new Service(lab.start(namespace, command));
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            lines.lines().forEach(output::add);
        } catch (IOException | UncheckedIOException e) {
            // The end of the process.
        }
    }

    /** Its output so far, both kinds, line by line. */
    public List<String> output() {
        return List.copyOf(output);
    }

    public boolean says(String text) {
        return output.stream().anyMatch(line -> line.contains(text));
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** The names of its threads. */
    public List<String> threads() {
        try (var tasks = Files.newDirectoryStream(Path.of("/proc", Long.toString(process.pid()), "task"))) {
            var names = new ArrayList<String>();
            for (var task : tasks) {
                names.add(Files.readString(task.resolve("comm")).strip());
            }
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its descendants, those that were started last first. */
    public List<ProcessHandle> descendants() {
        return process.descendants().toList().reversed();
    }

    /** @param name e.g. {@code TERM} */
    public void signal(String name) {
        send(name, Stream.of(process.toHandle()));
    }

    /** Kills the program and all its descendants. They stop first, from above, so that none of them sees the end of another. */
    public void killAll() {
        var all = Stream.concat(Stream.of(process.toHandle()), descendants().reversed().stream())
                .toList();
        send("STOP", all.stream());
        send("KILL", all.stream());
    }

    /** To any processes at once. */
    public static void send(String signal, Stream<ProcessHandle> processes) {
        var command = new ArrayList<>(List.of("kill", "-" + signal));
        processes.map(handle -> Long.toString(handle.pid())).forEach(command::add);
        try {
            new ProcessBuilder(command).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits for its end and the last of its output; returns the exit status, 128 + N for one that signal N ended. */
    public int exitStatus() {
        try {
            if (!process.waitFor(END_SECONDS, SECONDS)) {
                throw new AssertionError("still runs: " + String.join("\n", output));
            }
            reader.join();
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            killAll();
            exitStatus();
        }
    }

    @Override
    public String toString() {
        return String.join("\n", output);
    }
}
