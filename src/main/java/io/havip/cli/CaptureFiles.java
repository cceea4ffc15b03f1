package io.havip.cli;

import io.havip.audit.Audit;
import io.havip.audit.PacketRef;
import io.havip.linux.FileTrouble;
import io.havip.wire.CaptureException;
import io.havip.wire.CaptureReader;
import io.havip.wire.CapturedFrame;
import io.havip.wire.Dissector;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/** Capture files, read together as one in the order of time. */
final class CaptureFiles implements AutoCloseable {
    private final List<Opened> files = new ArrayList<>();

    private static final class Opened {
        private final int number;
        private final Path path;
        private final CaptureReader reader;
        private Optional<CapturedFrame> next;

        Opened(int number, Path path, CaptureReader reader) throws IOException {
            this.number = number;
            this.path = path;
            this.reader = reader;
            this.next = reader.next();
        }

        long atEpochNanos() {
            return next.map(CapturedFrame::atEpochNanos).orElse(Long.MAX_VALUE);
        }
    }

    /** A file that can't be read: the message names it. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;

        Unreadable(Path path, IOException why) {
            super(
                    why instanceof CaptureException
                            ? path + ": error: " + why.getMessage()
                                    + "\n    mend: capture with tcpdump -w FILE, or save it as pcapng with Wireshark"
                            : path + ": error: " + FileTrouble.text(why)
                                    + "\n    mend: name a capture that can be read here",
                    why);
        }
    }

    /** Opens them, and reads the first frame of each. */
    static CaptureFiles open(List<Path> paths) throws Unreadable {
        var opened = new CaptureFiles();
        for (var path : paths) {
            try {
                opened.open(path);
            } catch (IOException e) {
                opened.close();
                throw new Unreadable(path, e);
            }
        }
        return opened;
    }

    private void open(Path path) throws IOException {
        var stream = Files.newInputStream(path);
        try {
            files.add(new Opened(files.size(), path, new CaptureReader(stream)));
        } catch (IOException e) {
            stream.close();
            throw e;
        }
    }

    /** Shows all frames to an audit. */
    void show(Audit audit) throws Unreadable {
        var queue = new PriorityQueue<Opened>(
                Comparator.comparingLong(Opened::atEpochNanos).thenComparingInt(file -> file.number));
        files.stream().filter(file -> file.next.isPresent()).forEach(queue::add);
        for (var file = queue.poll(); file != null; file = queue.poll()) {
            var frame = file.next.orElseThrow();
            audit.see(new PacketRef(file.number, frame.number(), frame.atEpochNanos()), Dissector.dissect(frame));
            try {
                file.next = file.reader.next();
            } catch (IOException e) {
                throw new Unreadable(file.path, e);
            }
            if (file.next.isPresent()) {
                queue.add(file);
            }
        }
    }

    /** What they say hosts are called. */
    Map<InetAddress, String> names() {
        var names = new HashMap<InetAddress, String>();
        files.forEach(file -> file.reader.names().forEach(names::putIfAbsent));
        return Map.copyOf(names);
    }

    /** What is missing of them, in sentences. */
    List<String> notes() {
        var notes = new ArrayList<String>();
        for (var file : files) {
            if (file.reader.cutOff()) {
                notes.add(file.path + " ends in the middle of a packet, which was left out");
            }
            if (file.reader.untimed() > 0) {
                notes.add("%s: packets without a time, which were left out: %d"
                        .formatted(file.path, file.reader.untimed()));
            }
        }
        return notes;
    }

    @Override
    public void close() {
        for (var file : files) {
            try {
                file.reader.close();
            } catch (IOException e) {
                // It was only read.
            }
        }
    }
}
