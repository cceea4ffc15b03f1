package io.havip.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** What happened in a simulation, line by line; written only when someone will read it. */
final class Story {
    private static final int LINES_MAX = 400;

    private final Timeline timeline;
    private final boolean written;
    private final List<String> lines = new ArrayList<>();

    Story(Timeline timeline, boolean written) {
        this.timeline = timeline;
        this.written = written;
    }

    void tell(Supplier<String> what) {
        if (written) {
            lines.add(String.format(Locale.ROOT, "%14.6f s  %s", timeline.nowNanos() / 1e9, what.get()));
        }
    }

    /** The end of it, which is where a promise broke. */
    String text() {
        var end = lines.subList(Math.max(0, lines.size() - LINES_MAX), lines.size());
        return String.join(System.lineSeparator(), end);
    }
}
