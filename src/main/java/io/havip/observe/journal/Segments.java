package io.havip.observe.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A journal's files: a ring of {@value #COUNT} at most, each an eighth of what all may take. One process writes there at a time. A
 * line is written at once and never onto a torn one: a file that does not end with the end of a line is left as it is.
 */
final class Segments implements AutoCloseable {
    static final int COUNT = 8;

    private static final String LOCK = "lock";
    private static final FileAttribute<?> FOLDER_MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---"));
    private static final FileAttribute<?> FILE_MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));

    private final Path directory;
    private final long bytesMax;
    private final FileChannel lock;
    private final long formerSequence;
    private @Nullable Path file;
    private @Nullable FileChannel channel;
    private long size;

    /**
     * Opens them, or makes their directory; what that is in has to be there.
     *
     * @throws IOException if that is not possible, or somebody else writes there
     */
    Segments(Path directory, long bytesMax) throws IOException {
        this.directory = directory;
        this.bytesMax = bytesMax;
        if (directory.getParent() instanceof Path parent && !Files.isDirectory(parent)) {
            throw new NoSuchFileException(parent.toString());
        }
        if (!Files.isDirectory(directory)) {
            Files.createDirectory(directory, FOLDER_MODE);
        }
        lock = open(directory.resolve(LOCK), StandardOpenOption.CREATE);
        try {
            take(lock);
            formerSequence = openLast();
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static FileChannel open(Path file, StandardOpenOption how) throws IOException {
        return FileChannel.open(file, Set.of(StandardOpenOption.WRITE, how), FILE_MODE);
    }

    private static void take(FileChannel lock) throws IOException {
        try {
            if (lock.tryLock() != null) {
                return;
            }
        } catch (OverlappingFileLockException byThisProcess) {
            // Somebody else's all the same.
        }
        throw new IOException("another gateway writes its journal there");
    }

    /** Goes on with the last file unless that is torn. Returns the last number in there; 0 where there is none. */
    private long openLast() throws IOException {
        for (var last : JournalFiles.segments(directory).reversed()) {
            var entry = lastEntry(last);
            if (entry.isPresent()) {
                size = Files.size(last);
                if (endsLine(last, size)) {
                    file = last;
                    channel = open(last, StandardOpenOption.APPEND);
                }
                return entry.get().sequence();
            }
            // Nobody misses it, and its name is the next one's.
            Files.delete(last);
        }
        return 0;
    }

    private static Optional<Line> lastEntry(Path segment) throws IOException {
        var last = new Line[1];
        for (long bytes : new long[] {Line.LENGTH_MAX / 16, 2 * Line.LENGTH_MAX, Long.MAX_VALUE}) {
            var part = new JournalFiles.Part(segment, Math.max(0, Files.size(segment) - bytes));
            part.read(line -> last[0] = line);
            if (last[0] != null || part.from() == 0) {
                break;
            }
        }
        return Optional.ofNullable(last[0]);
    }

    private static boolean endsLine(Path segment, long size) throws IOException {
        try (var opened = FileChannel.open(segment)) {
            var end = ByteBuffer.allocate(1);
            return opened.read(end, size - 1) == 1 && end.get(0) == '\n';
        }
    }

    /** The last number that was given before these were opened; 0 where none was. */
    long formerSequence() {
        return formerSequence;
    }

    /**
     * Writes one more.
     *
     * @throws IOException if that is not possible; then nothing of it is there
     */
    void write(Line line) throws IOException {
        var bytes = ByteBuffer.wrap((line.text() + "\n").getBytes(StandardCharsets.UTF_8));
        if (file != null && !Files.exists(file)) {
            throw new NoSuchFileException(file.toString(), null, "it was removed");
        }
        if (channel == null || size + bytes.remaining() > bytesMax / COUNT) {
            begin(line.sequence());
        }
        append(bytes);
    }

    private void append(ByteBuffer bytes) throws IOException {
        var opened = channel;
        if (opened == null) {
            throw new IOException("closed");
        }
        long after = size + bytes.remaining();
        try {
            while (bytes.hasRemaining()) {
                opened.write(bytes);
            }
            size = after;
        } catch (IOException e) {
            // A full disk may have taken a part.
            opened.truncate(size);
            throw e;
        }
    }

    /** What is too much goes first: on a full disk that is the room for the new one. */
    private void begin(long sequence) throws IOException {
        closeFile();
        var files = JournalFiles.segments(directory);
        long total = 0;
        for (var each : files) {
            total += Files.size(each);
        }
        int left = files.size();
        for (var oldest : files) {
            if (left < COUNT && total <= bytesMax - bytesMax / COUNT) {
                break;
            }
            total -= Files.size(oldest);
            left--;
            Files.delete(oldest);
        }
        file = JournalFiles.segment(directory, sequence);
        channel = open(file, StandardOpenOption.CREATE_NEW);
        size = 0;
    }

    private void closeFile() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            closeFile();
        }
    }
}
