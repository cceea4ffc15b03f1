package io.havip.sim;

import io.havip.vrrp.Version;
import io.havip.vrrp.VirtualRouterSettings;
import io.havip.vrrp.VirtualRouterSettings.Reactions;
import io.havip.vrrp.VirtualRouterSettings.Timing;
import java.net.InetAddress;
import java.util.List;

/** Who plays: what a seed decides about the nodes of a cluster before anything happens. */
final class Cast {
    private static final long MILLI_NANOS = 1_000_000L;
    private static final int OWNER = VirtualRouterSettings.OWNER_PRIORITY;

    private enum Priorities {
        WIDE,
        CLOSE,
        EQUAL
    }

    private enum Preemption {
        ALWAYS,
        DELAYED,
        NEVER,
        MIXED
    }

    private final Dice dice;
    private final Version version;
    private final int size;
    private final long intervalNanos;
    private final boolean mixedIntervals;
    private final Priorities priorities;
    private final Preemption preemption;
    private final int ownerIndex;
    private final List<InetAddress> addresses;

    Cast(Dice dice) {
        this.dice = dice;
        this.version = dice.chance(0.25) ? Version.V2 : Version.V3;
        this.size = (int) dice.between(2, 5);
        this.intervalNanos = MILLI_NANOS
                * (version == Version.V2 ? dice.oneOf(1_000, 2_000) : dice.oneOf(10, 100, 100, 250, 500, 1_000, 3_000));
        this.mixedIntervals = version == Version.V3 && dice.chance(0.3);
        this.priorities = dice.oneOf(Priorities.values());
        this.preemption = dice.oneOf(Preemption.values());
        this.ownerIndex = dice.chance(0.2) ? 0 : -1;
        boolean ipv6 = version == Version.V3 && dice.chance(0.5);
        this.addresses = List.of(InetAddress.ofLiteral(ipv6 ? "fe80::100" : "10.0.0.100"));
    }

    int size() {
        return size;
    }

    long intervalNanos() {
        return intervalNanos;
    }

    Bounds bounds(long calmDelayNanosMax, long roughDelayNanosMax, long latenessNanosMax) {
        return new Bounds(
                version,
                mixedIntervals ? 3 * intervalNanos : intervalNanos,
                5 * intervalNanos,
                calmDelayNanosMax,
                roughDelayNanosMax,
                latenessNanosMax);
    }

    /** Drawn anew at each call, within what holds for the whole cluster. */
    VirtualRouterSettings settings(int index) {
        return new VirtualRouterSettings(
                version,
                7,
                index == ownerIndex ? OWNER : priority(),
                Timing.every(mixedIntervals ? intervalNanos * dice.between(1, 3) : intervalNanos),
                new VirtualRouterSettings.Preemption(preempt(), preemptDelayNanos()),
                new Reactions(dice.chance(0.8), false, size == 2 && dice.chance(0.5)),
                addresses);
    }

    int priority() {
        return (int)
                switch (priorities) {
                    case WIDE -> dice.between(1, 254);
                    case CLOSE -> dice.between(100, 103);
                    case EQUAL -> 100;
                };
    }

    private boolean preempt() {
        return switch (preemption) {
            case ALWAYS, DELAYED -> true;
            case NEVER -> false;
            case MIXED -> dice.chance(0.5);
        };
    }

    private long preemptDelayNanos() {
        return switch (preemption) {
            case ALWAYS, NEVER -> 0;
            case DELAYED, MIXED -> dice.between(0, 5) * intervalNanos;
        };
    }
}
