package io.havip.observe;

import io.havip.haproxy.HaproxyInfo;
import io.havip.vrrp.Cause;
import io.havip.vrrp.DropReason;
import io.havip.vrrp.Family;
import io.havip.vrrp.State;
import io.havip.vrrp.VirtualRouter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Every metric of the product's own; {@code docs/metrics.md} explains them. What the loop's thread calls here is wait-free, and a
 * scrape reads what was published: it never asks the loop.
 */
public final class Meters {
    /** 50 us to 10 s. */
    private static final Duration[] BUCKETS = IntStream.of(50, 500, 5_000, 50_000, 500_000, 5_000_000)
            .flatMap(micros -> IntStream.of(micros, 2 * micros, 5 * micros))
            .filter(micros -> micros <= 10_000_000)
            .mapToObj(micros -> Duration.ofNanos(micros * 1_000L))
            .toArray(Duration[]::new);

    /** What can be found wrong with a packet before the virtual router is known that it is for. */
    private static final Set<DropReason> STRAY_REASONS = EnumSet.of(
            DropReason.LENGTH,
            DropReason.VERSION,
            DropReason.TYPE,
            DropReason.VRID,
            DropReason.TOTAL_LENGTH,
            DropReason.CHECKSUM,
            DropReason.MALFORMED,
            DropReason.AUTHENTICATION_TYPE);

    private final MeterRegistry registry;
    private final Map<String, Boolean> health = new ConcurrentHashMap<>();
    private final MultiGauge haproxyInfo;
    private final Optional<KeepalivedMeters> keepalived;

    /** The product's own metrics. */
    public Meters(MeterRegistry registry) {
        this(registry, Optional.empty());
    }

    private Meters(MeterRegistry registry, Optional<KeepalivedMeters> keepalived) {
        this.registry = registry;
        this.keepalived = keepalived;
        this.haproxyInfo = MultiGauge.builder("havip.haproxy.info")
                .description("HAProxy as it runs now; always 1")
                .register(registry);
    }

    /** The product's own metrics, and perhaps those of keepalived's exporters. */
    public static Meters of(MeterRegistry registry, boolean keepalivedNames) {
        return new Meters(registry, keepalivedNames ? Optional.of(new KeepalivedMeters(registry)) : Optional.empty());
    }

    /** The program that runs. */
    public void build(String version) {
        Gauge.builder("havip.build.info", () -> 1)
                .description("The program that runs; always 1")
                .tag("version", version)
                .register(registry);
    }

    /** The meters of one virtual router. {@code status} is read at every scrape. */
    public VirtualRouterMeters virtualRouter(InstanceStatus.Identity identity, Supplier<InstanceStatus> status) {
        return new VirtualRouterMeters(identity, status);
    }

    /** The meters of the loop. */
    public LoopMeters loop() {
        return new LoopMeters();
    }

    /** A tracker's verdict. */
    public void health(String tracker, boolean healthy) {
        boolean known = health.put(tracker, healthy) != null;
        if (!known) {
            Gauge.builder("havip.health.up", () -> Boolean.TRUE.equals(health.get(tracker)) ? 1 : 0)
                    .description("Whether the tracked thing is healthy")
                    .tag("tracker", tracker)
                    .register(registry);
            keepalived.ifPresent(meters -> meters.script(tracker, () -> Boolean.TRUE.equals(health.get(tracker))));
        }
    }

    /** One check of a tracker. */
    public void healthCheck(String tracker, boolean succeeded, long durationNanos) {
        timer(
                        "havip.health.check",
                        "Duration of a health check",
                        Tags.of("tracker", tracker, "result", succeeded ? "success" : "failure"))
                .record(durationNanos, TimeUnit.NANOSECONDS);
    }

    /** HAProxy as it runs now, if it does. */
    public void haproxy(Optional<HaproxyInfo> info) {
        haproxyInfo.register(
                info.stream()
                        .map(running -> MultiGauge.Row.of(
                                Tags.of("version", running.version(), "pid", Long.toString(running.pid())), 1))
                        .toList(),
                true);
    }

    /** The meters of what is received on an interface and is for no virtual router of ours. */
    public StrayMeters stray(String interfaceName, Family family) {
        return new StrayMeters(interfaceName, family);
    }

    private Timer timer(String name, String description, Tags tags) {
        return Timer.builder(name)
                .description(description)
                .tags(tags)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** The meters of one virtual router. */
    public final class VirtualRouterMeters {
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
        private final MultiGauge activePeer;
        private final KeepalivedMeters.Counts counts = new KeepalivedMeters.Counts();

        private VirtualRouterMeters(InstanceStatus.Identity identity, Supplier<InstanceStatus> status) {
            tags = Tags.of(
                    "instance", identity.instance(),
                    "vrid", Integer.toString(identity.vrid()),
                    "interface", identity.interfaceName(),
                    "family", label(identity.family()));
            for (var state : State.values()) {
                gauge(
                        "havip.vrrp.state",
                        "1 for the state that the virtual router is in",
                        Tags.of("state", label(state)),
                        () -> status.get().state() == state ? 1 : 0);
            }
            gauge("havip.vrrp.priority", "Priority", Tags.of("kind", "configured"), identity::configuredPriority);
            gauge(
                    "havip.vrrp.priority",
                    "Priority",
                    Tags.of("kind", "effective"),
                    () -> status.get().priority());
            Gauge.builder(
                            "havip.vrrp.last.transition.timestamp",
                            () -> status.get().changedAtEpochMillis() / 1e3)
                    .description("Wall-clock time of the last transition")
                    .baseUnit("seconds")
                    .tags(tags)
                    .register(registry);
            Gauge.builder("havip.vrrp.active.down.interval", () -> status.get().activeDownIntervalNanos() / 1e9)
                    .description("How long the Active may be silent before it is taken for gone")
                    .baseUnit("seconds")
                    .tags(tags)
                    .register(registry);
            for (var address : identity.addresses()) {
                gauge(
                        "havip.address.bound",
                        "Whether the virtual address is bound here",
                        Tags.of("address", address.address().getHostAddress()),
                        () -> status.get().boundAddresses().contains(address.address()) ? 1 : 0);
            }
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
                                .tags(tags.and("reason", label(reason)))
                                .register(registry));
            }
            heardInterval = timer("havip.vrrp.advertisement.interval", "Time between advertisements heard", tags);
            lateness = timer(
                    "havip.vrrp.advertisement.lateness", "How much later than due advertisements were sent", tags);
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
                                tags.and("phase", label(phase))));
            }
            total = timer("havip.vrrp.transition", "Duration of transitions from the evidence to the last phase", tags);
            keepalived.ifPresent(meters ->
                    meters.virtualRouter(identity, status, sent::count, received::count, this::discardedCount, counts));
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

        /** A transition with all its phases. */
        public void transition(TransitionReport report) {
            transitions(report.from(), report.to(), report.cause()).increment();
            counts.transition(report.from(), report.to());
            report.phaseNanos().forEach((phase, nanos) -> {
                var timer = phases.get(phase);
                if (timer != null) {
                    timer.record(nanos, TimeUnit.NANOSECONDS);
                }
            });
            total.record(report.totalNanos(), TimeUnit.NANOSECONDS);
        }

        /** The Active that is followed, or none. */
        public void activePeer(Optional<VirtualRouter.Peer> peer) {
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

        private Counter transitions(State from, State to, Cause cause) {
            return Counter.builder("havip.vrrp.transitions")
                    .description("Transitions of the state machine")
                    .tags(tags.and("from", label(from), "to", label(to), "cause", label(cause)))
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

    /** The meters of what is for no virtual router of ours. */
    public final class StrayMeters {
        private final Map<DropReason, Counter> discarded = new EnumMap<>(DropReason.class);

        private StrayMeters(String interfaceName, Family family) {
            for (var reason : STRAY_REASONS) {
                discarded.put(
                        reason,
                        Counter.builder("havip.vrrp.stray.packets")
                                .description("VRRP packets received that are for no virtual router of this gateway")
                                .tags("interface", interfaceName, "family", label(family), "reason", label(reason))
                                .register(registry));
            }
        }

        public void discarded(DropReason reason) {
            var counter = discarded.get(reason);
            if (counter != null) {
                counter.increment();
            }
        }
    }

    /** The meters of the loop. */
    public final class LoopMeters {
        private final Timer lateness =
                timer("havip.loop.lateness", "How much later than due the loop woke up", Tags.empty());
        private final Timer cycle = timer("havip.loop.cycle", "Duration of one cycle of the loop", Tags.empty());
        private final Counter stalls = Counter.builder("havip.loop.stalls")
                .description("Times that the loop was kept from running for longer than it may")
                .register(registry);

        private LoopMeters() {}

        public void late(long nanos) {
            lateness.record(nanos, TimeUnit.NANOSECONDS);
        }

        public void cycle(long nanos) {
            cycle.record(nanos, TimeUnit.NANOSECONDS);
        }

        public void stall() {
            stalls.increment();
        }
    }
}
