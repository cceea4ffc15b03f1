package io.havip.observe.journal;

import io.havip.observe.InstanceStatus;
import io.havip.observe.LogFields;
import io.havip.observe.TransitionReport;
import io.havip.observe.TransitionReport.Phase;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.jboss.logmanager.Level;

/**
 * The log's line of an entry, and its fields: the entry's number, the metrics' labels, durations in seconds. None for what its own
 * part logs.
 */
final class EntryLog {
    private static final String NAME = "io.havip";
    private static final Logger LOG = Logger.getLogger(NAME);

    private EntryLog() {}

    /** @param line the same as it is kept */
    static void log(Entry entry, Line line) {
        of(entry, line).ifPresent(LOG::log);
    }

    static Optional<LogFields> of(Entry entry, Line line) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put(EntryJson.SEQUENCE, line.sequence());
        EntryJson.router(entry).ifPresent(router -> labels(router, fields));
        var sentence = EntryJson.router(entry).map(of -> of.instance() + ": ").orElse("")
                + line.json().getString(EntryJson.SENTENCE);
        return Optional.ofNullable(
                switch (entry) {
                    case Entry.Transition(var router, var report) -> {
                        describe(report, fields);
                        var level = report.slow() ? Level.WARN : Level.INFO;
                        yield line(level, story(router, report, line.sequence()), fields);
                    }
                    case Entry.FirstTraffic(var _, var report, var _, long sinceNanos) -> {
                        describe(report.with(Phase.FIRST_TRAFFIC, sinceNanos), fields);
                        yield line(Level.INFO, sentence, fields);
                    }
                    case Entry.Verified(var _, var report, var _, var sinceNanos) -> {
                        describe(report.with(sinceNanos), fields);
                        yield line(Level.INFO, sentence, fields);
                    }
                    case Entry.Ownership(var _, var what, var _) -> {
                        fields.put("change", EntryJson.label(what));
                        yield line(Level.WARN, sentence, fields);
                    }
                    case Entry.Found(var _, var finding) -> {
                        fields.put("finding", EntryJson.label(finding.kind()));
                        yield line(Level.WARN, sentence + "; mend: " + finding.mend(), fields);
                    }
                    case Entry.Gone(var _, var kind) -> {
                        fields.put("finding", EntryJson.label(kind));
                        yield line(Level.INFO, sentence, fields);
                    }
                    case Entry.Hold _ -> line(Level.INFO, sentence, fields);
                    case Entry.TrackerChange(var verdict) -> {
                        fields.put("tracker", verdict.tracker());
                        yield line(verdict.healthy() ? Level.INFO : Level.WARN, sentence, fields);
                    }
                    case Entry.Conflict(var _, var _, int count) -> line(Level.WARN, sentence + times(count), fields);
                    case Entry.Repair(var _, var _, var _, int count) ->
                        line(Level.WARN, sentence + times(count), fields);
                    case Entry.Stall(long _, int count) -> line(Level.WARN, sentence + times(count), fields);
                    case Entry.Haproxy _, Entry.Reload _, Entry.Start _, Entry.End _ -> null;
                });
    }

    private static LogFields line(Level level, String message, Map<String, Object> fields) {
        var line = new LogFields(level, message, fields);
        line.setLoggerName(NAME);
        return line;
    }

    private static String times(int count) {
        return count > 1 ? " (" + count + " times since that was told)" : "";
    }

    /** All that there is to a transition, in one line. */
    private static String story(InstanceStatus.Identity router, TransitionReport report, long sequence) {
        return String.format(
                Locale.ROOT,
                "%s: %s -> %s, %s: %s; priority %d, %.3f ms%s (%s), entry %d",
                router.instance(),
                report.from(),
                report.to(),
                EntryJson.label(report.cause()),
                report.explanation(),
                report.circumstances().priority(),
                report.totalNanos() / 1e6,
                bound(report),
                phases(report),
                sequence);
    }

    private static String bound(TransitionReport report) {
        return report.boundNanos().isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT,
                        report.slow() ? " where %.0f ms are allowed" : " of at most %.0f ms",
                        report.boundNanos().getAsLong() / 1e6);
    }

    private static String phases(TransitionReport report) {
        return report.phaseNanos().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(phase -> String.format(
                        Locale.ROOT, "%s %.3f ms", EntryJson.label(phase.getKey()), phase.getValue() / 1e6))
                .collect(Collectors.joining(", "));
    }

    private static void labels(InstanceStatus.Identity router, Map<String, Object> fields) {
        fields.put("vrrp_instance", router.instance());
        fields.put("vrid", router.vrid());
        fields.put("interface", router.interfaceName());
        fields.put("family", EntryJson.label(router.family()));
    }

    private static void describe(TransitionReport report, Map<String, Object> fields) {
        fields.put("from", EntryJson.label(report.from()));
        fields.put("to", EntryJson.label(report.to()));
        fields.put("cause", EntryJson.label(report.cause()));
        fields.put("priority", report.circumstances().priority());
        report.phaseNanos().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(phase -> fields.put(EntryJson.label(phase.getKey()) + "_seconds", phase.getValue() / 1e9));
        fields.put("whole_seconds", report.totalNanos() / 1e9);
        report.boundNanos().ifPresent(nanos -> {
            fields.put("bound_seconds", nanos / 1e9);
            fields.put("within_bound", !report.slow());
        });
    }
}
