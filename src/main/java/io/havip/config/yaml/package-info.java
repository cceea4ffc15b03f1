/** The product's own format, read on the thread of whoever asks. The reference is {@code docs/configuration.md}. */
@NullMarked
package io.havip.config.yaml;

import org.jspecify.annotations.NullMarked;
