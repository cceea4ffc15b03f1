package io.havip.gateway.instance;

import io.havip.gateway.host.Host;
import io.havip.observe.Circumstances;
import io.havip.observe.TransitionReport;
import io.havip.observe.TransitionReport.Phase;
import io.havip.observe.VirtualRouterMeters;
import io.havip.vrrp.Action;
import java.net.InetAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A stopwatch for the phases of one transition, handed from the loop to the announcer for our last one; the network's own comes
 * by itself.
 */
final class TransitionTiming {
    private final Host host;
    private final VirtualRouterMeters meters;
    private final String instance;
    private final Action.Transition transition;
    private final String explanation;
    private final Circumstances circumstances;
    private final OptionalLong boundNanos;
    private final long decidedAtEpochMillis;
    private final long decidedAtNanos;
    private final Map<Phase, Long> phaseNanos = new EnumMap<>(Phase.class);
    private long lastNanos;
    private volatile @Nullable TransitionReport reported;
    private volatile @Nullable Arrival arrival;
    private final AtomicBoolean trafficTold = new AtomicBoolean();

    /** The first frame that came in since. */
    private record Arrival(InetAddress address, long atNanos) {}

    TransitionTiming(
            Host host,
            VirtualRouterMeters meters,
            String instance,
            Action.Transition transition,
            String explanation,
            Circumstances circumstances) {
        this.host = host;
        this.meters = meters;
        this.decidedAtEpochMillis = host.epochMillis();
        this.decidedAtNanos = host.nanos();
        this.lastNanos = decidedAtNanos;
        this.instance = instance;
        this.transition = transition;
        this.explanation = explanation;
        this.circumstances = circumstances;
        this.boundNanos = TransitionReport.bound(circumstances.former(), transition.to());
        phaseNanos.put(Phase.DETECTION, decidedAtNanos - transition.evidenceAtNanos());
    }

    void ended(Phase phase) {
        long nowNanos = host.nanos();
        phaseNanos.merge(phase, nowNanos - lastNanos, Long::sum);
        lastNanos = nowNanos;
    }

    /** Ends the last phase; on whatever thread. */
    void announced() {
        ended(Phase.ANNOUNCE);
        report();
    }

    /** What arrived earlier has nothing to do with it. */
    long decidedAtNanos() {
        return decidedAtNanos;
    }

    void report() {
        var report = new TransitionReport(
                instance, transition, explanation, decidedAtEpochMillis, phaseNanos, boundNanos, circumstances);
        host.reporter().transition(meters, report);
        reported = report;
        tellTraffic();
    }

    /** The network has followed, before all is announced perhaps; on whatever thread. */
    void arrived(InetAddress address, long atNanos) {
        arrival = new Arrival(address, atNanos);
        tellTraffic();
    }

    /** Once both are known; whoever comes second tells, and neither waits for the other. */
    private void tellTraffic() {
        var report = reported;
        var first = arrival;
        if (report != null && first != null && trafficTold.compareAndSet(false, true)) {
            host.reporter().firstTraffic(meters, report, first.address(), first.atNanos() - decidedAtNanos);
        }
    }
}
