package io.havip.wire;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Addresses as they travel. */
public final class IpAddress {

    private static final int NO_SCOPE = -1;

    private IpAddress() {}

    /**
     * The address of 4 or 16 bytes. IPv6 ones have no scope id, and equal the same address with one; an IPv4-mapped one stays
     * IPv6.
     */
    public static InetAddress of(byte[] bytes) {
        try {
            return bytes.length == 4
                    ? InetAddress.getByAddress(bytes)
                    : Inet6Address.getByAddress(null, bytes, NO_SCOPE);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(bytes.length + " bytes are no IP address", e);
        }
    }
}
