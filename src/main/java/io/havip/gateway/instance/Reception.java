package io.havip.gateway.instance;

import io.havip.gateway.doctor.PeerDoctor;
import io.havip.gateway.host.Host;
import io.havip.gateway.host.Received;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.linux.Datagram;
import io.havip.observe.VirtualRouterMeters;
import io.havip.vrrp.DropReason;
import io.havip.wire.VrrpCodec.Decoded.Packet;
import java.net.InetAddress;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** What is received with the VRID of one virtual router: checked, counted and shown to the doctor. */
final class Reception {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final Host host;
    private final AntiReplay antiReplay;
    private final IntSupplier room;
    private final VirtualRouterMeters meters;
    private long lastHeardNanos;

    /** @param room how many addresses are advertised at most */
    Reception(Host host, AntiReplay antiReplay, IntSupplier room, VirtualRouterMeters meters) {
        this.host = host;
        this.antiReplay = antiReplay;
        this.room = room;
        this.meters = meters;
    }

    /**
     * @param at when the kernel received it, in nanoseconds of the loop's clock
     * @param localAddress our own source address
     * @return whether it is an advertisement for this router
     */
    boolean accepts(
            Received received, long at, InstanceSettings settings, InetAddress localAddress, PeerDoctor doctor) {
        var refusal = ReceiveChecks.check(settings, received, localAddress, antiReplay, epochMillis(at));
        if (refusal.isPresent()) {
            discard(refusal.get(), received.datagram(), received.packet(), at, doctor);
            return false;
        }
        meters.advertisementReceived(received.advertisement().priority());
        doctor.heard(received, room.getAsInt(), at);
        if (lastHeardNanos != 0) {
            meters.heardAfter(at - lastHeardNanos);
        }
        lastHeardNanos = at;
        return true;
    }

    /** A time by the clock of the day: after a stall of ours, nothing is old only for that. */
    private long epochMillis(long at) {
        return host.epochMillis() - (host.nanos() - at) / NANOS_PER_MILLI;
    }

    /** @param packet what the datagram says, as far as it could be decoded */
    void discard(DropReason reason, Datagram datagram, @Nullable Packet packet, long at, PeerDoctor doctor) {
        meters.discarded(reason);
        doctor.discarded(reason, datagram, packet, at);
    }
}
