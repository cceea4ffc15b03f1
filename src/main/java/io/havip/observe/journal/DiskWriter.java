package io.havip.observe.journal;

import io.havip.linux.FileTrouble;
import io.havip.linux.Workers;
import io.havip.observe.JournalMeters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows the entries in memory and writes them to the disk, on a thread of its own. A disk that is slow, full or not there costs
 * nothing but entries: those that memory has lost before they could be written.
 */
final class DiskWriter implements AutoCloseable {
    private static final String THREAD = "journal-disk";

    /** Of what a former run has written, so much is remembered: some 300 entries. */
    private static final long FORMER_BYTES = 256 << 10;

    private static final long RETRY_MILLIS = 5_000;
    private static final long LOOK_MILLIS = 60_000;
    private static final long CLOSE_MILLIS = 2_000;

    private final Path directory;
    private final JournalSettings settings;
    private final Recent recent;
    private final JournalMeters meters;
    private final Notices notices;
    private final CountDownLatch looked = new CountDownLatch(1);
    private final Workers.Worker worker;
    private @Nullable Segments segments;
    private volatile boolean writing;
    private boolean complained;
    private boolean everOpened;
    private long writtenSequence;

    /** Who hears in a sentence what has become of the directory. */
    record Notices(Consumer<String> info, Consumer<String> warn) {}

    DiskWriter(
            Path directory,
            JournalSettings settings,
            Recent recent,
            JournalMeters meters,
            Notices notices,
            Workers workers) {
        this.directory = directory;
        this.settings = settings;
        this.recent = recent;
        this.meters = meters;
        this.notices = notices;
        this.worker = workers.start(THREAD, this::follow);
    }

    /** Whether what comes is written. */
    boolean writing() {
        return writing;
    }

    /** Waits until it is known what a former run has written, or can't be; not long. */
    void awaitFormer(long millis) throws InterruptedException {
        boolean _ = looked.await(millis, TimeUnit.MILLISECONDS);
    }

    private void follow() throws InterruptedException {
        try {
            while (!recent.ended() || writing && writtenSequence < recent.lastSequence()) {
                if (open()) {
                    write();
                } else {
                    recent.awaitEnd(RETRY_MILLIS);
                }
            }
        } finally {
            looked.countDown();
            shut();
        }
    }

    private boolean open() {
        if (segments != null) {
            return true;
        }
        try {
            if (looked.getCount() > 0) {
                remember();
            }
            var opened = new Segments(directory, settings.bytesMax());
            segments = opened;
            giveUpNumbered(opened.formerSequence());
            recent.goOnAfter(opened.formerSequence());
            writtenSequence = Math.max(writtenSequence, opened.formerSequence());
            writing = true;
            everOpened = true;
            return true;
        } catch (IOException | RuntimeException e) {
            complain(e);
            return false;
        } finally {
            looked.countDown();
        }
    }

    /** What had to be numbered before anybody could know the numbers there can't be written behind those. */
    private void giveUpNumbered(long formerSequence) {
        long numbered = Math.min(recent.lastSequence(), formerSequence);
        meters.unwritten(Math.max(0, numbered - writtenSequence));
    }

    /** It may be readable though it can't be written. */
    private void remember() {
        try {
            var former = JournalFiles.within(directory, FORMER_BYTES);
            if (!former.isEmpty()) {
                giveUpNumbered(former.getLast().sequence());
                recent.goOn(former);
                writtenSequence = former.getLast().sequence();
            }
        } catch (IOException | RuntimeException none) {
            // Why, is told by whoever opens it for writing.
        }
    }

    private void write() throws InterruptedException {
        recent.await(writtenSequence, LOOK_MILLIS);
        var lines = recent.after(writtenSequence);
        if (lines.isEmpty() || segments == null) {
            return;
        }
        try {
            write(lines, segments);
            toldAgain();
        } catch (IOException e) {
            complain(e);
            shut();
            // A full disk lets files be opened.
            recent.awaitEnd(RETRY_MILLIS);
        }
    }

    private void toldAgain() {
        if (complained) {
            notices.info().accept("the journal is written to " + directory + " again");
        }
        complained = false;
    }

    private void write(List<Line> lines, Segments open) throws IOException {
        meters.unwritten(Math.max(0, lines.getFirst().sequence() - writtenSequence - 1));
        for (var line : lines) {
            open.write(line);
            writtenSequence = line.sequence();
        }
    }

    private void complain(Exception e) {
        writing = false;
        if (complained) {
            return;
        }
        complained = true;
        var sentence = "the journal can't be written to %s, and is kept in memory until it can: %s"
                .formatted(directory, e instanceof IOException trouble ? FileTrouble.text(trouble) : e.getMessage());
        (settings.named() || everOpened ? notices.warn() : notices.info()).accept(sentence);
    }

    private void shut() {
        writing = false;
        try {
            if (segments != null) {
                segments.close();
            }
        } catch (IOException e) {
            // What was to be written is, or has been told of.
        }
        segments = null;
    }

    /** Waits until what was kept is written, not long; nothing may come any more. */
    @Override
    public void close() throws InterruptedException {
        recent.end();
        boolean _ = worker.awaitEnd(CLOSE_MILLIS);
    }
}
