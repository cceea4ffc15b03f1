package io.havip.gateway.loop;

import io.havip.gateway.instance.AntiReplay;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.Transport;
import io.havip.linux.Datagram;
import io.havip.vrrp.Authentication.Hmac;
import io.havip.vrrp.Family;
import io.havip.wire.VrrpCodec;
import java.net.InetAddress;
import java.util.List;

/** Who else is on a {@link Stage}: a router with a lower priority, configured alike otherwise. */
final class StagePeer {
    /** Below it there is no room for two priorities of a peer's. */
    private static final int PRIORITY_MIN = 3;

    private final InstanceSettings settings;
    private final List<InetAddress> sources;
    private final int mtu;
    private final AntiReplay sequences = new AntiReplay(() -> {});
    private int advertised;

    /** @param sources that it can have */
    StagePeer(InstanceSettings settings, List<InetAddress> sources, int mtu) {
        this.settings = settings;
        this.sources = sources;
        this.mtu = mtu;
    }

    /** Whether there is one: not below the lowest priorities. */
    boolean advertises() {
        return settings.router().priority() >= PRIORITY_MIN;
    }

    /**
     * What is received of it. Not the same twice in a row, or else it would not be decoded the second time.
     *
     * @param address where it is heard
     */
    Datagram advertisement(InetAddress address, long epochMillis) {
        var router = settings.router();
        var exchange = settings.exchange();
        InetAddress source;
        InetAddress destination;
        switch (exchange.transport()) {
            case Transport.Unicast unicast -> {
                source = unicast.peers().getFirst();
                destination = address;
            }
            case Transport.Multicast multicast -> {
                source = neighbour(address);
                destination = multicast.group();
            }
        }
        long sequence =
                exchange.authentication() instanceof Hmac hmac ? sequences.next(hmac.windowSeconds(), epochMillis) : 0;
        byte[] payload = VrrpCodec.encode(
                router.advertisement(router.priority() - 1 - ++advertised % 2).first(settings.room(mtu)),
                exchange.authentication(),
                sequence,
                exchange.checksum(),
                source,
                destination);
        return new Datagram(payload, source, destination, exchange.hopLimits().max());
    }

    private InetAddress neighbour(InetAddress address) {
        return sources.stream()
                .filter(source -> Family.of(source) == Family.of(address) && !source.equals(address))
                .findFirst()
                .orElseThrow();
    }
}
