package io.havip.gateway.loop;

import io.havip.gateway.host.Host;
import io.havip.gateway.instance.AntiReplay;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.Transport;
import io.havip.linux.AdvertisementSocket;
import io.havip.linux.Datagram;
import io.havip.linux.ErrnoException;
import io.havip.vrrp.Advertisement;
import io.havip.vrrp.Authentication.Hmac;
import io.havip.vrrp.Family;
import io.havip.wire.VrrpCodec;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Stage}'s only socket. It sends by the real host's, for a destination that is refused; and a peer can be heard on it that
 * has a lower priority, and is otherwise configured alike.
 */
final class StageSocket implements AdvertisementSocket {
    /** Refused to a socket without SO_BROADCAST. */
    private static final InetAddress UNASKED_BROADCAST = InetAddress.ofLiteral("255.255.255.255");
    /** Goes no further than the loopback, which its socket is bound to: with a default route, others take whatever is sent. */
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("::1");

    /** Of every network namespace. */
    private static final int LOOPBACK_INDEX = 1;

    /** Below it there is no room for two priorities of a peer's. */
    private static final int PRIORITY_MIN = 3;

    private final Host host;
    private final InstanceSettings settings;
    private final LongSupplier nanos;
    private final Optional<AdvertisementSocket> voice;
    private final AntiReplay sequences = new AntiReplay();
    private int answers;
    private @Nullable InetAddress own;
    private @Nullable Datagram answer;

    StageSocket(Host host, InstanceSettings settings, LongSupplier nanos) {
        this.host = host;
        this.settings = settings;
        this.nanos = nanos;
        this.voice = voice(host, settings);
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

    /** Has the peer heard once, if anything was sent to it before. Twice in a row it does not say the same. */
    void answer() {
        if (own != null && settings.router().priority() >= PRIORITY_MIN) {
            answer = answer(own);
        }
    }

    private Datagram answer(InetAddress asking) {
        var router = settings.router();
        var exchange = settings.exchange();
        var advertisement = new Advertisement(
                router.version(),
                router.vrid(),
                router.priority() - 1 - ++answers % 2,
                router.timing().advertisementIntervalNanos(),
                router.addresses());
        var source = peer(asking);
        var destination = exchange.transport() instanceof Transport.Multicast multicast ? multicast.group() : asking;
        long sequence = exchange.authentication() instanceof Hmac hmac
                ? sequences.next(hmac.windowSeconds(), host.epochMillis())
                : 0;
        byte[] payload = VrrpCodec.encode(
                advertisement, exchange.authentication(), sequence, exchange.checksum(), source, destination);
        return new Datagram(payload, source, destination, exchange.hopLimits().max());
    }

    private InetAddress peer(InetAddress asking) {
        return switch (settings.exchange().transport()) {
            case Transport.Unicast unicast -> unicast.peers().getFirst();
            case Transport.Multicast _ ->
                Stage.SOURCES.stream()
                        .filter(source -> Family.of(source) == Family.of(asking) && !source.equals(asking))
                        .findFirst()
                        .orElseThrow();
        };
    }

    void end() {
        voice.ifPresent(AdvertisementSocket::close);
    }

    @Override
    public void join(InetAddress group) {}

    @Override
    public @Nullable Datagram receive() {
        var heard = answer;
        answer = null;
        return heard;
    }

    @Override
    public long receivedAtNanos() {
        return nanos.getAsLong();
    }

    @Override
    public void send(byte[] payload, InetAddress source, InetAddress destination, int hopLimit) {
        own = source;
        try {
            voice.ifPresent(socket -> socket.send(
                    payload,
                    source,
                    settings.router().family() == Family.IPV4 ? UNASKED_BROADCAST : LOOPBACK,
                    Transport.Unicast.HOP_LIMIT));
        } catch (ErrnoException expected) {
            // The kernel always refuses the broadcast.
        }
    }

    /** It serves one opening after the other. */
    @Override
    public void close() {}
}
