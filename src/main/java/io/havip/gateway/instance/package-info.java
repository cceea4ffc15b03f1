/**
 * One virtual router and the hands that carry out what it asks for: addresses, advertisements, announcements, notices. Runs
 * on the loop's thread; only what says so may be called from others.
 */
@NullMarked
package io.havip.gateway.instance;

import org.jspecify.annotations.NullMarked;
