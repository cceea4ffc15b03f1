package io.havip.sim;

import io.havip.linux.Datagram;
import io.havip.vrrp.Advertisement;
import io.havip.wire.VrrpCodec;
import io.havip.wire.VrrpCodec.Decoded.Packet;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A datagram on its way, read once for all who get it.
 *
 * @param number that of the datagrams before it, in this cluster
 * @param credible whether its reader has no way to tell that it is forged
 * @param says none where it is no advertisement
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
record Sent(
        long number,
        boolean credible,
        byte[] payload,
        InetAddress source,
        InetAddress destination,
        int hopLimit,
        @Nullable Advertisement says) {

    static Sent of(
            long number, boolean credible, byte[] payload, InetAddress source, InetAddress destination, int hopLimit) {
        var advertisement =
                VrrpCodec.decode(payload, source, destination) instanceof Packet packet ? packet.advertisement() : null;
        return new Sent(number, credible, payload, source, destination, hopLimit, advertisement);
    }

    /** As a kernel hands it to an agent. */
    record Arrived(Sent sent, long atNanos) {}

    Arrived at(long receivedAtNanos) {
        return new Arrived(this, receivedAtNanos);
    }

    Datagram datagram() {
        return new Datagram(payload, source, destination, hopLimit);
    }

    @Override
    public String toString() {
        var forged = credible ? "" : "forged ";
        return says == null ? forged + "nonsense" : forged + says.priority() + " for " + says.vrid();
    }
}
