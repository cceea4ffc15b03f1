package io.havip.vrrp;

import io.havip.config.InstanceBuilder;
import io.havip.config.options.VirtualRouterOptions;
import io.havip.testing.Changed;
import io.havip.vrrp.VirtualRouterSettings.Reaction;
import io.havip.wire.IpAddress;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Settings that differ from the usual ones where a test says so. */
final class SettingsBuilder {
    static final int VRID = 7;

    private final Version version;
    private final int priority;
    private final List<InetAddress> addresses;
    private long intervalNanos = 1_000_000_000L;
    private boolean preempt = true;
    private long preemptDelayNanos;
    private int activeDownIntervals = 3;
    private final Set<Reaction> reactions = EnumSet.noneOf(Reaction.class);

    SettingsBuilder(Version version, int priority, List<InetAddress> addresses) {
        this.version = version;
        this.priority = priority;
        this.addresses = addresses;
    }

    SettingsBuilder interval(long nanos) {
        intervalNanos = nanos;
        return this;
    }

    SettingsBuilder nopreempt() {
        preempt = false;
        return this;
    }

    SettingsBuilder preemptDelay(long nanos) {
        preemptDelayNanos = nanos;
        return this;
    }

    SettingsBuilder activeDownIntervals(int intervals) {
        activeDownIntervals = intervals;
        return this;
    }

    SettingsBuilder with(Reaction reaction) {
        reactions.add(reaction);
        return this;
    }

    VirtualRouterSettings build() {
        var usual = InstanceBuilder.instance("VI_1", "eth0", VRID)
                .addresses(addresses.stream().map(IpAddress::text).toList())
                .with(VirtualRouterOptions.VERSION, version)
                .with(VirtualRouterOptions.PRIORITY, priority)
                .with(VirtualRouterOptions.INTERVAL, intervalNanos)
                .with(VirtualRouterOptions.ACTIVE_DOWN_INTERVALS, activeDownIntervals)
                .with(VirtualRouterOptions.PREEMPT, preempt)
                .with(VirtualRouterOptions.PREEMPT_DELAY, preemptDelayNanos)
                .build()
                .router();
        return Changed.of(usual, Map.of("reactions", reactions));
    }
}
