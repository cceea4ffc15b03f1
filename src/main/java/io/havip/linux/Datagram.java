package io.havip.linux;

import java.net.InetAddress;
import java.util.Arrays;

/**
 * What a raw socket received. IPv6 addresses carry no scope id.
 *
 * @param payload what follows the IP header
 * @param hopLimit the TTL or hop limit as received, 0..255
 */
@SuppressWarnings("ArrayRecordComponent") // Handed on to be decoded; compared by repeats().
public record Datagram(byte[] payload, InetAddress source, InetAddress destination, int hopLimit) {

    /** Whether another one has the same content and the same way. */
    public boolean repeats(Datagram other) {
        return this == other
                || hopLimit == other.hopLimit
                        && Arrays.equals(payload, other.payload)
                        && source.equals(other.source)
                        && destination.equals(other.destination);
    }
}
