package io.havip.observe.recorder;

import io.havip.linux.FileTrouble;
import io.havip.observe.RecorderMeters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Recordings of transitions: on the disk where the journal is, and until they are there the last ones in memory. Writing is one
 * thread's; reading is callable from any but the loop's.
 */
public final class Recordings {
    /** Some dozens of one router. */
    static final int MEMORY_BYTES_MAX = 2 << 20;

    private final Supplier<Optional<Path>> directory;
    private final boolean onDisk;
    private final long bytesMax;
    private final Consumer<String> warnings;
    private final RecorderMeters meters;
    private final NavigableMap<Long, byte[]> kept = new TreeMap<>();
    private long keptBytes;
    private @Nullable RecordingRing ring;
    private boolean complained;

    /**
     * @param directory the journal's, asked each time: empty while nothing can be written there
     * @param onDisk whether there ever is one
     * @param bytesMax of all files together
     * @param warnings told in a sentence, once until it works again, why nothing is written
     */
    public Recordings(
            Supplier<Optional<Path>> directory,
            boolean onDisk,
            long bytesMax,
            Consumer<String> warnings,
            RecorderMeters meters) {
        this.directory = directory;
        this.onDisk = onDisk;
        this.bytesMax = bytesMax;
        this.warnings = warnings;
        this.meters = meters;
    }

    /**
     * The packets of a transition as a file of pcapng.
     *
     * @param number of its entry in the journal
     * @throws IOException if they are on the disk, and can't be read
     */
    public Optional<byte[]> of(long number) throws IOException {
        synchronized (kept) {
            var inMemory = kept.get(number);
            if (inMemory != null) {
                return Optional.of(inMemory);
            }
        }
        var present = directory.get();
        return present.isPresent() ? RecordingFiles.read(present.get(), number) : Optional.empty();
    }

    /**
     * The number of the last transition whose packets are there.
     *
     * @throws IOException as above
     */
    public OptionalLong last() throws IOException {
        var inMemory = LongStream.empty();
        synchronized (kept) {
            inMemory = kept.isEmpty() ? inMemory : LongStream.of(kept.lastKey());
        }
        var present = directory.get();
        var written = present.isPresent() ? RecordingFiles.last(present.get()) : OptionalLong.empty();
        return LongStream.concat(inMemory, written.stream()).max();
    }

    /** Keeps one more, and writes what can be written. */
    void add(long number, byte[] recording) {
        synchronized (kept) {
            kept.put(number, recording);
            keptBytes += recording.length;
        }
        write();
        synchronized (kept) {
            while (keptBytes > MEMORY_BYTES_MAX) {
                forget(kept.firstKey());
                if (onDisk) {
                    meters.recordingLost();
                }
            }
        }
    }

    private void forget(long number) {
        var gone = kept.remove(number);
        keptBytes -= gone == null ? 0 : gone.length;
    }

    /** What is in memory, as far as the disk takes it now. */
    void write() {
        var present = directory.get();
        if (present.isEmpty()) {
            ring = null;
            return;
        }
        try {
            var written = ring == null ? new RecordingRing(present.get(), bytesMax) : ring;
            ring = written;
            for (var next = first(); next.isPresent(); next = first()) {
                written.write(next.get().getKey(), next.get().getValue());
                synchronized (kept) {
                    forget(next.get().getKey());
                }
                meters.recordingWritten();
            }
            complained = false;
        } catch (IOException e) {
            ring = null;
            if (!complained) {
                complained = true;
                warnings.accept("packets of transitions can't be written, and are kept in memory until they can: "
                        + FileTrouble.text(e));
            }
        }
    }

    private Optional<Map.Entry<Long, byte[]>> first() {
        synchronized (kept) {
            return Optional.ofNullable(kept.firstEntry());
        }
    }
}
