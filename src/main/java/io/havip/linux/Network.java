package io.havip.linux;

import io.havip.wire.IpAddress;
import java.net.InetAddress;

/**
 * Where a route leads, or what a rule selects.
 *
 * @param prefixLength 0..32 or 0..128
 */
public record Network(InetAddress address, int prefixLength) {
    @Override
    public String toString() {
        return IpAddress.text(address) + "/" + prefixLength;
    }
}
