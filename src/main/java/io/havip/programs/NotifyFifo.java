package io.havip.programs;

import io.havip.linux.Workers;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A FIFO and its writer, a thread of its own: a reader that is slow, or missing, delays nobody. Lines beyond what the kernel
 * and a queue hold are lost, and that is said once.
 */
final class NotifyFifo implements AutoCloseable {
    private static final int LINES_MAX = 1_000;
    private static final long CLOSE_MILLIS = 1_000;
    /** No line: the writer ends with it. */
    private static final String END = "";

    // S_IFMT and S_IFIFO of inode(7).
    private static final int TYPE_MASK = 0170000;
    private static final int TYPE_FIFO = 0010000;

    private final Path path;
    private final Consumer<String> warnings;
    private final Runnable lost;
    private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(LINES_MAX);
    private final boolean made;
    private final RandomAccessFile fifo;
    private final Workers.Worker writer;
    private final @Nullable Process reader;
    private volatile boolean lossTold;

    /** @throws IOException if the FIFO can't be made or opened, or its reader can't be run */
    NotifyFifo(NotifyFifoSettings settings, Consumer<String> warnings, Runnable lost, Workers workers)
            throws IOException {
        this.path = settings.path();
        this.warnings = warnings;
        this.lost = lost;
        this.made = !Files.exists(path);
        if (made) {
            run("mkfifo", "--mode=600", path.toString());
            if (!settings.owner().isEmpty()) {
                run("chown", settings.owner(), path.toString());
            }
        } else if (((int) Files.getAttribute(path, "unix:mode") & TYPE_MASK) != TYPE_FIFO) {
            throw new IOException(path + " is there, and is no FIFO: remove it, or choose another path");
        }
        // For reading too: so that it opens, and can be written to, while nobody reads.
        this.fifo = new RandomAccessFile(path.toFile(), "rw");
        this.writer = workers.start("notify-fifo", this::write);
        this.reader = settings.reader().isPresent() ? start(settings.reader().get()) : null;
    }

    /** Returns at once; callable from any thread. */
    void tell(String line) {
        if (lines.offer(line)) {
            return;
        }
        lost.run();
        if (!lossTold) {
            lossTold = true;
            warnings.accept(path + ": nobody reads it fast enough, and lines are lost");
        }
    }

    private void write() throws InterruptedException {
        try {
            for (var line = lines.take(); !line.equals(END); line = lines.take()) {
                fifo.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(path + " can't be written to", e);
        }
    }

    private Process start(NotifyScript script) throws IOException {
        var command = new ArrayList<>(script.command());
        command.add(path.toString());
        return new ProcessBuilder(ScriptCommand.of(path + ": reader", command, script.user()))
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static void run(String... command) throws IOException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (process.waitFor() != 0) {
                throw new IOException(output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while running " + List.of(command), e);
        }
    }

    /** Gives the reader a moment for what has been written, then ends it. */
    @Override
    public void close() throws InterruptedException {
        if (lines.offer(END)) {
            boolean _ = writer.awaitEnd(CLOSE_MILLIS);
        }
        try {
            fifo.close();
            if (made) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            warnings.accept(path + " can't be removed: " + e.getMessage());
        }
        if (reader != null) {
            // Its end of the FIFO has ended with ours: a reader that reads to the end, ends.
            reader.waitFor(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
            ScriptCommand.kill(reader);
        }
    }
}
