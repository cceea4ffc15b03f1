package io.havip.observe.recorder;

import io.havip.linux.Clock;
import java.net.InetAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What has been seen as this host's addresses, by interface: those of virtual MACs come and go. To look at an interface is to read
 * all addresses of the host, and many virtual routers move at once: they are looked at once for all of them.
 */
final class OwnAddresses {
    /** An interface that was looked at is not looked at again for so long. */
    private static final long FRESH_NANOS = 500_000_000L;

    private final Function<String, Set<InetAddress>> addresses;
    private final Clock clock;
    private Map<String, Seen> seen = new HashMap<>();
    /** Of interfaces that were watched before the last change: it may have been their end. */
    private Map<String, Seen> formerlySeen = new HashMap<>();

    private static final class Seen {
        private final Set<InetAddress> addresses = new HashSet<>();
        private long lookedAtNanos;
    }

    /** @param addresses those of an interface, by its name */
    OwnAddresses(Function<String, Set<InetAddress>> addresses, Clock clock) {
        this.addresses = addresses;
        this.clock = clock;
    }

    /** Looks at the interfaces of these, and forgets those that they had none of for a second time. */
    void watch(Collection<RecordedRouter> routers) {
        var names = routers.stream()
                .flatMap(router -> router.interfaceNames().stream())
                .collect(Collectors.toSet());
        formerlySeen = seen;
        seen = new HashMap<>(seen);
        seen.keySet().retainAll(names);
        names.forEach(this::look);
    }

    /** Looks at its interfaces, unless that was done just now. */
    void look(RecordedRouter router) {
        router.interfaceNames().forEach(this::look);
    }

    private void look(String name) {
        long nowNanos = clock.nanos();
        var known = seen.get(name);
        if (known == null) {
            known = new Seen();
            seen.put(name, known);
        } else if (nowNanos - known.lookedAtNanos < FRESH_NANOS) {
            return;
        }
        known.addresses.addAll(addresses.apply(name));
        known.lookedAtNanos = nowNanos;
    }

    /** What is known by now to be this host's where it advertises, and the source that is configured for it. */
    Set<InetAddress> of(RecordedRouter router) {
        var own = new HashSet<>(router.source().stream().toList());
        for (var name : router.interfaceNames()) {
            var known = seen.getOrDefault(name, formerlySeen.get(name));
            if (known != null) {
                own.addAll(known.addresses);
            }
        }
        return own;
    }
}
