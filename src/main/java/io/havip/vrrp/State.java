package io.havip.vrrp;

/** The state of a virtual router (RFC 9568 section 6.4), and keepalived's FAULT. */
public enum State {
    INITIALIZE,
    BACKUP,
    /** Master, in the words of version 2 and of keepalived. */
    ACTIVE,
    /** Something that is tracked without a weight has failed: the router takes no part. */
    FAULT
}
