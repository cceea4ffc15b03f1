/**
 * One virtual router and the hands that carry out what it asks for, on the loop's thread: addresses, advertisements,
 * announcements, notices. Only what says so may be called from others.
 */
@NullMarked
package io.havip.gateway.instance;

import org.jspecify.annotations.NullMarked;
