package io.havip.gateway.instance;

import io.havip.cloud.Ownership;
import io.havip.gateway.host.Host;
import io.havip.observe.Circumstances;
import io.havip.observe.TransitionReport;
import io.havip.observe.TransitionReport.Phase;
import io.havip.observe.VirtualRouterMeters;
import io.havip.observe.journal.Entry;
import io.havip.vrrp.Action;
import java.net.InetAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A stopwatch for the phases of one transition, handed from the loop to the announcer for our last one; the network's own comes
 * by itself. It is told when it is over, and the loop has said what was known.
 */
final class TransitionTiming implements Ownership.Listener {
    private final Host host;
    private final VirtualRouterMeters meters;
    private final String instance;
    private final Action.Transition transition;
    private final long decidedAtEpochMillis;
    private final long decidedAtNanos;
    private final Map<Phase, Long> phaseNanos = new EnumMap<>(Phase.class);
    private long lastNanos;
    private boolean announces;
    private volatile boolean over;
    private volatile @Nullable Conclusion conclusion;
    private final AtomicBoolean told = new AtomicBoolean();
    private volatile @Nullable TransitionReport reported;
    private volatile @Nullable Arrival arrival;
    private final AtomicBoolean trafficTold = new AtomicBoolean();
    /** Not told yet; one of each address at most. */
    private final Queue<Verification> verifications = new ConcurrentLinkedQueue<>();

    private record Conclusion(String explanation, Circumstances known) {}

    /** The first frame that came in since. */
    private record Arrival(InetAddress address, long atNanos) {}

    /** What the cloud has said of an address. */
    private record Verification(String address, Map<Phase, Long> sinceDecisionNanos) {}

    TransitionTiming(Host host, VirtualRouterMeters meters, String instance, Action.Transition transition) {
        this.host = host;
        this.meters = meters;
        this.decidedAtEpochMillis = host.epochMillis();
        this.decidedAtNanos = host.nanos();
        this.lastNanos = decidedAtNanos;
        this.instance = instance;
        this.transition = transition;
        phaseNanos.put(Phase.DETECTION, decidedAtNanos - transition.evidenceAtNanos());
    }

    void ended(Phase phase) {
        long nowNanos = host.nanos();
        phaseNanos.merge(phase, nowNanos - lastNanos, Long::sum);
        lastNanos = nowNanos;
    }

    Action.Transition transition() {
        return transition;
    }

    /** Its last phase ends with the announcements, not with the loop's own work. */
    void announces() {
        announces = true;
    }

    /** Ends the last phase; on whatever thread. */
    void announced() {
        ended(Phase.ANNOUNCE);
        over = true;
        tell();
    }

    /** The loop has done its part. */
    void conclude(String explanation, Circumstances known) {
        conclusion = new Conclusion(explanation, known);
        if (!announces) {
            over = true;
        }
        tell();
    }

    /** What arrived earlier has nothing to do with it. */
    long decidedAtNanos() {
        return decidedAtNanos;
    }

    /** Once both are so; whoever comes second tells. */
    private void tell() {
        var last = conclusion;
        if (last == null || !over || !told.compareAndSet(false, true)) {
            return;
        }
        var boundNanos = TransitionReport.bound(last.known().former(), transition.to());
        var report = new TransitionReport(
                instance, transition, last.explanation(), decidedAtEpochMillis, phaseNanos, boundNanos, last.known());
        host.reporter().transition(meters, report);
        reported = report;
        tellTraffic();
        tellVerifications();
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

    @Override
    public void verified(String address, OptionalLong callNanos, OptionalLong effectNanos, long verifiedNanos) {
        var since = new EnumMap<Phase, Long>(Map.of(Phase.VERIFIED, verifiedNanos));
        callNanos.ifPresent(nanos -> since.put(Phase.API_CALL, nanos));
        effectNanos.ifPresent(nanos -> since.put(Phase.API_EFFECT, nanos));
        verifications.add(new Verification(address, since));
        tellVerifications();
    }

    private void tellVerifications() {
        var report = reported;
        if (report != null) {
            for (var next = verifications.poll(); next != null; next = verifications.poll()) {
                host.reporter().verified(meters, report, next.address(), next.sinceDecisionNanos());
            }
        }
    }

    @Override
    public void changed(Ownership.Change what, String sentence) {
        host.reporter().record(new Entry.Ownership(meters.identity(), what, sentence));
    }
}
