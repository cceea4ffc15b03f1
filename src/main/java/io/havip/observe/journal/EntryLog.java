package io.havip.observe.journal;

import io.havip.observe.InstanceStatus;
import io.havip.observe.TransitionReport;
import io.havip.observe.TransitionReport.Phase;
import io.havip.wire.IpAddress;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/** The log's line of an entry, with the metrics' labels and the durations as its fields; none for what its own part logs. */
final class EntryLog {
    private static final Logger LOG = Logger.getLogger("io.havip");

    private EntryLog() {}

    static void log(Entry entry) {
        try {
            switch (entry) {
                case Entry.Transition(var router, var report) -> log(router, report);
                case Entry.FirstTraffic(var router, var report, var address, long sinceDecisionNanos) -> {
                    describe(router, report.with(Phase.FIRST_TRAFFIC, sinceDecisionNanos));
                    LOG.infof(
                            "%s: traffic for %s arrives (%s)",
                            router.instance(), IpAddress.text(address), phase(Phase.FIRST_TRAFFIC, sinceDecisionNanos));
                }
                case Entry.Found(var router, var finding) ->
                    LOG.warnf("%s: %s; mend: %s", router.instance(), finding.sentence(), finding.mend());
                case Entry.Gone(var router, var kind) ->
                    LOG.infof("%s: no longer found: %s", router.instance(), EntryJson.label(kind));
                case Entry.TrackerChange(var verdict)
                when verdict.healthy() -> LOG.infof("%s is healthy: %s", verdict.tracker(), verdict.reason());
                case Entry.TrackerChange(var verdict) ->
                    LOG.warnf("%s is unhealthy: %s", verdict.tracker(), verdict.reason());
                case Entry.Conflict _,
                        Entry.Repair _,
                        Entry.Stall _,
                        Entry.Haproxy _,
                        Entry.Reload _,
                        Entry.Start _,
                        Entry.End _ -> {}
            }
        } finally {
            MDC.clear();
        }
    }

    private static void log(InstanceStatus.Identity router, TransitionReport report) {
        describe(router, report);
        LOG.infof(
                "%s: %s -> %s, %s (%s)",
                router.instance(), report.from(), report.to(), report.explanation(), phases(report));
    }

    private static void describe(InstanceStatus.Identity router, TransitionReport report) {
        MDC.put("vrrp_instance", router.instance());
        MDC.put("from", EntryJson.label(report.from()));
        MDC.put("to", EntryJson.label(report.to()));
        MDC.put("cause", EntryJson.label(report.cause()));
        report.phaseNanos().forEach((phase, nanos) -> MDC.put(EntryJson.label(phase) + "_seconds", nanos / 1e9));
    }

    private static String phases(TransitionReport report) {
        return report.phaseNanos().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> phase(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String phase(Phase phase, long nanos) {
        return String.format(Locale.ROOT, "%s %.3f ms", EntryJson.label(phase), nanos / 1e6);
    }
}
