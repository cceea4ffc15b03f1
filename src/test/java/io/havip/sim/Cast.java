package io.havip.sim;

import io.havip.config.InstanceBuilder;
import io.havip.config.options.AuthenticationOptions;
import io.havip.config.options.HmacOptions;
import io.havip.config.options.InstanceOptions;
import io.havip.config.options.TrackOptions;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.LastResortSettings;
import io.havip.testing.Changed;
import io.havip.vrrp.Family;
import io.havip.vrrp.Version;
import io.havip.vrrp.VirtualRouterSettings;
import io.havip.vrrp.VirtualRouterSettings.Reaction;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Who plays: what a seed decides about the nodes of a cluster before anything happens. */
final class Cast {
    private static final long MILLI_NANOS = 1_000_000L;
    private static final int OWNER = VirtualRouterSettings.OWNER_PRIORITY;

    /** What every node tracks: without this it may not take part. */
    static final String FAULT = "health";
    /** And without this it has a lower priority. */
    static final String BURDEN = "load";

    private static final int VRID = 7;
    static final int BURDEN_WEIGHT = -40;
    private static final String SECRET = "a secret of 32 characters or more";

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
    /** Whether some may speak the other version for a while; with an interval of a second its times are the same. */
    private final boolean bilingual;
    /** The numbers of those that do now. */
    private final Set<Integer> ofOtherVersion = new HashSet<>();

    private final int size;
    private final long intervalNanos;
    private final boolean mixedIntervals;
    private final Priorities priorities;
    private final Preemption preemption;
    private final int ownerIndex;
    private final boolean ipv6;
    private final boolean grouped;
    private final boolean authenticates;
    /** 0 where nobody serves as the last resort. */
    private final long lastResortRetryNanos;

    /** The numbers of those that are held back who lose the role too often. */
    private final Set<Integer> damped;
    /** The numbers of those that are of another make. */
    private final Set<Integer> plain;

    private final Map<Integer, InstanceSettings> commonByVrid = new HashMap<>();

    Cast(Dice dice) {
        this.dice = dice;
        this.version = dice.chance(0.25) ? Version.V2 : Version.V3;
        this.bilingual = dice.chance(0.15);
        this.size = dice.oneOf(2, 2, 2, 3, 3, 3, 4, 5);
        this.intervalNanos = MILLI_NANOS * intervalMillis();
        this.mixedIntervals = !bilingual && version == Version.V3 && dice.chance(0.3);
        this.priorities = dice.oneOf(Priorities.values());
        this.preemption = dice.oneOf(Preemption.values());
        this.ownerIndex = dice.chance(0.2) ? 0 : -1;
        this.ipv6 = !bilingual && version == Version.V3 && dice.chance(0.5);
        this.grouped = dice.chance(0.25);
        this.authenticates = !bilingual && dice.chance(0.2);
        this.lastResortRetryNanos = dice.chance(0.7) ? 0 : dice.between(6 * intervalNanos, 10 * intervalNanos);
        this.damped =
                IntStream.range(0, size).filter(_ -> dice.chance(0.5)).boxed().collect(Collectors.toSet());
        this.plain = grouped || signs() || dice.chance(0.65) ? Set.of() : some();
        IntStream.range(0, size).forEach(each -> speak(each, bilingual && dice.chance(0.3)));
    }

    private int intervalMillis() {
        if (bilingual) {
            return 1_000;
        }
        return version == Version.V2
                ? dice.oneOf(1_000, 2_000)
                : dice.oneOf(10, 100, 100, 100, 250, 250, 250, 500, 500, 1_000, 1_000, 3_000);
    }

    /** Never all. */
    private Set<Integer> some() {
        long first = dice.between(0, size - 1);
        return LongStream.range(first, first + dice.between(1, size - 1))
                .mapToObj(each -> (int) (each % size))
                .collect(Collectors.toSet());
    }

    int size() {
        return size;
    }

    /** A node's own: on both sides of where a signed comparison of bytes would go wrong. */
    static InetAddress addressOf(int index, Family family) {
        return InetAddress.ofLiteral(
                switch (family) {
                    case IPV4 -> "10.0.0." + (126 + index);
                    case IPV6 -> "fe80::" + Integer.toHexString(0x7ffe + index);
                });
    }

    /** Whether a node is a router of another make. */
    boolean plain(int index) {
        return plain.contains(index);
    }

    boolean bilingual() {
        return bilingual;
    }

    boolean speaksOtherVersion(int index) {
        return ofOtherVersion.contains(index);
    }

    /** What settings that are drawn from now on say of a node's version. */
    void speak(int index, boolean otherVersion) {
        if (otherVersion) {
            ofOtherVersion.add(index);
        } else {
            ofOtherVersion.remove(index);
        }
    }

    boolean signs() {
        return authenticates && version == Version.V3;
    }

    long intervalNanos() {
        return intervalNanos;
    }

    Bounds bounds(long calmDelayNanosMax, long roughDelayNanosMax, long latenessNanosMax) {
        return new Bounds(
                version,
                mixedIntervals ? 3 * intervalNanos : intervalNanos,
                preemptDelaysMax() * intervalNanos,
                lastResortRetryNanos,
                calmDelayNanosMax,
                roughDelayNanosMax,
                latenessNanosMax * cycles());
    }

    /**
     * How many it takes to answer one event: a member of a group hears of what happens to the other in a cycle of its own, and a
     * plain router counts from when it reads what has come.
     */
    private int cycles() {
        return grouped ? 3 : plain.isEmpty() ? 1 : 2;
    }

    /** Drawn anew at each call, within what holds for the whole cluster. In some, two move together. */
    List<InstanceSettings> settings(int index) {
        int priority = index == ownerIndex ? OWNER : priority();
        long interval = mixedIntervals ? intervalNanos * dice.between(1, 3) : intervalNanos;
        boolean preempt = preempt();
        long preemptDelayNanos = preemptDelayNanos();
        var reactions = reactions();
        if (plain(index)) {
            reactions.retainAll(Set.of(Reaction.DISCARDS_LOWER));
        }
        boolean lastResort = !plain(index) && lastResortRetryNanos > 0 && dice.chance(0.7);
        if (lastResort) {
            reactions.add(Reaction.REPLACES_LAST_RESORT);
        }
        return IntStream.range(0, grouped ? 2 : 1)
                .mapToObj(member -> {
                    var common = commonByVrid.computeIfAbsent(VRID + member, this::common);
                    var preemption = Changed.of(
                            common.router().preemption(), Map.of("preempt", preempt, "delayNanos", preemptDelayNanos));
                    var timing = Changed.of(common.router().timing(), Map.of("advertisementIntervalNanos", interval));
                    var router = Map.of(
                            "version", speaksOtherVersion(index) ? Stranger.other(version) : version,
                            "priority", priority,
                            "timing", timing,
                            "preemption", preemption,
                            "reactions", reactions);
                    return told(
                            common,
                            Changed.of(common.router(), router),
                            lastResort
                                    ? new LastResortSettings(Set.of(FAULT), lastResortRetryNanos)
                                    : LastResortSettings.NEVER,
                            damped.contains(index));
                })
                .toList();
    }

    private EnumSet<Reaction> reactions() {
        var reactions = EnumSet.noneOf(Reaction.class);
        if (dice.chance(0.2)) {
            reactions.add(Reaction.DISCARDS_LOWER);
        }
        if (size == 2 && dice.chance(0.5)) {
            reactions.add(Reaction.FAST_RELEASE);
        }
        if (dice.chance(0.3)) {
            reactions.add(Reaction.YIELDS_UNHEARD);
        }
        return reactions;
    }

    /** Only what the router and the last resort are told is drawn anew. */
    private InstanceSettings common(int vrid) {
        var instance = InstanceBuilder.instance("VI_" + vrid, VirtualHost.INTERFACE, vrid)
                .addresses(List.of((ipv6 ? "fe80::10%d/64" : "10.0.0.10%d/24").formatted(vrid - VRID)))
                .in(
                        InstanceOptions.TRACK,
                        track -> track.named(TrackOptions.SCRIPTS, FAULT, _ -> {})
                                .named(
                                        TrackOptions.SCRIPTS,
                                        BURDEN,
                                        followed -> followed.with(TrackOptions.WEIGHT, BURDEN_WEIGHT)));
        if (grouped) {
            instance.with(InstanceOptions.SYNC_GROUP, "both");
        }
        if (authenticates) {
            instance.in(InstanceOptions.AUTHENTICATION, this::authenticate);
        }
        return instance.build();
    }

    static InstanceSettings told(
            InstanceSettings plain, VirtualRouterSettings router, LastResortSettings lastResort, boolean damped) {
        var tracking = Changed.of(plain.tracking(), Map.of("lastResort", lastResort, "damped", damped));
        return Changed.of(plain, Map.of("router", router, "tracking", tracking));
    }

    private void authenticate(InstanceBuilder secrets) {
        if (version == Version.V2) {
            secrets.with(AuthenticationOptions.PASSWORD, "geheim");
        } else {
            secrets.in(
                    AuthenticationOptions.HMAC,
                    signing -> signing.item(
                                    HmacOptions.KEYS,
                                    key -> key.with(HmacOptions.Key.ID, 1).with(HmacOptions.Key.KEY, SECRET))
                            .with(HmacOptions.ACTIVE_KEY, 1)
                            .with(HmacOptions.TIME_WINDOW, Math.max(5_000 * MILLI_NANOS, 3 * intervalNanos)));
        }
    }

    private int priority() {
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
        return dice.between(0, preemptDelaysMax()) * intervalNanos;
    }

    /** In intervals. */
    private int preemptDelaysMax() {
        return switch (preemption) {
            case ALWAYS, NEVER -> 0;
            case DELAYED, MIXED -> 5;
        };
    }
}
