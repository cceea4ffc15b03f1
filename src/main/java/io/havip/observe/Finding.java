package io.havip.observe;

/**
 * Something that is wrong between this router and its peers, or with its addresses on this host.
 *
 * @param sentence what was seen, for people; holds no password
 * @param mend what to do about it
 */
public record Finding(Kind kind, String sentence, String mend) {

    /** The label {@code finding} of {@code havip_vrrp_peer_finding}. */
    public enum Kind {
        /** Nobody advertises where somebody should. */
        PEER_SILENT,
        /** This host refuses to send advertisements. */
        SEND_REFUSED,
        /** A router of lower priority goes on advertising: it does not hear this one. */
        UNHEARD,
        /** Somebody else claims an address, and no advertisement of its is heard. */
        UNHEARD_OWNER,
        /** Two routers advertise as Active for longer than a change of roles takes. */
        SEVERAL_ACTIVE,
        /** A peer advertises the priority that is configured here. */
        SAME_PRIORITY,
        /** Version 3 over IPv4: a peer uses the other form of the checksum. It is heard all the same. */
        CHECKSUM_FORM,
        CHECKSUM,
        VERSION,
        INTERVAL,
        ADDRESSES,
        /** Another type of authentication, or another password. */
        AUTHENTICATION,
        /** A TTL or hop limit outside the accepted range. */
        HOP_LIMIT,
        /** Multicast where unicast is configured, or the other way round. */
        TRANSPORT,
        /** Somebody who is no configured unicast peer uses the VRID. */
        STRANGER,
        /** Another agent on this host runs the same virtual router. */
        SAME_HOST,
        /** Somebody sends from our own address. */
        OWN_ADDRESS,
        /** Packets that are no advertisement. */
        MALFORMED,
        /** The host has the number of a virtual address with another prefix length or on another interface, for good. */
        HOST_ADDRESS,
        /** Somebody else on this host has bound a virtual address while the router was not Active. */
        STRAY_ADDRESS,
        /** Nothing arrives for a virtual address since a takeover, although clients were there before. */
        NO_TRAFFIC,
        /** Libpcap can't be called: only the first announcements are sent, and nothing is captured. */
        ANNOUNCED_ONCE,
        /** The cloud says that somebody else holds an address of this Active's. */
        CLOUD_WRONG_HOLDER,
        /** This node may not hold an address in the cloud. */
        CLOUD_NOT_ALLOWED,
        /** The cloud refuses this node's credentials, or it has none. */
        CLOUD_CREDENTIALS,
        /** The policy of the credentials does not allow a call. */
        CLOUD_FORBIDDEN,
        /** This node's clock is too far from the cloud's. */
        CLOUD_CLOCK,
        /** The cloud asks for fewer calls. */
        CLOUD_THROTTLED,
        /** So many changes have been asked for that no more are for a while. */
        CLOUD_BUDGET,
        /** Calls fail, and go on to. */
        CLOUD_UNREACHABLE,
        /** The cloud says that something can't be done. */
        CLOUD_REFUSED,
        /** An address is not asked for, because no advertisement of this Active's leaves. */
        CLOUD_UNCONFIRMED;

        /** Whether it can be found in a cloud alone. */
        boolean ofCloud() {
            return compareTo(CLOUD_WRONG_HOLDER) >= 0;
        }
    }
}
