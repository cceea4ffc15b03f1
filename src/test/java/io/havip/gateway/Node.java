package io.havip.gateway;

import io.havip.gateway.loop.Rehearsal;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.Instances;
import io.havip.gateway.settings.InterfaceSettings;
import io.havip.linux.Clock;
import io.havip.observe.InstanceStatus;
import io.havip.observe.Meters;
import io.havip.observe.MetricsFormat;
import io.havip.observe.journal.Journal;
import io.havip.observe.journal.JournalSettings;
import io.havip.observe.journal.Line;
import io.havip.programs.NotifyFifoSettings;
import io.havip.testing.NetworkLab;
import io.havip.testing.Realtime;
import io.havip.testing.TestWorkers;
import io.havip.vrrp.State;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A gateway of the test's own process in a namespace of a lab. */
public final class Node implements AutoCloseable {
    private static final Rehearsal REHEARSAL = new Rehearsal();

    private final NetworkLab lab;
    private final String namespace;
    private final Meters meters = new Meters(Clock.MACHINE, false);
    private final Journal journal =
            new Journal("node", JournalSettings.MEMORY, TestWorkers.make(), new SimpleMeterRegistry());
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Gateway gateway;

    private Node(
            NetworkLab lab,
            String namespace,
            List<InstanceSettings> settings,
            InterfaceSettings interfaces,
            List<NotifyFifoSettings> fifos) {
        this.lab = lab;
        this.namespace = namespace;
        this.gateway = lab.inside(namespace, () -> {
            var started = new Gateway(meters, journal, TestWorkers.make(), REHEARSAL, Optional.empty(), failure::set);
            started.open(fifos);
            started.start(settings, interfaces, List.of(), () -> {});
            return started;
        });
        Realtime.threads("protocol-loop");
    }

    public static Node start(NetworkLab lab, String namespace, Instances instances) {
        return start(lab, namespace, List.of(instances.settings()));
    }

    public static Node start(NetworkLab lab, String namespace, List<InstanceSettings> settings) {
        return start(lab, namespace, settings, InterfaceSettings.NONE);
    }

    public static Node start(
            NetworkLab lab, String namespace, List<InstanceSettings> settings, InterfaceSettings interfaces) {
        return new Node(lab, namespace, settings, interfaces, List.of());
    }

    /** One that tells a FIFO of its changes. */
    static Node telling(NetworkLab lab, String namespace, List<InstanceSettings> settings, NotifyFifoSettings fifo) {
        return new Node(lab, namespace, settings, InterfaceSettings.NONE, List.of(fifo));
    }

    /** Goes on with other settings. */
    public Gateway.Changes change(List<InstanceSettings> settings, Gateway.TrackerPlan... trackers) {
        return lab.inside(namespace, () -> gateway.change(settings, InterfaceSettings.NONE, List.of(trackers)));
    }

    public Map<String, InstanceStatus> statuses() {
        return gateway.status();
    }

    public InstanceStatus status() {
        if (failure.get() != null) {
            throw new AssertionError("the loop of " + namespace + " died", failure.get());
        }
        return gateway.status().values().iterator().next();
    }

    public State state() {
        return status().role().state();
    }

    /** Whether the kernel has the address bound. */
    public boolean binds(String address) {
        return lab.binds(namespace, address);
    }

    /** The sum of a counter's samples with these labels; 0 where there is none. The name has dots and no suffix. */
    public double count(String name, String... labels) {
        return samples(name + ".total", labels).sum();
    }

    /** The value of a gauge with these labels; NaN if there is none. The name has dots. */
    public double gauge(String name, String... labels) {
        return samples(name, labels).findFirst().orElse(Double.NaN);
    }

    /** What its journal has told of that kind. */
    public List<JsonObject> entries(String kind) {
        return journal.after(0).stream()
                .map(Line::json)
                .filter(entry -> entry.getString("kind").equals(kind))
                .toList();
    }

    private DoubleStream samples(String name, String... labels) {
        var scrape = new ByteArrayOutputStream();
        meters.write(scrape, MetricsFormat.TEXT);
        var start = name.replace('.', '_');
        return scrape.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(start + '{') || line.startsWith(start + ' '))
                .filter(line -> IntStream.iterate(0, index -> index < labels.length, index -> index + 2)
                        .allMatch(index -> line.contains(labels[index] + "=\"" + labels[index + 1] + "\"")))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))));
    }

    /** Gives up every role, and goes on for the rest. */
    void release() {
        gateway.release();
    }

    @Override
    public void close() {
        try {
            // Asked twice, it waits for no successor.
            gateway.release();
            gateway.release();
            gateway.close();
            journal.close();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
