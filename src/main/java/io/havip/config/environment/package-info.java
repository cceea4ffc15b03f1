/**
 * Reads the simple case, one virtual router, from environment variables: the product's own, and those that users of
 * well-known keepalived images (osixia/keepalived, shawly/keepalived) have already.
 */
@NullMarked
package io.havip.config.environment;

import org.jspecify.annotations.NullMarked;
