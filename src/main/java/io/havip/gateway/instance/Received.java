package io.havip.gateway.instance;

import io.havip.linux.Datagram;
import io.havip.wire.VrrpCodec.Decoded.Packet;

/** An advertisement as it came in. */
public record Received(Datagram datagram, Packet packet) {}
