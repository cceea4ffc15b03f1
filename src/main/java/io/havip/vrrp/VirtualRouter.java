package io.havip.vrrp;

/** The protocol. */
public final class VirtualRouter {}
