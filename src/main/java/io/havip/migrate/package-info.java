/**
 * One node moves from keepalived to the gateway, or back, while somebody serves the addresses: what runs here, who serves
 * them, and the exchange itself, which undoes itself. On the thread of the command line, but for {@link Observer}'s own.
 */
@NullMarked
package io.havip.migrate;

import org.jspecify.annotations.NullMarked;
