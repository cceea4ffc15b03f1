package io.havip.linux;

/** What the kernel may do beside binding an address; IFA_F_* of {@code rtnetlink(7)}, {@code ip-address(8)}. */
public enum AddressFlag {
    /** IPv6: the home address of a mobile node. */
    HOME(0x10),
    /** IPv6: temporary addresses are made of its prefix. */
    MNGTMPADDR(0x100),
    /** No route to its prefix is added. */
    NOPREFIXROUTE(0x200),
    /** A multicast address is joined. */
    AUTOJOIN(0x400);

    private final int mask;

    AddressFlag(int mask) {
        this.mask = mask;
    }

    int mask() {
        return mask;
    }
}
