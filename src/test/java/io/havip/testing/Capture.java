package io.havip.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What passes a port of the lab's switch, dissected by Wireshark, which owes nothing to this product. */
public final class Capture implements AutoCloseable {
    private final Path file;
    private final Service tcpdump;

    private Capture(NetworkLab lab, String port) {
        try {
            this.file = Files.createTempFile("capture", ".pcap");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.tcpdump = Service.start(
                lab,
                NetworkLab.SWITCH,
                "tcpdump",
                "-i",
                port,
                "--immediate-mode",
                "-U",
                "-s",
                "2048", // of whole frames there is room for eight at a time
                "-B",
                "8192",
                "-Z",
                "root",
                "-w",
                file.toString());
        await().until(() -> tcpdump.says("listening on"));
    }

    /** A frame's fields, by Wireshark's names and in its words; those that it lacks are empty. */
    public record Frame(Map<String, String> fields) {
        public String get(String field) {
            return fields.getOrDefault(field, "");
        }
    }

    /** Captures from now on. */
    public static Capture start(NetworkLab lab, String namespace, String interfaceName) {
        Requirement.WIRESHARK.ensure();
        return new Capture(lab, namespace + "." + interfaceName);
    }

    /** The frames so far that match a display filter, with these fields of each. */
    public List<Frame> frames(String filter, String... fields) {
        return read(file, filter, fields);
    }

    /** Those of a file that another capture has left. */
    public static List<Frame> read(Path file, String filter, String... fields) {
        return Wireshark.get().frames(file, filter, fields).stream()
                .map(values -> frame(values, fields))
                .toList();
    }

    private static Frame frame(List<String> values, String... fields) {
        var named = new HashMap<String, String>();
        for (int i = 0; i < fields.length; i++) {
            named.put(fields[i], values.get(i));
        }
        return new Frame(Map.copyOf(named));
    }

    @Override
    public void close() {
        tcpdump.close();
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
