package io.havip.gateway.doctor;

import io.havip.gateway.host.Received;
import io.havip.gateway.instance.AntiReplay;
import io.havip.gateway.instance.ReceiveChecks;
import io.havip.gateway.settings.Instances;
import io.havip.linux.Datagram;
import io.havip.observe.Finding;
import io.havip.observe.Finding.Kind;
import io.havip.vrrp.Advertisement;
import io.havip.vrrp.DropReason;
import io.havip.wire.VrrpCodec;
import io.havip.wire.VrrpCodec.Decoded;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A router whose doctor sees what it receives: every packet goes through the codec and the receive checks first. */
final class Patient {
    static final InetAddress OURS = InetAddress.ofLiteral("10.77.0.1");
    static final InetAddress PEER = InetAddress.ofLiteral("10.77.0.2");
    static final InetAddress THIRD = InetAddress.ofLiteral("10.77.0.3");
    static final long SECOND = 1_000_000_000L;

    private static final InetAddress GROUP = InetAddress.ofLiteral("224.0.0.18");
    private static final long NOON_MILLIS = 1_789_900_000_000L;
    /** A minute before noon. */
    private static final long SEQUENCE = NOON_MILLIS / 1000 - 60 << 32;

    /** A packet on its way: what another router sends, and what becomes of it. */
    record Sent(Instances sender, InetAddress source, InetAddress destination, int ttl, UnaryOperator<byte[]> mangled) {
        static Sent by(Instances sender) {
            return new Sent(sender, PEER, GROUP, 255, bytes -> bytes);
        }

        Sent from(InetAddress other) {
            return new Sent(sender, other, destination, ttl, mangled);
        }

        Sent to(InetAddress other) {
            return new Sent(sender, source, other, ttl, mangled);
        }

        Sent ttl(int other) {
            return new Sent(sender, source, destination, other, mangled);
        }

        Sent mangled(UnaryOperator<byte[]> change) {
            return new Sent(sender, source, destination, ttl, change);
        }

        byte[] bytes() {
            var settings = sender.settings();
            var router = settings.router();
            var advertisement = new Advertisement(
                    router.version(),
                    router.vrid(),
                    router.priority(),
                    router.timing().advertisementIntervalNanos(),
                    router.addresses());
            return mangled.apply(VrrpCodec.encode(
                    advertisement,
                    settings.exchange().authentication(),
                    SEQUENCE,
                    settings.exchange().checksum(),
                    source,
                    destination));
        }
    }

    final Instances instances;
    final AtomicInteger unremembered = new AtomicInteger();
    final PeerDoctor doctor;
    int room = VrrpCodec.ADDRESSES_MAX;
    final AntiReplay antiReplay = new AntiReplay(unremembered::incrementAndGet);

    Patient(Instances instances) {
        this.instances = instances;
        this.doctor = new PeerDoctor(instances.settings(), unremembered::incrementAndGet);
    }

    /** As VrrpInstance does; answers why the packet was dropped. */
    DropReason receives(Sent sent, long atNanos) {
        var datagram = new Datagram(sent.bytes(), sent.source(), sent.destination(), sent.ttl());
        var decoded = VrrpCodec.decode(datagram.payload(), datagram.source(), datagram.destination());
        if (decoded instanceof Decoded.Dropped dropped) {
            doctor.discarded(dropped.reason(), datagram, null, atNanos);
            return dropped.reason();
        }
        var received = new Received(datagram, (Decoded.Packet) decoded);
        var reason = ReceiveChecks.check(instances.settings(), received, OURS, antiReplay, NOON_MILLIS);
        reason.ifPresentOrElse(
                why -> doctor.discarded(why, datagram, received.packet(), atNanos),
                () -> doctor.heard(received, room, atNanos));
        return reason.orElse(DropReason.VRID);
    }

    static List<Kind> kinds(List<Finding> findings) {
        return findings.stream().map(Finding::kind).toList();
    }
}
