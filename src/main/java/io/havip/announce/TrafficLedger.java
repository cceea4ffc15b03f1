package io.havip.announce;

import io.havip.announce.Traffic.Listener;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * For which addresses traffic is looked out for, for which it has come, and for which it is missed. Sans-IO; all times are
 * nanoseconds of one monotonic clock.
 *
 * <p>A lookout ends with the first frame. There is one for each address of a router that is not Active, which nobody sends to, so that
 * the first frame of a takeover is seen however soon it comes; it goes on in the takeover. After that there is one soon, and
 * one every minute: that is how it is known that the address has clients.
 */
final class TrafficLedger {
    /** For how long a takeover may go without traffic. */
    static final long PATIENCE_NANOS = 10_000_000_000L;
    /** An address has clients that is sent to within so little of the former that their silence for that can't be chance. */
    static final long BUSY_NANOS = 1_000_000_000L;
    /** On one interface: a filter for them is still small. The others have their turn when traffic for these has come. */
    static final int ADDRESSES_MAX = 128;

    private static final long NEVER = Long.MAX_VALUE;

    private final Map<String, Router> routers = new LinkedHashMap<>();

    private static final class Router {
        private List<Lookout> lookouts = List.of();
        private @Nullable Term term;
    }

    /** In which a router is Active. */
    private static final class Term {
        private final long decidedAtNanos;
        private final Listener listener;
        private boolean told;

        private Term(long decidedAtNanos, Listener listener) {
            this.decidedAtNanos = decidedAtNanos;
            this.listener = listener;
        }
    }

    private enum Purpose {
        /** Whoever goes on sending to a former owner is looked at so often, and otherwise left alone. */
        STANDBY(10_000_000_000L),
        TAKEOVER(NEVER),
        /** Whether clients are there. */
        SAMPLE(60_000_000_000L);

        private final long everyNanos;

        Purpose(long everyNanos) {
            this.everyNanos = everyNanos;
        }
    }

    private static final class Lookout {
        private final WatchedAddress watched;
        private Purpose purpose = Purpose.STANDBY;
        private boolean open;
        /** Whether a capture has begun for it. */
        private boolean captured;

        private long sinceNanos;
        /** When it opens again. */
        private long dueNanos;
        /** When the last frame came. */
        private long cameNanos = Long.MIN_VALUE;
        /** Whether the last sample met clients. */
        private boolean busy;

        private Lookout(WatchedAddress watched, long nowNanos) {
            this.watched = watched;
            open(Purpose.STANDBY, nowNanos);
        }

        private void open(Purpose next, long nowNanos) {
            if (purpose == Purpose.SAMPLE && open && nowNanos - sinceNanos > BUSY_NANOS) {
                busy = false;
            }
            purpose = next;
            open = true;
            captured = false;
            sinceNanos = nowNanos;
            dueNanos = next.everyNanos == NEVER ? NEVER : nowNanos + next.everyNanos;
        }
    }

    /** These are the addresses from now on, by the instances' names. What was known of one stays known. */
    void watch(Map<String, List<WatchedAddress>> wanted, long nowNanos) {
        routers.keySet().retainAll(wanted.keySet());
        wanted.forEach((instance, addresses) -> {
            var router = routers.computeIfAbsent(instance, _ -> new Router());
            var known = new HashMap<WatchedAddress, Lookout>();
            router.lookouts.forEach(lookout -> known.put(lookout.watched, lookout));
            router.lookouts = addresses.stream()
                    .distinct()
                    .map(address -> known.getOrDefault(address, new Lookout(address, nowNanos)))
                    .toList();
        });
    }

    /** As {@link Traffic#taken}; without effect where nothing is watched. */
    void taken(String instance, long decidedAtNanos, Listener listener) {
        var router = routers.get(instance);
        if (router == null) {
            return;
        }
        var term = new Term(decidedAtNanos, listener);
        router.term = term;
        for (var lookout : router.lookouts) {
            lookout.open(Purpose.TAKEOVER, decidedAtNanos);
            if (lookout.cameNanos >= decidedAtNanos) {
                arrived(lookout, term, lookout.cameNanos);
            }
        }
    }

    /** As {@link Traffic#released}. */
    void released(String instance, long nowNanos) {
        var router = routers.get(instance);
        if (router != null && router.term != null) {
            router.term = null;
            router.lookouts.forEach(lookout -> lookout.open(Purpose.STANDBY, nowNanos));
        }
    }

    /** A capture has begun: for those that have waited for it, which takes long on a busy machine, only now do frames count. */
    void captured(String baseName, long nowNanos) {
        for (var router : routers.values()) {
            for (var lookout : router.lookouts) {
                if (lookout.open
                        && !lookout.captured
                        && lookout.watched.baseName().equals(baseName)) {
                    lookout.captured = true;
                    lookout.sinceNanos = nowNanos;
                }
            }
        }
    }

    /** A frame has come in. */
    void arrived(String baseName, InetAddress address, long atNanos) {
        for (var router : routers.values()) {
            for (var lookout : router.lookouts) {
                if (lookout.open
                        && lookout.watched.address().equals(address)
                        && lookout.watched.baseName().equals(baseName)) {
                    arrived(lookout, router.term, atNanos);
                }
            }
        }
    }

    private static void arrived(Lookout lookout, @Nullable Term term, long atNanos) {
        lookout.cameNanos = atNanos;
        switch (lookout.purpose) {
            // Of a takeover that is not known of yet, or for a former owner.
            case STANDBY -> lookout.open = false;
            case SAMPLE -> {
                lookout.open = false;
                lookout.busy = atNanos - lookout.sinceNanos <= BUSY_NANOS;
            }
            case TAKEOVER -> {
                if (term != null && atNanos >= term.decidedAtNanos) {
                    lookout.purpose = Purpose.SAMPLE;
                    lookout.open = false;
                    lookout.dueNanos = atNanos;
                    tell(term, lookout.watched.address(), atNanos);
                }
            }
        }
    }

    private static void tell(Term term, InetAddress address, long atNanos) {
        if (!term.told) {
            term.told = true;
            term.listener.arrived(address, atNanos);
        }
    }

    /** Opens the lookouts that are due: called now and then. */
    void review(long nowNanos) {
        for (var router : routers.values()) {
            for (var lookout : router.lookouts) {
                if (nowNanos >= lookout.dueNanos) {
                    lookout.open(router.term == null ? Purpose.STANDBY : Purpose.SAMPLE, nowNanos);
                }
            }
        }
    }

    /** For which addresses frames are to be captured now, by their interfaces. */
    Map<String, Set<WatchedAddress>> open() {
        return routers.values().stream()
                .flatMap(router -> router.lookouts.stream())
                .filter(lookout -> lookout.open)
                .map(lookout -> lookout.watched)
                .collect(Collectors.groupingBy(
                        WatchedAddress::baseName,
                        Collectors.collectingAndThen(
                                Collectors.toCollection(LinkedHashSet::new), TrafficLedger::first)));
    }

    private static Set<WatchedAddress> first(Set<WatchedAddress> addresses) {
        return addresses.stream().limit(ADDRESSES_MAX).collect(Collectors.toSet());
    }

    /** Of each instance that misses any, the addresses. */
    Map<String, List<InetAddress>> missed(long nowNanos) {
        var missed = new HashMap<String, List<InetAddress>>();
        routers.forEach((instance, router) -> {
            var term = router.term;
            if (term != null && nowNanos - term.decidedAtNanos > PATIENCE_NANOS) {
                var addresses = router.lookouts.stream()
                        .filter(lookout -> lookout.purpose == Purpose.TAKEOVER && lookout.busy)
                        .map(lookout -> lookout.watched.address())
                        .toList();
                if (!addresses.isEmpty()) {
                    missed.put(instance, addresses);
                }
            }
        });
        return missed;
    }
}
