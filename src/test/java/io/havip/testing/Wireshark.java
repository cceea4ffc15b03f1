package io.havip.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/** Wireshark's dissectors in a process of their own, sharkd, which reads one capture after the other: it takes long to start. */
final class Wireshark {
    private static final class Started {
        private static final Wireshark ONE = new Wireshark();
    }

    /**
     * In a mount namespace of its own, where it finds no names of vendors, services and enterprises: it would read them again with
     * each capture, which took nine tenths of its time.
     */
    private static final List<String> WITHOUT_NAMES = List.of("unshare", "--mount", "sh", "-c", """
        for names in manuf services enterprises.tsv; do
          mount --bind /dev/null /usr/share/wireshark/$names 2>/dev/null
        done
        exec sharkd -
        """);

    /** It keeps what it has read: of a capture some 30 MB. */
    private static final int LOADS = 100;

    private Process process;
    private BufferedWriter questions;
    private BufferedReader answers;
    private int loads;
    /** It keeps what a filter has let through, even of another file: none may be asked for twice. No frame has such a number. */
    private int unique = Integer.MAX_VALUE;

    private Wireshark() {
        process = sharkd();
        questions = process.outputWriter();
        answers = process.inputReader();
        // The first question takes long, in this process too: no router of it may have deadlines to keep yet.
        ask("status", new JsonObject());
    }

    private static Process sharkd() {
        try {
            return new ProcessBuilder(Requirement.ROOT.isMet() ? WITHOUT_NAMES : List.of("sharkd", "-"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void load(Path file) {
        if (++loads % LOADS == 0) {
            process.destroy();
            process = sharkd();
            questions = process.outputWriter();
            answers = process.inputReader();
        }
        ask("load", new JsonObject().put("file", file.toString()));
    }

    /** The one of this test run; it ends with it. */
    static Wireshark get() {
        return Started.ONE;
    }

    /**
     * Of the frames in a file that match a display filter, these fields as they are shown in a column; what a frame lacks is empty.
     *
     * @throws AssertionError if there is no such file or field, or the filter is none
     */
    synchronized List<List<String>> frames(Path file, String filter, String... fields) {
        load(file);
        var columns = new JsonObject().put("filter", "(%s) && frame.number != %d".formatted(filter, unique--));
        for (int i = 0; i < fields.length; i++) {
            // Of an unknown one the column would be empty.
            ask("check", new JsonObject().put("field", fields[i]));
            columns.put("column" + i, fields[i] + ":0");
        }
        return ((JsonArray) ask("frames", columns))
                .stream()
                        .map(frame -> ((JsonObject) frame)
                                .getJsonArray("c").stream()
                                        .map(String.class::cast)
                                        .toList())
                        .toList();
    }

    private Object ask(String method, JsonObject parameters) {
        var question = new JsonObject()
                .put("jsonrpc", "2.0")
                .put("id", 1)
                .put("method", method)
                .put("params", parameters);
        try {
            questions.write(question.encode());
            questions.newLine();
            questions.flush();
            var line = answers.readLine();
            if (line == null) {
                throw new AssertionError("sharkd has ended without an answer to " + question);
            }
            var answer = new JsonObject(line);
            if (!answer.containsKey("result")) {
                throw new AssertionError("sharkd answers " + question + " with " + line);
            }
            return answer.getValue("result");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
