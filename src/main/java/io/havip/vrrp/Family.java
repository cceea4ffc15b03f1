package io.havip.vrrp;

import java.net.Inet4Address;
import java.net.InetAddress;

/** The address family of a virtual router: VRIDs of the two families are independent of each other. */
public enum Family {
    IPV4("224.0.0.18", "0.0.0.0"),
    IPV6("ff02::12", "::");

    private final InetAddress multicastGroup;
    private final InetAddress unspecified;

    Family(String multicastGroup, String unspecified) {
        this.multicastGroup = InetAddress.ofLiteral(multicastGroup);
        this.unspecified = InetAddress.ofLiteral(unspecified);
    }

    /** Where advertisements go unless there are unicast peers (RFC 9568 section 5.1). */
    public InetAddress multicastGroup() {
        return multicastGroup;
    }

    /** The address that stands for none. */
    public InetAddress unspecified() {
        return unspecified;
    }

    public static Family of(InetAddress address) {
        return address instanceof Inet4Address ? IPV4 : IPV6;
    }
}
