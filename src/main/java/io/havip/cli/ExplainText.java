package io.havip.cli;

import io.havip.explain.Clause;
import io.havip.explain.Explanation;
import io.havip.explain.Explanation.Chapter;
import io.havip.explain.Sentences;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** An explanation for people. */
final class ExplainText {
    private static final String TIME = "HH:mm:ss.SSSSSS";

    private final Explanation explanation;
    private final StringBuilder text = new StringBuilder();

    private ExplainText(Explanation explanation) {
        this.explanation = explanation;
    }

    static String of(Explanation explanation) {
        return new ExplainText(explanation).text();
    }

    private String text() {
        var router = explanation.router();
        text.append("virtual router %s: VRID %d, %s%s\n"
                .formatted(
                        router.instance(),
                        router.vrid(),
                        router.family().replace("ipv", "IPv"),
                        router.addresses().isEmpty() ? "" : ", " + String.join(", ", router.addresses())));
        explanation.chapters().forEach(this::chapter);
        clocks();
        return text.toString();
    }

    private void chapter(Chapter chapter) {
        text.append('\n')
                .append(chapter.node())
                .append(chapter.transition()
                        .map(moved -> ": %s -> %s, %s, on %s (entry %d)"
                                .formatted(
                                        moved.from().toUpperCase(Locale.ROOT),
                                        moved.to().toUpperCase(Locale.ROOT),
                                        moved.cause(),
                                        time("uuuu-MM-dd", moved.atMicros()),
                                        moved.number()))
                        .orElse(""))
                .append('\n');
        long own = chapter.transition().map(Explanation.Transition::number).orElse(0L);
        for (var clause : chapter.clauses()) {
            boolean wrong = clause.fact() instanceof Clause.Fact.Bound bound && !bound.within();
            text.append("%s%-15s  %s%s\n"
                    .formatted(
                            wrong ? "! " : "  ",
                            clause.atMicros().isPresent()
                                    ? time(TIME, clause.atMicros().getAsLong())
                                    : "",
                            Sentences.of(clause.fact()),
                            evidence(clause, own)));
        }
        if (chapter.clauses().isEmpty()) {
            text.append("  its journal says nothing of it\n");
        }
    }

    /** Other entries than the transition's own, and packets. */
    private static String evidence(Clause clause, long own) {
        var parts = new ArrayList<String>();
        var entries = clause.entries().stream().filter(number -> number != own).toList();
        if (!entries.isEmpty()) {
            parts.add("entry " + numbers(entries));
        }
        if (!clause.packets().isEmpty()) {
            parts.add("packet " + numbers(clause.packets()));
        }
        return parts.isEmpty() ? "" : "  [" + String.join("; ", parts) + "]";
    }

    private static String numbers(List<Long> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private void clocks() {
        if (explanation.chapters().size() < 2) {
            return;
        }
        text.append('\n');
        if (explanation.clocks().isEmpty()) {
            text.append("each node's times are by its own clock: no packets tell for certain how they compare\n");
        }
        explanation.clocks().forEach(clocks -> text.append(Sentences.of(clocks)).append('\n'));
    }

    private static String time(String pattern, long micros) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
    }
}
