package io.havip.observe;

import io.havip.linux.Workers;
import io.havip.observe.TransitionReport.Phase;
import io.havip.wire.IpAddress;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * Counts what happens, at once, and writes it down on a thread of its own: whoever reports here, the loop above all, never waits
 * for a log. What comes faster than it is written down, for long, is given up and counted; that costs no metric.
 */
public final class Journal implements Reporter, AutoCloseable {
    private static final Logger LOG = Logger.getLogger("io.havip");
    private static final long CLOSE_SECONDS = 5;

    private static final String THREAD = "journal";
    /** Every one of 400 virtual routers may move, and move back, some times before one is written down. */
    static final int ENTRIES_MAX = 4_096;

    private final Workers workers;
    private final ThreadPoolExecutor writer;

    public Journal(Workers workers, MeterRegistry registry) {
        var meters = new LogMeters(registry);
        this.workers = workers;
        this.writer = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(ENTRIES_MAX),
                Thread.ofPlatform().name(THREAD).daemon().factory(),
                (_, _) -> meters.entryDropped());
    }

    @Override
    public void transition(VirtualRouterMeters meters, TransitionReport report) {
        meters.transition(report);
        execute(() -> log(report));
    }

    @Override
    public void firstTraffic(
            VirtualRouterMeters meters, TransitionReport report, InetAddress address, long sinceDecisionNanos) {
        meters.firstTraffic(report, sinceDecisionNanos);
        execute(() -> logTraffic(report.with(Phase.FIRST_TRAFFIC, sinceDecisionNanos), address));
    }

    @Override
    public void findings(String instance, List<Finding> former, List<Finding> present) {
        if (former.equals(present)) {
            return;
        }
        execute(() -> {
            var known = kinds(former);
            var left = kinds(present);
            present.stream()
                    .filter(finding -> !known.contains(finding.kind()))
                    .forEach(finding -> LOG.warnf("%s: %s; mend: %s", instance, finding.sentence(), finding.mend()));
            known.stream()
                    .filter(kind -> !left.contains(kind))
                    .forEach(kind -> LOG.infof("%s: no longer found: %s", instance, label(kind)));
        });
    }

    private static Set<Finding.Kind> kinds(List<Finding> findings) {
        return findings.stream().map(Finding::kind).collect(Collectors.toSet());
    }

    private void execute(Runnable entry) {
        workers.execute(writer, THREAD, entry);
    }

    public void info(String message) {
        execute(() -> LOG.info(message));
    }

    @Override
    public void warn(String message) {
        execute(() -> LOG.warn(message));
    }

    /** Waits until everything that was reported is written, a few seconds at most. */
    @Override
    public void close() throws InterruptedException {
        writer.shutdown();
        writer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    }

    private static void log(TransitionReport report) {
        log(
                report,
                "%s: %s -> %s, %s (%s)"
                        .formatted(
                                report.instance(), report.from(), report.to(), report.explanation(), phases(report)));
    }

    private static void logTraffic(TransitionReport report, InetAddress address) {
        log(
                report,
                "%s: traffic for %s arrives (%s)"
                        .formatted(
                                report.instance(),
                                IpAddress.text(address),
                                phase(Phase.FIRST_TRAFFIC, report.phaseNanos().getOrDefault(Phase.FIRST_TRAFFIC, 0L))));
    }

    private static void log(TransitionReport report, String line) {
        MDC.put("vrrp_instance", report.instance());
        MDC.put("from", label(report.from()));
        MDC.put("to", label(report.to()));
        MDC.put("cause", label(report.cause()));
        report.phaseNanos().forEach((phase, nanos) -> MDC.put(label(phase) + "_seconds", nanos / 1e9));
        try {
            LOG.info(line);
        } finally {
            MDC.clear();
        }
    }

    private static String phases(TransitionReport report) {
        return report.phaseNanos().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> phase(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String phase(Phase phase, long nanos) {
        return String.format(Locale.ROOT, "%s %.3f ms", label(phase), nanos / 1e6);
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
