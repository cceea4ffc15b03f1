package io.havip.observe.recorder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** Recordings on the disk: the last ones, in bounded room. The oldest go first. One thread's, of the one process that writes there. */
final class RecordingRing {
    /** A thousand routers may move at once. */
    static final int FILES_MAX = 1_024;

    private static final String UNFINISHED = ".packets-unfinished";
    private static final FileAttribute<?> FILE_MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));

    private final Path directory;
    private final long bytesMax;
    private final NavigableMap<Long, Long> sizes = new TreeMap<>();
    private long bytes;

    /**
     * Takes those over that are there.
     *
     * @throws IOException if the directory can't be read
     */
    RecordingRing(Path directory, long bytesMax) throws IOException {
        this.directory = directory;
        this.bytesMax = bytesMax;
        for (long number : RecordingFiles.numbers(directory).toArray()) {
            add(number, Files.size(RecordingFiles.file(directory, number)));
        }
    }

    private void add(long number, long size) {
        var former = sizes.put(number, size);
        bytes += size - (former == null ? 0 : former);
    }

    /**
     * Writes one more.
     *
     * @throws IOException if that is not possible; then nothing of it is there
     */
    void write(long number, byte[] recording) throws IOException {
        makeRoom(recording.length);
        var unfinished = directory.resolve(UNFINISHED);
        Files.deleteIfExists(unfinished);
        try {
            try (var channel = Files.newByteChannel(
                    unfinished, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), FILE_MODE)) {
                var rest = ByteBuffer.wrap(recording);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
            }
            Files.move(unfinished, RecordingFiles.file(directory, number), StandardCopyOption.ATOMIC_MOVE);
            add(number, recording.length);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    /** On a full disk that is the room for the new one. */
    private void makeRoom(int wanted) throws IOException {
        while (!sizes.isEmpty() && (sizes.size() >= FILES_MAX || bytes + wanted > bytesMax)) {
            var oldest = sizes.firstEntry();
            Files.deleteIfExists(RecordingFiles.file(directory, oldest.getKey()));
            sizes.remove(oldest.getKey());
            bytes -= oldest.getValue();
        }
    }
}
