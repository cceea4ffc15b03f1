package io.havip.gateway.settings;

import io.havip.vrrp.Authentication;
import io.havip.wire.ChecksumForm;

/**
 * How advertisements travel, and which of them count.
 *
 * @param transport multicast or unicast
 * @param authentication a password, version 2 only, or a signature
 * @param checksum the form sent with version 3 over IPv4; all are accepted
 * @param hopLimits accepted TTLs
 * @param checkSource whether unicast advertisements of unknown sources are discarded
 * @param tracksSource whether a configured source address that this host does not have is a fault; if not, it is sent from all
 *     the same (keepalived's {@code track_src_ip})
 */
public record ExchangeSettings(
        Transport transport,
        Authentication authentication,
        ChecksumForm checksum,
        HopLimitRange hopLimits,
        boolean checkSource,
        boolean tracksSource) {

    /** Whether advertisements may leave with a source address that this host does not have. */
    public boolean foreignSource() {
        return !tracksSource && transport.source().isPresent();
    }

    /**
     * Accepted TTLs or hop limits, both ends included.
     *
     * @param min 0..255
     * @param max 0..255
     */
    public record HopLimitRange(int min, int max) {
        /** RFC 9568 section 5.1.1.3: only from the same link. The default with multicast. */
        public static final HopLimitRange LINK_LOCAL = new HopLimitRange(255, 255);
        /** The default with unicast, as in keepalived: peers may be routed. */
        public static final HopLimitRange ANY = new HopLimitRange(0, 255);

        public boolean contains(int hopLimit) {
            return min <= hopLimit && hopLimit <= max;
        }
    }
}
