package io.havip.wire;

import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Addresses as they travel, and as people read them. */
public final class IpAddress {

    private static final int NO_SCOPE = -1;

    private IpAddress() {}

    /** As RFC 5952 writes it, IPv6 ones in their shortest form: {@code fd00:77::100}. Without a scope id. */
    public static String text(InetAddress address) {
        return InetAddresses.toAddrString(of(address.getAddress()));
    }

    /** An address with its port: {@code [fd00:77::100]:80}, {@code 192.0.2.1:80}; of one that is not resolved, its name. */
    public static String text(InetSocketAddress address) {
        return HostAndPort.fromParts(host(address), address.getPort()).toString();
    }

    /** Likewise without the port, and without brackets. */
    public static String host(InetSocketAddress address) {
        return address.isUnresolved() ? address.getHostString() : text(address.getAddress());
    }

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
