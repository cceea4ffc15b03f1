package io.havip.config.draft;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Everything wrong with one file, and everything that the operator should know although it is not wrong. Messages must
 * not quote secrets; passwords in the shown source lines are masked here.
 */
public final class Problems {
    /** More than these are counted, not shown. */
    private static final int SHOWN_MAX = 50;

    private static final Comparator<Entry> BY_PLACE = Comparator.<Entry>comparingInt(
                    entry -> entry.place().line())
            .thenComparingInt(entry -> entry.place().column());

    private final Source source;
    private final List<Entry> errors = new ArrayList<>();
    private final List<Entry> notices = new ArrayList<>();

    private record Entry(Place place, String message, String mend) {}

    public Problems(Source source) {
        this.source = source;
    }

    /**
     * Reports what makes the file unusable.
     *
     * @param message what is wrong
     * @param mend what to do about it
     */
    public void error(Place place, String message, String mend) {
        errors.add(new Entry(place, message, mend));
    }

    /**
     * Reports what the operator should know.
     *
     * @param message what is read otherwise than it may look, and why
     */
    public void notice(Place place, String message) {
        notices.add(new Entry(place, message, ""));
    }

    public boolean any() {
        return !errors.isEmpty();
    }

    /** Each with file, line and column, in the order of the file. */
    public List<String> notices() {
        return notices.stream().sorted(BY_PLACE).map(this::headline).toList();
    }

    /** All errors as a compiler shows them: file, line, column, message; the source line; a caret; the mend. */
    public String render() {
        List<String> lines = source.maskedLines();
        String shown = errors.stream()
                .sorted(BY_PLACE)
                .distinct()
                .limit(SHOWN_MAX)
                .map(error -> render(error, lines))
                .collect(Collectors.joining("\n"));
        long more = errors.stream().distinct().count() - SHOWN_MAX;
        return more > 0 ? shown + "\nand " + more + " more" : shown;
    }

    private String render(Entry error, List<String> lines) {
        Place place = error.place();
        var rendered = new StringBuilder(headline(error, "error: "));
        if (place.line() <= lines.size()) {
            String line = lines.get(place.line() - 1);
            String margin = line.substring(0, Math.min(place.column() - 1, line.length()))
                    .replaceAll("[^\t]", " ");
            rendered.append("\n    ")
                    .append(line)
                    .append("\n    ")
                    .append(margin)
                    .append('^');
        }
        return rendered.append("\n    mend: ").append(error.mend()).toString();
    }

    private String headline(Entry entry) {
        return headline(entry, "");
    }

    private String headline(Entry entry, String severity) {
        Place place = entry.place();
        String option = place.option().isEmpty() ? "" : place.option() + ": ";
        return source.name() + ":" + place.line() + ":" + place.column() + ": " + severity + option + entry.message();
    }
}
