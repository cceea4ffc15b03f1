package io.havip.vrrp;

import java.net.InetAddress;

/**
 * Who is Active, as heard by a Backup.
 *
 * @param priority 1..255
 */
public record Peer(InetAddress address, int priority) {}
