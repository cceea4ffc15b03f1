package io.havip.gateway.doctor;

import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.Transport;
import io.havip.vrrp.Advertisement;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/**
 * Who advertises. With unicast a peer is who is configured as one, and is remembered. Otherwise nobody can tell a peer from a
 * stranger: each is remembered for as long as it had advertised without a gap, and for some time at least. Told by the loop's thread;
 * who it was, with which priority and when, any thread may read.
 */
final class Speakers {
    /** A stranger can make up more. */
    static final int SPEAKERS_MAX = 32;

    private final InstanceSettings settings;
    private final long holdNanos;
    private final Runnable unremembered;
    private final Map<InetAddress, Speaker> byAddress = new ConcurrentHashMap<>();

    /** One of them, as heard last. */
    static final class Speaker {
        private volatile int priority = Advertisement.RELEASE_PRIORITY;
        private long sinceNanos;
        private final AtomicLong lastNanos = new AtomicLong();

        int priority() {
            return priority;
        }

        /** Since when without a gap. */
        long sinceNanos() {
            return sinceNanos;
        }

        long lastNanos() {
            return lastNanos.getAcquire();
        }

        boolean released() {
            return priority == Advertisement.RELEASE_PRIORITY;
        }

        long durationNanos() {
            return lastNanos() - sinceNanos;
        }

        /** @param patienceNanos what is longer is a gap */
        private void heard(int said, long atNanos, long patienceNanos) {
            if (released() || atNanos - lastNanos() > patienceNanos) {
                sinceNanos = atNanos;
            }
            if (priority != said) {
                priority = said;
            }
            lastNanos.setRelease(atNanos);
        }
    }

    /**
     * @param holdNanos for how long anybody is remembered at least
     * @param unremembered told of each one who was forgotten, or not remembered, for want of room
     */
    Speakers(InstanceSettings settings, long holdNanos, Runnable unremembered) {
        this.settings = settings;
        this.unremembered = unremembered;
        this.holdNanos = holdNanos;
    }

    void heard(InetAddress source, int priority, long atNanos) {
        long patienceNanos = settings.router().activeDownIntervalNanos();
        var known = byAddress.get(source);
        if (known != null) {
            known.heard(priority, atNanos, patienceNanos);
            return;
        }
        boolean room = byAddress.size() < SPEAKERS_MAX;
        if (!room) {
            unremembered.run();
        }
        if (room || makeRoom(atNanos)) {
            var speaker = new Speaker();
            speaker.heard(priority, atNanos, patienceNanos);
            byAddress.put(source, speaker);
        }
    }

    void forgetStrangers(long nowNanos) {
        byAddress
                .entrySet()
                .removeIf(speaker -> !configured(speaker.getKey()) && forgotten(speaker.getValue(), nowNanos));
    }

    boolean isEmpty() {
        return byAddress.isEmpty();
    }

    void forEach(BiConsumer<InetAddress, Speaker> action) {
        byAddress.forEach(action);
    }

    /** When somebody was heard last; that time if nobody was since. */
    long lastHeardNanos(long sinceNanos) {
        return byAddress.values().stream().mapToLong(Speaker::lastNanos).reduce(sinceNanos, Math::max);
    }

    /** The stranger who was heard last the longest ago makes room, or a peer that is no more. */
    private boolean makeRoom(long nowNanos) {
        var leaving = longestSilent(true, nowNanos).or(() -> longestSilent(false, nowNanos));
        leaving.ifPresent(byAddress::remove);
        return leaving.isPresent();
    }

    private Optional<InetAddress> longestSilent(boolean strangers, long nowNanos) {
        return byAddress.entrySet().stream()
                .filter(speaker -> strangers ? stranger(speaker) : silent(speaker.getValue(), nowNanos))
                .min(Comparator.comparingLong(speaker -> speaker.getValue().lastNanos()))
                .map(Map.Entry::getKey);
    }

    private boolean silent(Speaker speaker, long nowNanos) {
        return nowNanos - speaker.lastNanos() > holdNanos;
    }

    private boolean forgotten(Speaker speaker, long nowNanos) {
        return nowNanos - speaker.lastNanos() > Math.max(holdNanos, speaker.durationNanos());
    }

    private boolean stranger(Map.Entry<InetAddress, Speaker> speaker) {
        return !configured(speaker.getKey()) && speaker.getValue().durationNanos() < holdNanos;
    }

    private boolean configured(InetAddress address) {
        return settings.exchange().transport() instanceof Transport.Unicast unicast
                && unicast.peers().contains(address);
    }
}
