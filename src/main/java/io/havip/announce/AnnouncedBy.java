package io.havip.announce;

/** How the network learns who owns an address. */
public enum AnnouncedBy {
    /** Gratuitous ARP, and neighbour advertisements for IPv6. */
    ARP,
    /** Calls of the cloud's API alone. */
    API,
    BOTH;

    public boolean frames() {
        return this != API;
    }

    public boolean calls() {
        return this != ARP;
    }
}
