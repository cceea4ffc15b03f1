package io.havip.vrrp;

import io.havip.vrrp.VirtualRouterSettings.Preemption;
import io.havip.vrrp.VirtualRouterSettings.Reaction;
import io.havip.vrrp.VirtualRouterSettings.Timing;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.List;
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
        return new VirtualRouterSettings(
                version,
                VRID,
                priority,
                new Timing(intervalNanos, activeDownIntervals),
                new Preemption(preempt, preemptDelayNanos),
                reactions,
                Family.of(addresses.getFirst()),
                addresses);
    }
}
