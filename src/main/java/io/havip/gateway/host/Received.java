package io.havip.gateway.host;

import io.havip.linux.Datagram;
import io.havip.vrrp.Advertisement;
import io.havip.wire.VrrpCodec.Decoded.Packet;
import java.net.InetAddress;

/** An advertisement as it came in. */
public record Received(Datagram datagram, Packet packet) {
    public Advertisement advertisement() {
        return packet.advertisement();
    }

    public InetAddress source() {
        return datagram.source();
    }
}
