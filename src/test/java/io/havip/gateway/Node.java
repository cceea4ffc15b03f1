package io.havip.gateway;

import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.Instances;
import io.havip.gateway.settings.InterfaceSettings;
import io.havip.observe.InstanceStatus;
import io.havip.observe.Journal;
import io.havip.observe.Meters;
import io.havip.testing.NetworkLab;
import io.havip.vrrp.State;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A gateway of the test's own process in a namespace of a lab. */
public final class Node implements AutoCloseable {
    private final NetworkLab lab;
    private final String namespace;
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final Journal journal = new Journal();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Gateway gateway;

    private Node(NetworkLab lab, String namespace, List<InstanceSettings> settings, InterfaceSettings interfaces) {
        this.lab = lab;
        this.namespace = namespace;
        this.gateway = lab.inside(namespace, () -> {
            var started = new Gateway(new Meters(registry), journal, failure::set);
            started.start(settings, interfaces, List.of());
            return started;
        });
    }

    public static Node start(NetworkLab lab, String namespace, Instances instances) {
        return start(lab, namespace, List.of(instances.settings()));
    }

    public static Node start(NetworkLab lab, String namespace, List<InstanceSettings> settings) {
        return start(lab, namespace, settings, InterfaceSettings.NONE);
    }

    public static Node start(
            NetworkLab lab, String namespace, List<InstanceSettings> settings, InterfaceSettings interfaces) {
        return new Node(lab, namespace, settings, interfaces);
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
        return status().state();
    }

    /** Whether the kernel has the address bound. */
    public boolean binds(String address) {
        return lab.binds(namespace, address);
    }

    /** The value of a counter with these tags, 0 before its first count. */
    public double count(String name, String... tags) {
        return registry.find(name).tags(tags).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    /** The value of a gauge with these tags; NaN if there is none. */
    public double gauge(String name, String... tags) {
        var gauge = registry.find(name).tags(tags).gauge();
        return gauge == null ? Double.NaN : gauge.value();
    }

    @Override
    public void close() {
        try {
            gateway.close();
            journal.close();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
