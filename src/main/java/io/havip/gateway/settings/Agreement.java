package io.havip.gateway.settings;

/**
 * What the routers of one virtual router have to agree on, and what to do where they don't: said alike by who hears a peer and
 * by who compares two configurations.
 */
public enum Agreement {
    VERSION("set the same VRRP version on all routers"),
    INTERVAL("set the same interval on all routers"),
    AUTHENTICATION(
            "set the same auth_pass (its first 8 characters count), or the same keys in auth_hmac, on all routers"),
    DESTINATION("choose unicast, or the same multicast group, on all routers"),
    HOP_LIMIT("let no router be in between, or widen the accepted range"),
    SOURCE("give each router a source address of its own"),
    PRIORITY("give each router a priority of its own"),
    ADDRESSES("list the same addresses, with the same prefix lengths, on all routers"),
    CHECKSUM("set the same checksum form on all routers: this product hears either, keepalived may discard one");

    private final String mend;

    Agreement(String mend) {
        this.mend = mend;
    }

    public String mend() {
        return mend;
    }
}
