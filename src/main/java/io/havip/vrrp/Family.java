package io.havip.vrrp;

import java.net.Inet4Address;
import java.net.InetAddress;

/** The address family of a virtual router: VRIDs of the two families are independent of each other. */
public enum Family {
    IPV4,
    IPV6;

    public static Family of(InetAddress address) {
        return address instanceof Inet4Address ? IPV4 : IPV6;
    }
}
