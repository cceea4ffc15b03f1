/**
 * The simple case, one virtual router, read from environment variables on the thread of whoever asks: from the product's own,
 * and from those that users of well-known keepalived images (osixia/keepalived, shawly/keepalived) have already.
 */
@NullMarked
package io.havip.config.environment;

import org.jspecify.annotations.NullMarked;
