/** What a gateway and its parts are told to do, as immutable values without a thread of their own. */
@NullMarked
package io.havip.gateway.settings;

import org.jspecify.annotations.NullMarked;
