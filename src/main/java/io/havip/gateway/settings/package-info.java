/** What a gateway and its parts are told to do, and what is said where two don't agree: immutable values without a thread. */
@NullMarked
package io.havip.gateway.settings;

import org.jspecify.annotations.NullMarked;
