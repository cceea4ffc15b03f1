package io.havip.observe;

import io.havip.vrrp.Cause;
import io.havip.vrrp.DropReason;
import io.havip.vrrp.Peer;
import io.havip.vrrp.State;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The meters of one virtual router. */
public final class VirtualRouterMeters {
    private final MeterRegistry registry;
    private final Optional<KeepalivedMeters> keepalived;
    private volatile InstanceStatus.Identity identity;
    private final Supplier<InstanceStatus> status;
    private final Tags tags;
    private final Counter sent;
    private final Counter sendFailures;
    private final Counter received;
    private final Map<DropReason, Counter> discarded = new EnumMap<>(DropReason.class);
    private final Timer heardInterval;
    private final Timer lateness;
    private final Timer margin;
    private final Counter repairs;
    private final Counter conflicts;
    private final Counter arpSent;
    private final Counter neighbourAdvertisementsSent;
    private final Counter announcementFailures;
    private final Map<TransitionReport.Phase, Timer> phases = new EnumMap<>(TransitionReport.Phase.class);
    private final Timer total;
    private final Counter slowTakeovers;
    private final MultiGauge activePeer;
    private volatile Optional<TransitionReport> lastTransition = Optional.empty();
    private final KeepalivedMeters.Counts counts = new KeepalivedMeters.Counts();

    VirtualRouterMeters(
            MeterRegistry registry,
            Optional<KeepalivedMeters> keepalived,
            InstanceStatus.Identity identity,
            Supplier<InstanceStatus> status) {
        this.registry = registry;
        this.keepalived = keepalived;
        this.identity = identity;
        this.status = status;
        tags = Tags.of(
                "vrrp_instance", identity.instance(),
                "vrid", Integer.toString(identity.vrid()),
                "interface", identity.interfaceName(),
                "family", Meters.label(identity.family()));
        for (var state : State.values()) {
            gauge(
                    "havip.vrrp.state",
                    "1 for the state that the virtual router is in",
                    Tags.of("state", Meters.label(state)),
                    () -> status.get().state() == state ? 1 : 0);
        }
        gauge(
                "havip.vrrp.priority",
                "Priority",
                Tags.of("kind", "configured"),
                () -> this.identity.configuredPriority());
        gauge(
                "havip.vrrp.priority",
                "Priority",
                Tags.of("kind", "effective"),
                () -> status.get().priority());
        Gauge.builder("havip.vrrp.last.transition.timestamp", () -> status.get().changedAtEpochMillis() / 1e3)
                .description("Wall-clock time of the last transition")
                .baseUnit("seconds")
                .tags(tags)
                .register(registry);
        Gauge.builder("havip.vrrp.active.down.interval", () -> status.get().activeDownIntervalNanos() / 1e9)
                .description("How long the Active may be silent before it is taken for gone")
                .baseUnit("seconds")
                .tags(tags)
                .register(registry);
        for (var kind : Finding.Kind.values()) {
            gauge(
                    "havip.vrrp.peer.finding",
                    "Whether this is wrong between the virtual router and its peers",
                    Tags.of("finding", Meters.label(kind)),
                    () -> status.get().findings().stream().anyMatch(finding -> finding.kind() == kind) ? 1 : 0);
        }
        identity.addresses().forEach(this::bound);
        activePeer = MultiGauge.builder("havip.vrrp.active.peer.info")
                .description("The Active that this Backup follows; always 1")
                .tags(tags)
                .register(registry);
        // A counter that appears with its first transition, at 1, would hide that one from rate() and increase().
        for (var cause : Cause.values()) {
            cause.from().forEach(from -> cause.to().forEach(to -> transitions(from, to, cause)));
        }
        sent = counter("havip.vrrp.advertisements.sent", "Advertisements sent, once for each destination");
        sendFailures = counter("havip.vrrp.advertisements.send.failures", "Advertisements that the kernel refused");
        received = counter("havip.vrrp.advertisements.received", "Advertisements received that passed every check");
        for (var reason : EnumSet.complementOf(EnumSet.of(DropReason.VRID))) {
            discarded.put(
                    reason,
                    Counter.builder("havip.vrrp.advertisements.discarded")
                            .description("Received packets that failed a check")
                            .tags(tags.and("reason", Meters.label(reason)))
                            .register(registry));
        }
        heardInterval = timer("havip.vrrp.advertisement.interval", "Time between advertisements heard", tags);
        lateness = timer("havip.vrrp.advertisement.lateness", "How much later than due advertisements were sent", tags);
        margin = timer(
                "havip.vrrp.active.down.margin",
                "Time that was left until a takeover when the Active's advertisement came",
                tags);
        repairs = counter("havip.address.repairs", "Addresses that someone removed and that were put back");
        conflicts = counter("havip.address.conflicts", "Claims of others for an address that is bound here");
        arpSent = announcements("arp");
        neighbourAdvertisementsSent = announcements("na");
        announcementFailures = counter("havip.announcements.failures", "Announcements that could not be sent");
        for (var phase : TransitionReport.Phase.values()) {
            phases.put(
                    phase,
                    timer(
                            "havip.vrrp.transition.phase",
                            "Duration of the phases of transitions",
                            tags.and("phase", Meters.label(phase))));
        }
        total = timer("havip.vrrp.transition", "Duration of transitions from the evidence to the last phase", tags);
        slowTakeovers = counter("havip.vrrp.slow.takeovers", "Takeovers that lasted longer than they may");
        keepalived.ifPresent(meters ->
                meters.virtualRouter(identity, status, sent::count, received::count, this::discardedCount, counts));
    }

    /** The same virtual router with other settings: counters and histograms go on. */
    public void identify(InstanceStatus.Identity changed) {
        var former = identity;
        identity = changed;
        for (var address : former.addresses()) {
            if (!changed.addresses().contains(address)) {
                Meters.removeTagged(
                        registry, tags.and("address", address.address().getHostAddress()));
            }
        }
        changed.addresses().stream()
                .filter(address -> !former.addresses().contains(address))
                .forEach(this::bound);
        keepalived.ifPresent(meters -> meters.addresses(former, changed, status));
    }

    private void bound(InstanceStatus.Address address) {
        gauge(
                "havip.address.bound",
                "Whether the virtual address is bound here",
                Tags.of("address", address.address().getHostAddress()),
                () -> status.get().boundAddresses().contains(address.address()) ? 1 : 0);
    }

    /** The virtual router is no more. */
    void close() {
        Meters.removeTagged(registry, tags);
        keepalived.ifPresent(meters -> meters.close(identity));
    }

    /** @param priority 0 for a release */
    public void advertisementSent(int priority) {
        sent.increment();
        if (priority == 0) {
            counts.zeroSent.increment();
        }
    }

    public void advertisementSendFailed() {
        sendFailures.increment();
    }

    /** @param priority 0 for a release */
    public void advertisementReceived(int priority) {
        received.increment();
        if (priority == 0) {
            counts.zeroReceived.increment();
        }
    }

    public void discarded(DropReason reason) {
        var counter = discarded.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }

    private double discardedCount(DropReason reason) {
        var counter = discarded.get(reason);
        return counter == null ? 0 : counter.count();
    }

    public void heardAfter(long nanos) {
        heardInterval.record(nanos, TimeUnit.NANOSECONDS);
    }

    public void sentLate(long nanos) {
        lateness.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** @param nanos until the Active_Down_Timer would have fired; negative when it had, and only reading was late */
    public void heardBeforeTakeover(long nanos) {
        margin.record(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    }

    public void addressRepaired() {
        repairs.increment();
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

    /** Everything of the moment that {@code status} tells. Callable from any thread. */
    public InstanceReport report() {
        return new InstanceReport(identity, status.get(), lastTransition, Meters.counted(discarded));
    }

    /** A transition with all its phases. */
    public void transition(TransitionReport report) {
        lastTransition = Optional.of(report);
        transitions(report.from(), report.to(), report.cause()).increment();
        counts.transition(report.from(), report.to());
        report.phaseNanos().forEach((phase, nanos) -> {
            var timer = phases.get(phase);
            if (timer != null) {
                timer.record(nanos, TimeUnit.NANOSECONDS);
            }
        });
        total.record(report.totalNanos(), TimeUnit.NANOSECONDS);
        if (report.slow()) {
            slowTakeovers.increment();
        }
    }

    /** The Active that is followed, or none. */
    public void activePeer(Optional<Peer> peer) {
        activePeer.register(
                peer.stream()
                        .map(active -> MultiGauge.Row.of(
                                Tags.of(
                                        "peer", active.address().getHostAddress(),
                                        "priority", Integer.toString(active.priority())),
                                1))
                        .toList(),
                true);
    }

    private Timer timer(String name, String description, Tags tags) {
        return Meters.timer(registry, name, description, tags);
    }

    private Counter transitions(State from, State to, Cause cause) {
        return Counter.builder("havip.vrrp.transitions")
                .description("Transitions of the state machine")
                .tags(tags.and("from", Meters.label(from), "to", Meters.label(to), "cause", Meters.label(cause)))
                .register(registry);
    }

    private Counter announcements(String kind) {
        return Counter.builder("havip.announcements.sent")
                .description("Announcements sent")
                .tags(tags.and("kind", kind))
                .register(registry);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).tags(tags).register(registry);
    }

    private void gauge(String name, String description, Tags extra, Supplier<Number> value) {
        Gauge.builder(name, value)
                .description(description)
                .tags(tags.and(extra))
                .register(registry);
    }
}
