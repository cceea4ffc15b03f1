package io.havip.config.text;

import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything wrong with a configuration's files, and everything that the operator should know although it is not wrong. Messages must
 * not quote secrets; passwords in the shown source lines are masked here.
 */
public final class Problems {
    /** More than these are counted, not shown. */
    private static final int SHOWN_MAX = 50;

    private static final Comparator<Entry> BY_PLACE = Comparator.<Entry>comparingInt(
                    entry -> entry.place().line())
            .thenComparingInt(entry -> entry.place().column());

    private final Set<Entry> errors = new LinkedHashSet<>();
    private final Set<Entry> notices = new LinkedHashSet<>();

    private record Entry(Place place, String message, String mend) {}

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

    /** Each with file, line and column, file by file, in the order of its lines. */
    public List<String> notices() {
        return ordered(notices).map(notice -> headline(notice, "")).toList();
    }

    /** All errors as a compiler shows them: file, line, column, message; the source line; a caret; the mend. */
    public String render() {
        List<Entry> all = ordered(errors).toList();
        Map<Source, List<String>> lines = new IdentityHashMap<>();
        String shown = all.stream()
                .limit(SHOWN_MAX)
                .map(error -> render(error, lines.computeIfAbsent(error.place().source(), Source::maskedLines)))
                .collect(Collectors.joining("\n"));
        int more = all.size() - SHOWN_MAX;
        return more > 0 ? shown + "\nand " + more + " more" : shown;
    }

    private static Stream<Entry> ordered(Set<Entry> entries) {
        return entries.stream()
                .collect(
                        Collectors.groupingBy(entry -> entry.place().source(), LinkedHashMap::new, Collectors.toList()))
                .values()
                .stream()
                .flatMap(ofSource -> ofSource.stream().sorted(BY_PLACE));
    }

    private static String render(Entry error, List<String> lines) {
        Place place = error.place();
        var rendered = new StringBuilder(headline(error, "error: "));
        // YAML ends lines at characters that nothing else does.
        if (place.line() > 0 && place.line() <= lines.size()) {
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

    private static String headline(Entry entry, String severity) {
        Place place = entry.place();
        String option = place.option().isEmpty() ? "" : place.option() + ": ";
        return place.position() + ": " + severity + option + entry.message();
    }
}
