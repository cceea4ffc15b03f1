/**
 * One node moves from keepalived to the gateway, or back, while somebody serves the addresses, on the thread of the command line
 * but for {@link Observer}'s own: what runs here, who serves them, and the exchange itself, which undoes itself.
 */
@NullMarked
package io.havip.migrate;

import org.jspecify.annotations.NullMarked;
