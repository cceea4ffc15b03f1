package io.havip.gateway.loop;

import io.havip.gateway.host.Host;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.Transport;
import io.havip.linux.AdvertisementSocket;
import io.havip.linux.Datagram;
import io.havip.linux.ErrnoException;
import io.havip.vrrp.Family;
import io.havip.wire.IpAddress;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Stage}'s only socket. It sends by the real host's, for a destination that is refused; and what was sent last can be heard
 * again, as from another router of the same kind.
 */
final class StageSocket implements AdvertisementSocket {
    /** Refused to a socket without SO_BROADCAST. */
    private static final InetAddress UNASKED_BROADCAST = InetAddress.ofLiteral("255.255.255.255");
    /** Goes no further than the loopback, which its socket is bound to: with a default route, others take whatever is sent. */
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("::1");

    /** Of every network namespace. */
    private static final int LOOPBACK_INDEX = 1;

    private final Family family;
    private final Optional<AdvertisementSocket> voice;
    private final LongSupplier nanos;
    private @Nullable Datagram echo;
    private boolean answered = true;

    StageSocket(Host host, InstanceSettings settings, LongSupplier nanos) {
        this.family = settings.router().family();
        this.voice = voice(host, settings);
        this.nanos = nanos;
    }

    private static Optional<AdvertisementSocket> voice(Host host, InstanceSettings settings) {
        try {
            return host.network().links().stream()
                    .filter(link -> link.name().equals(settings.interfaceName()))
                    .findFirst()
                    .map(link -> settings.router().family() == Family.IPV4
                            ? host.sender(Family.IPV4, link.index())
                            : host.sender(Family.IPV6, LOOPBACK_INDEX));
        } catch (ErrnoException refused) {
            return Optional.empty();
        }
    }

    /** Has it heard once. */
    void answer() {
        answered = false;
    }

    void end() {
        voice.ifPresent(AdvertisementSocket::close);
    }

    @Override
    public void join(InetAddress group) {}

    @Override
    public @Nullable Datagram receive() {
        var heard = answered ? null : echo;
        answered = true;
        return heard;
    }

    @Override
    public long receivedAtNanos() {
        return nanos.getAsLong();
    }

    @Override
    public void send(byte[] payload, InetAddress source, InetAddress destination, int hopLimit) {
        echo = destination.isMulticastAddress()
                ? new Datagram(payload, neighbour(source), destination, hopLimit)
                : new Datagram(payload, destination, source, hopLimit);
        try {
            voice.ifPresent(socket -> socket.send(
                    payload,
                    source,
                    family == Family.IPV4 ? UNASKED_BROADCAST : LOOPBACK,
                    Transport.Unicast.HOP_LIMIT));
        } catch (ErrnoException expected) {
            // The kernel always refuses the broadcast.
        }
    }

    /** One whose packets have the same checksum: that is a sum of words (RFC 1071). */
    private static InetAddress neighbour(InetAddress source) {
        byte[] address = source.getAddress();
        int last = address.length - Short.BYTES;
        var words = ByteBuffer.wrap(address);
        short word = words.getShort(last);
        words.putShort(last, words.getShort(last - Short.BYTES)).putShort(last - Short.BYTES, word);
        return IpAddress.of(address);
    }

    /** It serves one opening after the other. */
    @Override
    public void close() {}
}
