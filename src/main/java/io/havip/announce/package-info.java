/**
 * How the network learns who owns an address: gratuitous ARP (RFC 5227) and unsolicited neighbour advertisements (RFC
 * 4861), in keepalived's schedule, sent by one thread; and who else claims it, heard on the frame captures' threads.
 */
@NullMarked
package io.havip.announce;

import org.jspecify.annotations.NullMarked;
