/**
 * HAProxy: supervised as a child or attached to where it already runs, and tracked through its process descriptor, its runtime
 * API socket and its own listener; the supervisor and the tracker each have a thread of their own.
 */
@NullMarked
package io.havip.haproxy;

import org.jspecify.annotations.NullMarked;
