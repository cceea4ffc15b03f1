package io.havip.gateway.doctor;

import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.Transport;
import io.havip.vrrp.Advertisement;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Who advertises. A peer is who is configured as one, or has advertised for a while; anybody else is a stranger, and forgotten
 * some time after the last packet.
 */
final class Speakers {
    /** A stranger can make up more. */
    static final int SPEAKERS_MAX = 32;

    private final InstanceSettings settings;
    private final long holdNanos;
    private final Map<InetAddress, Speaker> byAddress = new HashMap<>();

    /** @param sinceNanos since when without a gap */
    record Speaker(int priority, long sinceNanos, long lastNanos) {
        boolean released() {
            return priority == Advertisement.RELEASE_PRIORITY;
        }
    }

    /** @param holdNanos after which a stranger is forgotten, or else is none */
    Speakers(InstanceSettings settings, long holdNanos) {
        this.settings = settings;
        this.holdNanos = holdNanos;
    }

    void heard(InetAddress source, int priority, long atNanos) {
        var former = byAddress.get(source);
        if (former == null && byAddress.size() >= SPEAKERS_MAX && !makeRoom(atNanos)) {
            return;
        }
        boolean goesOn = former != null
                && !former.released()
                && atNanos - former.lastNanos() <= settings.router().activeDownIntervalNanos();
        long sinceNanos = former != null && goesOn ? former.sinceNanos() : atNanos;
        byAddress.put(source, new Speaker(priority, sinceNanos, atNanos));
    }

    void forgetStrangers(long nowNanos) {
        byAddress.entrySet().removeIf(speaker -> silent(speaker.getValue(), nowNanos) && stranger(speaker));
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

    private boolean stranger(Map.Entry<InetAddress, Speaker> speaker) {
        boolean configured = settings.exchange().transport() instanceof Transport.Unicast unicast
                && unicast.peers().contains(speaker.getKey());
        return !configured
                && speaker.getValue().lastNanos() - speaker.getValue().sinceNanos() < holdNanos;
    }
}
