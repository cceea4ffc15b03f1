/**
 * How the network learns who owns an address: gratuitous ARP (RFC 5227) and unsolicited neighbour advertisements (RFC
 * 4861), in keepalived's schedule, sent by one thread; who else claims it, heard on the frame captures' threads; and when its traffic
 * arrives, kept by a thread of its own.
 */
@NullMarked
package io.havip.announce;

import org.jspecify.annotations.NullMarked;
