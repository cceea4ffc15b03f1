package io.havip.observe;

import io.havip.cloud.Holding;
import io.havip.linux.Clock;
import io.havip.vrrp.Cause;
import io.havip.vrrp.DropReason;
import io.havip.vrrp.State;
import io.havip.wire.IpAddress;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is measured of one virtual router. What the loop's thread calls here is wait-free; {@link VirtualRouterMetrics} says
 * what a scrape makes of it.
 */
public final class VirtualRouterMeters implements Metric.Source {
    /** Every transition that there can be. */
    static final List<Move> MOVES = Arrays.stream(Cause.values())
            .flatMap(cause -> cause.from().stream()
                    .sorted()
                    .flatMap(from -> cause.to().stream().sorted().map(to -> new Move(from, to, cause))))
            .toList();

    /** How many of the last transitions are told one by one. */
    static final int SLOTS = 4;

    private final Supplier<InstanceStatus> status;
    private final Consumer<VirtualRouterMeters> ended;
    private final Labels labels;
    private volatile InstanceStatus.Identity identity;
    private volatile Map<InetAddress, AtomicLongArray> sendFailures;
    private volatile Map<InetAddress, Labels> addresses;
    private volatile Supplier<List<Circumstances.Heard>> heard = List::of;
    private volatile Supplier<List<Holding>> held = List::of;
    private final AtomicReference<List<Recent>> recentTransitions = new AtomicReference<>(List.of());

    private final AtomicLongArray discarded = new AtomicLongArray(DropReason.values().length);
    private final AtomicLongArray transitions = new AtomicLongArray(MOVES.size());
    final LongAdder sent = new LongAdder();
    final LongAdder zeroSent = new LongAdder();
    final LongAdder received = new LongAdder();
    final LongAdder zeroReceived = new LongAdder();
    final LongAdder repairs = new LongAdder();
    final LongAdder evictions = new LongAdder();
    final LongAdder conflicts = new LongAdder();
    final LongAdder arpSent = new LongAdder();
    final LongAdder neighbourAdvertisementsSent = new LongAdder();
    final LongAdder announcementFailures = new LongAdder();
    final LongAdder slowTakeovers = new LongAdder();
    final LongAdder speakersUnremembered = new LongAdder();
    final Histogram heardInterval;
    final Histogram lateness;
    final Histogram margin;
    final Histogram transition;
    private volatile Map<TransitionReport.Phase, Histogram> phases = Map.of();

    record Move(State from, State to, Cause cause) {}

    /** One of the last transitions. */
    static final class Recent {
        private final int slot;
        private final TransitionReport report;
        private volatile @Nullable Labels labels;

        /** @param slot 0 to {@link #SLOTS} - 1, in turns: what is in one stays for as many transitions */
        Recent(int slot, TransitionReport report) {
            this.slot = slot;
            this.report = report;
        }

        int slot() {
            return slot;
        }

        TransitionReport report() {
            return report;
        }

        /** Of its samples, which the first scrape has put together. */
        @Nullable Labels labels() {
            return labels;
        }

        void labels(Labels told) {
            labels = told;
        }
    }

    /** @param ended told when it is no more */
    VirtualRouterMeters(
            InstanceStatus.Identity identity,
            Supplier<InstanceStatus> status,
            Clock clock,
            Consumer<VirtualRouterMeters> ended) {
        this.identity = identity;
        this.sendFailures = sendFailures(identity, Map.of());
        this.addresses = addresses(identity);
        this.status = status;
        this.ended = ended;
        this.labels = Labels.of(
                "vrrp_instance",
                identity.instance(),
                "vrid",
                Integer.toString(identity.vrid()),
                "interface",
                identity.interfaceName(),
                "family",
                Meters.label(identity.family()));
        heardInterval = new Histogram(clock);
        lateness = new Histogram(clock);
        margin = new Histogram(clock);
        transition = new Histogram(clock);
        measure(clock, phase -> !phase.ofCloud());
    }

    private void measure(Clock clock, Predicate<TransitionReport.Phase> wanted) {
        var more = new EnumMap<TransitionReport.Phase, Histogram>(TransitionReport.Phase.class);
        more.putAll(phases);
        Stream.of(TransitionReport.Phase.values())
                .filter(wanted)
                .forEach(phase -> more.computeIfAbsent(phase, _ -> new Histogram(clock)));
        phases = more;
    }

    @Override
    public Labels labels() {
        return labels;
    }

    /** What it is, as its metrics name it. */
    public InstanceStatus.Identity identity() {
        return identity;
    }

    InstanceStatus status() {
        return status.get();
    }

    /** The same virtual router with other settings: counters and histograms go on. */
    public void identify(InstanceStatus.Identity changed) {
        identity = changed;
        sendFailures = sendFailures(changed, sendFailures);
        addresses = addresses(changed);
    }

    private static Map<InetAddress, Labels> addresses(InstanceStatus.Identity identity) {
        var labels = new LinkedHashMap<InetAddress, Labels>();
        for (var address : identity.addresses()) {
            labels.put(address.address(), Labels.of("address", IpAddress.text(address.address())));
        }
        return labels;
    }

    /** Those that move with the role, each with its label, in their order. */
    Map<InetAddress, Labels> addresses() {
        return addresses;
    }

    private static Map<InetAddress, AtomicLongArray> sendFailures(
            InstanceStatus.Identity identity, Map<InetAddress, AtomicLongArray> former) {
        var failures = new LinkedHashMap<InetAddress, AtomicLongArray>();
        for (var destination : identity.destinations()) {
            var known = former.get(destination);
            failures.put(destination, known != null ? known : new AtomicLongArray(SendRefusal.values().length));
        }
        return failures;
    }

    /** The virtual router is no more, and neither are its metrics. Callable from any thread. */
    public void close() {
        ended.accept(this);
    }

    /** @param priority 0 for a release */
    public void advertisementSent(int priority) {
        sent.increment();
        if (priority == 0) {
            zeroSent.increment();
        }
    }

    /**
     * @param destination one that is no more, since a reload that the loop has yet to take up, has no metric any more either
     * @param errno why
     */
    public void advertisementSendFailed(InetAddress destination, int errno) {
        var counts = sendFailures.get(destination);
        if (counts != null) {
            counts.incrementAndGet(SendRefusal.of(errno).ordinal());
        }
    }

    /** How many failed for each reason, by their ordinals, for each destination. */
    Map<InetAddress, AtomicLongArray> sendFailures() {
        return sendFailures;
    }

    /** @param priority 0 for a release */
    public void advertisementReceived(int priority) {
        received.increment();
        if (priority == 0) {
            zeroReceived.increment();
        }
    }

    public void discarded(DropReason reason) {
        discarded.incrementAndGet(reason.ordinal());
    }

    long discardedCount(DropReason reason) {
        return discarded.get(reason.ordinal());
    }

    public void heardAfter(long nanos) {
        heardInterval.record(nanos);
    }

    public void sentLate(long nanos) {
        lateness.record(nanos);
    }

    /** @param nanos until the Active_Down_Timer would have fired; negative when it had, and only reading was late */
    public void heardBeforeTakeover(long nanos) {
        margin.record(Math.max(0, nanos));
    }

    /** Somebody who advertises was forgotten, or not remembered, because too many do. */
    public void speakerUnremembered() {
        speakersUnremembered.increment();
    }

    public void addressRepaired() {
        repairs.increment();
    }

    public void addressesEvicted(int count) {
        evictions.add(count);
    }

    public void addressConflict() {
        conflicts.increment();
    }

    public void announced(boolean neighbourAdvertisement) {
        (neighbourAdvertisement ? neighbourAdvertisementsSent : arpSent).increment();
    }

    public void announcementFailed() {
        announcementFailures.increment();
    }

    /** @param present asked by any thread who has advertised */
    public void heardBy(Supplier<List<Circumstances.Heard>> present) {
        heard = present;
    }

    /** @param present asked by any thread how its addresses are in a cloud, whose phases are measured from now on */
    public void heldBy(Supplier<List<Holding>> present, Clock clock) {
        measure(clock, TransitionReport.Phase::ofCloud);
        held = present;
    }

    /** Whether a cloud is told of its addresses. */
    boolean inCloud() {
        return phases.containsKey(TransitionReport.Phase.API_CALL);
    }

    /** Its addresses in a cloud; none where there is none. */
    List<Holding> holdings() {
        return held.get();
    }

    /** With what was counted, measured and heard beside that status. Callable from any thread. */
    public InstanceReport report(InstanceStatus moment) {
        return new InstanceReport(
                identity, moment, lastTransition(), heard.get(), held.get(), Meters.counted(this::discardedCount));
    }

    /** A transition with the phases that it has by then. Callable from any thread. */
    public void transition(TransitionReport report) {
        recentTransitions.updateAndGet(former -> with(report, former));
        int move = MOVES.indexOf(new Move(report.from(), report.to(), report.cause()));
        if (move >= 0) {
            transitions.incrementAndGet(move);
        }
        report.phaseNanos().forEach((phase, nanos) -> phase(phase).record(nanos));
        transition.record(report.totalNanos());
        if (report.slow()) {
            slowTakeovers.increment();
        }
    }

    /** One that was counted before has been followed: by the network, or by a cloud. Callable from any thread. */
    public void followed(TransitionReport report, Map<TransitionReport.Phase, Long> sinceDecisionNanos) {
        recentTransitions.updateAndGet(former -> former.stream()
                .map(recent -> recent.report().move() == report.move()
                        ? new Recent(recent.slot(), recent.report().with(sinceDecisionNanos))
                        : recent)
                .toList());
        sinceDecisionNanos.forEach((phase, nanos) -> phase(phase).record(nanos));
    }

    private static List<Recent> with(TransitionReport report, List<Recent> former) {
        int slot = former.isEmpty() ? 0 : (former.getLast().slot() + 1) % SLOTS;
        return Stream.concat(former.stream().skip(former.size() < SLOTS ? 0 : 1), Stream.of(new Recent(slot, report)))
                .toList();
    }

    private Optional<TransitionReport> lastTransition() {
        var present = recentTransitions.get();
        return present.isEmpty()
                ? Optional.empty()
                : Optional.of(present.getLast().report());
    }

    /** The last ones, the oldest first. */
    List<Recent> recentTransitions() {
        return recentTransitions.get();
    }

    /** Those that are measured. */
    Map<TransitionReport.Phase, Histogram> phases() {
        return phases;
    }

    private Histogram phase(TransitionReport.Phase phase) {
        return Objects.requireNonNull(phases.get(phase));
    }

    /** @param move which of {@link #MOVES} */
    long transitionCount(int move) {
        return transitions.get(move);
    }

    /** How many transitions of this kind there were. */
    long transitionCount(Predicate<Move> wanted) {
        return IntStream.range(0, MOVES.size())
                .filter(move -> wanted.test(MOVES.get(move)))
                .mapToLong(this::transitionCount)
                .sum();
    }
}
