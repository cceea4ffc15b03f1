package io.havip.cli;

import io.havip.observe.journal.Line;
import java.io.PrintWriter;
import java.util.List;

/** Prints entries in their order, each once, and says where some are missing. */
final class EventPrinter {
    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean json;
    private long lastSequence;

    /** @param json whether they are printed as they are; then what is missing is said on {@code err} */
    EventPrinter(PrintWriter out, PrintWriter err, boolean json) {
        this.out = out;
        this.err = err;
        this.json = json;
    }

    /** The number of the last one; 0 before the first. */
    long lastSequence() {
        return lastSequence;
    }

    void print(List<Line> lines) {
        lines.forEach(this::print);
        out.flush();
        err.flush();
    }

    private void print(Line line) {
        long missing = line.sequence() - lastSequence - 1;
        if (lastSequence > 0 && missing > 0) {
            (json ? err : out).println(missing + (missing == 1 ? " entry is" : " entries are") + " missing here");
        } else if (missing < 0) {
            (json ? err : out).println("another journal begins here");
        }
        lastSequence = line.sequence();
        out.println(json ? line.text() : EventText.of(line.json()));
    }

    /** Whether nobody takes it any more. */
    boolean closed() {
        return out.checkError();
    }
}
