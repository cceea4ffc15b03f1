/**
 * What nodes prove to each other who they are with, and the files that hold it: a token, a certificate with its key, whom to trust.
 * Read by whoever asks for it, on his thread; none of it is ever shown.
 */
@NullMarked
package io.havip.config.credentials;

import org.jspecify.annotations.NullMarked;
