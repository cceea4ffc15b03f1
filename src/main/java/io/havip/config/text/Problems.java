package io.havip.config.text;

import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything wrong with a configuration's files, and everything that the operator should know although it is not wrong. Messages must
 * not quote secrets; passwords in the shown source lines are masked here.
 */
public final class Problems {
    private static final Comparator<Problem> BY_PLACE = Comparator.<Problem>comparingInt(
                    entry -> entry.place().line())
            .thenComparingInt(entry -> entry.place().column());

    private final Set<Problem> errors = new LinkedHashSet<>();
    private final Set<Problem> notices = new LinkedHashSet<>();

    /**
     * Reports what makes the file unusable.
     *
     * @param message what is wrong
     * @param mend what to do about it
     */
    public void error(Place place, String message, String mend) {
        errors.add(new Problem(place, message, mend));
    }

    /** Likewise, where a value was wanted. */
    public <T> Optional<T> refuse(Place place, String message, String mend) {
        error(place, message, mend);
        return Optional.empty();
    }

    /**
     * Reports what the operator should know.
     *
     * @param message what is read otherwise than it may look, and why
     */
    public void notice(Place place, String message) {
        notices.add(new Problem(place, message, ""));
    }

    public boolean any() {
        return !errors.isEmpty();
    }

    /** Each with file, line and column, file by file, in the order of its lines. */
    public List<String> notices() {
        return ordered(notices).map(notice -> notice.headline("")).toList();
    }

    /** All that makes the files unusable, file by file, in the order of its lines. */
    public List<Problem> errors() {
        return ordered(errors).toList();
    }

    /** Errors as a compiler shows them: file, line, column, message; the source line; a caret; the mend. */
    public static String render(List<Problem> errors) {
        Map<Source, List<String>> lines = new IdentityHashMap<>();
        return errors.stream()
                .map(error -> render(error, lines.computeIfAbsent(error.place().source(), Source::maskedLines)))
                .collect(Collectors.joining("\n"));
    }

    private static Stream<Problem> ordered(Set<Problem> entries) {
        return entries.stream()
                .collect(
                        Collectors.groupingBy(entry -> entry.place().source(), LinkedHashMap::new, Collectors.toList()))
                .values()
                .stream()
                .flatMap(ofSource -> ofSource.stream().sorted(BY_PLACE));
    }

    private static String render(Problem error, List<String> lines) {
        Place place = error.place();
        var rendered = new StringBuilder(error.headline("error: "));
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
}
