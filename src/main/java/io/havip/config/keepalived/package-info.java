/**
 * keepalived's format, with keepalived's defaults, read on the thread of whoever asks. Each keyword is supported, accepted
 * without effect (with a notice that says why) or refused: {@link io.havip.config.keepalived.Keyword} is the list,
 * {@code docs/keepalived.md} its reference.
 */
@NullMarked
package io.havip.config.keepalived;

import org.jspecify.annotations.NullMarked;
