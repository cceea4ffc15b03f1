/**
 * HAProxy: supervised as a child or attached to where it already runs, and tracked in-process through its process
 * descriptor, its runtime API socket and its own listener.
 */
@NullMarked
package io.havip.haproxy;

import org.jspecify.annotations.NullMarked;
