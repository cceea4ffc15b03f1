package io.havip.observe;

import io.havip.haproxy.HaproxyInfo;
import io.havip.linux.Clock;
import io.havip.vrrp.DropReason;
import io.havip.vrrp.Family;
import java.io.OutputStream;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the product measures of itself; {@code docs/metrics.md} explains it. What the loop's thread calls here is wait-free, and
 * a scrape reads what was published: it never asks the loop.
 */
public final class Meters {
    /** What is written at once of a scrape. */
    public static final int PIECE_BYTES = 16 * 1024;

    private final Clock clock;
    private final boolean keepalivedNames;
    private final Collection<VirtualRouterMeters> virtualRouters = new CopyOnWriteArrayList<>();
    private final Map<String, StrayMeters> strays = new ConcurrentSkipListMap<>();
    private final Map<String, TrackerMeters> trackers = new ConcurrentSkipListMap<>();
    private final ProcessMeters process = new ProcessMeters();
    private final LoopMeters loop;
    private final ConfigMeters config;

    /** @param keepalivedNames whether what keepalived's exporters say is said in their words too */
    public Meters(Clock clock, boolean keepalivedNames) {
        this.clock = clock;
        this.keepalivedNames = keepalivedNames;
        this.loop = new LoopMeters(clock);
        this.config = new ConfigMeters(clock);
    }

    /** Writes all of them piece by piece, each sample as it is read, and nothing that would end a text of OpenMetrics. */
    public void write(OutputStream out, MetricsFormat format) {
        var samples = new Samples(out, format);
        VirtualRouterMetrics.ALL.forEach(metric -> metric.write(virtualRouters, samples));
        CloudMetrics.ALL.forEach(metric -> metric.write(virtualRouters, samples));
        GatewayMetrics.STRAYS.forEach(metric -> metric.write(strays.values(), samples));
        GatewayMetrics.TRACKERS.forEach(metric -> metric.write(trackers.values(), samples));
        GatewayMetrics.LOOP.forEach(metric -> metric.write(List.of(loop), samples));
        GatewayMetrics.CONFIG.forEach(metric -> metric.write(List.of(config), samples));
        GatewayMetrics.PROCESS.forEach(metric -> metric.write(List.of(process), samples));
        if (keepalivedNames) {
            KeepalivedMetrics.PROCESS.forEach(metric -> metric.write(List.of(process), samples));
            KeepalivedMetrics.VIRTUAL_ROUTERS.forEach(metric -> metric.write(virtualRouters, samples));
            KeepalivedMetrics.TRACKERS.forEach(metric -> metric.write(trackers.values(), samples));
        }
        samples.flush();
    }

    /** The program that runs. */
    public void build(String version) {
        process.version = version;
    }

    /** HAProxy as it runs now, if it does. */
    public void haproxy(Optional<HaproxyInfo> info) {
        process.haproxy = info;
    }

    /** The meters of one virtual router. {@code status} is read at every scrape. */
    public VirtualRouterMeters virtualRouter(InstanceStatus.Identity identity, Supplier<InstanceStatus> status) {
        var meters = new VirtualRouterMeters(identity, status, clock, virtualRouters::remove);
        virtualRouters.add(meters);
        return meters;
    }

    /** The meters of the loop. */
    public LoopMeters loop() {
        return loop;
    }

    /** The meters of the configuration. */
    public ConfigMeters config() {
        return config;
    }

    /** A tracker's verdict. */
    public void health(String tracker, boolean healthy) {
        tracker(tracker).healthy = healthy;
    }

    /** There is no such tracker any longer. */
    public void healthEnded(String tracker) {
        trackers.remove(tracker);
    }

    /** One check of a tracker. */
    public void healthCheck(String tracker, boolean succeeded, long durationNanos) {
        var meters = tracker(tracker);
        (succeeded ? meters.successes : meters.failures).record(durationNanos);
    }

    private TrackerMeters tracker(String name) {
        return trackers.computeIfAbsent(name, _ -> new TrackerMeters(name, clock));
    }

    /** The meters of what is received on an interface and is for no virtual router of ours. */
    public StrayMeters stray(String interfaceName, Family family) {
        return strays.computeIfAbsent(stray(interfaceName, label(family)), _ -> new StrayMeters(interfaceName, family));
    }

    /** Nobody listens there any longer. */
    public void strayEnded(String interfaceName, Family family) {
        strays.remove(stray(interfaceName, label(family)));
    }

    private static String stray(String interfaceName, String family) {
        return interfaceName + " " + family;
    }

    /** What was received for no virtual router of ours, by interface and family; nothing of those that received none. */
    public List<StrayReport> strays() {
        return strays.values().stream()
                .map(StrayMeters::report)
                .filter(report -> !report.discarded().isEmpty())
                .toList();
    }

    /** How much those reasons have counted that have counted anything. */
    static Map<DropReason, Long> counted(ToLongFunction<DropReason> count) {
        var counted = new EnumMap<DropReason, Long>(DropReason.class);
        for (var reason : DropReason.values()) {
            long packets = count.applyAsLong(reason);
            if (packets > 0) {
                counted.put(reason, packets);
            }
        }
        return counted;
    }

    static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** Of the process as a whole. */
    static final class ProcessMeters implements Metric.Source {
        volatile String version = "";
        volatile Optional<HaproxyInfo> haproxy = Optional.empty();

        @Override
        public Labels labels() {
            return Labels.NONE;
        }
    }

    /** Of one tracker. */
    static final class TrackerMeters implements Metric.Source {
        final String name;
        final Histogram successes;
        final Histogram failures;
        /** None yet. */
        volatile @Nullable Boolean healthy;

        private final Labels labels;

        private TrackerMeters(String name, Clock clock) {
            this.name = name;
            this.labels = Labels.of("tracker", name);
            this.successes = new Histogram(clock);
            this.failures = new Histogram(clock);
        }

        @Override
        public Labels labels() {
            return labels;
        }

        Optional<Boolean> verdict() {
            return Optional.ofNullable(healthy);
        }
    }

    /** The meters of what is for no virtual router of ours. */
    public static final class StrayMeters implements Metric.Source {
        /** What can be found wrong with a packet before the virtual router is known that it is for. */
        static final Set<DropReason> REASONS = EnumSet.of(
                DropReason.LENGTH,
                DropReason.VERSION,
                DropReason.TYPE,
                DropReason.VRID,
                DropReason.TOTAL_LENGTH,
                DropReason.CHECKSUM,
                DropReason.MALFORMED,
                DropReason.AUTHENTICATION_TYPE);

        private final AtomicLongArray discarded = new AtomicLongArray(DropReason.values().length);
        private final String interfaceName;
        private final Family family;
        private final Labels labels;

        private StrayMeters(String interfaceName, Family family) {
            this.interfaceName = interfaceName;
            this.family = family;
            this.labels = Labels.of("interface", interfaceName, "family", label(family));
        }

        @Override
        public Labels labels() {
            return labels;
        }

        public void discarded(DropReason reason) {
            discarded.incrementAndGet(reason.ordinal());
        }

        long count(DropReason reason) {
            return discarded.get(reason.ordinal());
        }

        private StrayReport report() {
            return new StrayReport(interfaceName, family, counted(this::count));
        }
    }

    /** The meters of the loop. */
    public static final class LoopMeters implements Metric.Source {
        final Histogram lateness;
        final Histogram cycle;
        final LongAdder stalls = new LongAdder();
        final LongAdder claimsDropped = new LongAdder();
        final LongAdder takeoversUnseen = new LongAdder();
        final LongAdder notificationsLost = new LongAdder();
        final LongAdder listingsTorn = new LongAdder();

        private LoopMeters(Clock clock) {
            lateness = new Histogram(clock);
            cycle = new Histogram(clock);
        }

        @Override
        public Labels labels() {
            return Labels.NONE;
        }

        public void late(long nanos) {
            lateness.record(nanos);
        }

        public void cycle(long nanos) {
            cycle.record(nanos);
        }

        public void stall() {
            stalls.increment();
        }

        public void claimsDropped(long count) {
            claimsDropped.add(count);
        }

        /** A program or the reader of a FIFO was not told of a change, because too many waited. */
        public void notificationLost() {
            notificationsLost.increment();
        }

        /** What the kernel listed changed meanwhile, as often as it was asked. */
        public void listingTorn() {
            listingsTorn.increment();
        }

        /** Nobody has looked out for the first traffic of a takeover. */
        public void takeoverUnseen() {
            takeoversUnseen.increment();
        }
    }

    /** The meters of the configuration: names and meaning as Prometheus' own. */
    public static final class ConfigMeters implements Metric.Source {
        final LongAdder successes = new LongAdder();
        final LongAdder failures = new LongAdder();
        volatile boolean successful = true;
        volatile long loadedAtEpochMillis;

        private final Clock clock;

        private ConfigMeters(Clock clock) {
            this.clock = clock;
            this.loadedAtEpochMillis = clock.epochMillis();
        }

        @Override
        public Labels labels() {
            return Labels.NONE;
        }

        public void reloaded() {
            successes.increment();
            loadedAtEpochMillis = clock.epochMillis();
            successful = true;
        }

        public void refused() {
            failures.increment();
            successful = false;
        }
    }
}
