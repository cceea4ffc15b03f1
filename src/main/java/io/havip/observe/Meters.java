package io.havip.observe;

import io.havip.haproxy.HaproxyInfo;
import io.havip.vrrp.DropReason;
import io.havip.vrrp.Family;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
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
    private final Map<String, StrayMeters> strays = new ConcurrentSkipListMap<>();
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
        return new VirtualRouterMeters(registry, keepalived, identity, status);
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

    /** There is no such tracker any longer. */
    public void healthEnded(String tracker) {
        health.remove(tracker);
        removeTagged(registry, Tags.of("tracker", tracker));
        keepalived.ifPresent(meters -> meters.scriptEnded(tracker));
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
        return strays.computeIfAbsent(interfaceName + " " + label(family), _ -> new StrayMeters(interfaceName, family));
    }

    /** What was received for no virtual router of ours, by interface and family; nothing of those that received none. */
    public List<StrayReport> strays() {
        return strays.values().stream()
                .map(StrayMeters::report)
                .filter(report -> !report.discarded().isEmpty())
                .toList();
    }

    /** Of counters for each reason, how much those have counted that have counted anything. */
    static Map<DropReason, Long> counted(Map<DropReason, Counter> counters) {
        var counted = new EnumMap<DropReason, Long>(DropReason.class);
        counters.forEach((reason, counter) -> {
            if (counter.count() > 0) {
                counted.put(reason, (long) counter.count());
            }
        });
        return counted;
    }

    /** The meters of the configuration. */
    public ConfigMeters config() {
        return new ConfigMeters();
    }

    /** Every meter with all of these labels, and perhaps more, is no more. */
    static void removeTagged(MeterRegistry registry, Tags tags) {
        var wanted = tags.stream().toList();
        registry.getMeters().stream()
                .filter(meter -> meter.getId().getTags().containsAll(wanted))
                .forEach(registry::remove);
    }

    private Timer timer(String name, String description, Tags tags) {
        return timer(registry, name, description, tags);
    }

    static Timer timer(MeterRegistry registry, String name, String description, Tags tags) {
        return Timer.builder(name)
                .description(description)
                .tags(tags)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** The meters of what is for no virtual router of ours. */
    public final class StrayMeters {
        private final Map<DropReason, Counter> discarded = new EnumMap<>(DropReason.class);

        private final String interfaceName;
        private final Family family;

        private StrayMeters(String interfaceName, Family family) {
            this.interfaceName = interfaceName;
            this.family = family;
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

        private StrayReport report() {
            return new StrayReport(interfaceName, family, counted(discarded));
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

    /** The meters of the configuration: names and meaning as Prometheus' own. */
    public final class ConfigMeters {
        private final Counter successes = reloads("success");
        private final Counter failures = reloads("failure");
        private volatile boolean successful = true;
        private volatile long loadedAtEpochMillis = System.currentTimeMillis();

        private ConfigMeters() {
            Gauge.builder("havip.config.last.reload.successful", () -> successful ? 1 : 0)
                    .description("Whether what is configured is in force: 0 after a reload that was refused")
                    .register(registry);
            Gauge.builder("havip.config.last.reload.success.timestamp", () -> loadedAtEpochMillis / 1e3)
                    .description("Wall-clock time when the configuration that is in force was read")
                    .baseUnit("seconds")
                    .register(registry);
        }

        private Counter reloads(String result) {
            return Counter.builder("havip.config.reloads")
                    .description("Times that the configuration was to be read again")
                    .tag("result", result)
                    .register(registry);
        }

        public void reloaded() {
            successes.increment();
            loadedAtEpochMillis = System.currentTimeMillis();
            successful = true;
        }

        public void refused() {
            failures.increment();
            successful = false;
        }
    }
}
