/** The product's own format. The reference is {@code docs/configuration.md}. */
@NullMarked
package io.havip.config.yaml;

import org.jspecify.annotations.NullMarked;
