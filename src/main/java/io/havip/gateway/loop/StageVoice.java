package io.havip.gateway.loop;

import io.havip.gateway.host.Host;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.Transport;
import io.havip.linux.AdvertisementSocket;
import io.havip.linux.ErrnoException;
import io.havip.vrrp.Family;
import java.net.InetAddress;
import java.util.Optional;

/** Sends a {@link Stage}'s packets by the real host, to nobody. */
final class StageVoice implements AutoCloseable {
    /** Refused to a socket without SO_BROADCAST. */
    private static final InetAddress UNASKED_BROADCAST = InetAddress.ofLiteral("255.255.255.255");
    /** Goes no further than the loopback, which its socket is bound to: with a default route, others take whatever is sent. */
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("::1");

    /** Of every network namespace. */
    private static final int LOOPBACK_INDEX = 1;

    private final Family family;
    /** Empty where the interface is missing, or the kernel refuses. */
    private final Optional<AdvertisementSocket> socket;

    StageVoice(Host host, InstanceSettings settings) {
        this.family = settings.router().family();
        this.socket = open(host, settings.interfaceName());
    }

    private Optional<AdvertisementSocket> open(Host host, String interfaceName) {
        try {
            return host.network().links().stream()
                    .filter(link -> link.name().equals(interfaceName))
                    .findFirst()
                    .map(link -> host.sender(family, family == Family.IPV4 ? link.index() : LOOPBACK_INDEX));
        } catch (ErrnoException refused) {
            return Optional.empty();
        }
    }

    void send(byte[] payload, InetAddress source) {
        var nowhere = family == Family.IPV4 ? UNASKED_BROADCAST : LOOPBACK;
        try {
            socket.ifPresent(opened -> opened.send(payload, source, nowhere, Transport.Unicast.HOP_LIMIT));
        } catch (ErrnoException expected) {
            // The kernel always refuses the broadcast.
        }
    }

    @Override
    public void close() {
        socket.ifPresent(AdvertisementSocket::close);
    }
}
