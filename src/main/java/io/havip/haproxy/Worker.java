package io.havip.haproxy;

import java.util.Optional;

/**
 * The process that serves traffic.
 *
 * @param pid its id
 * @param version HAProxy's version, if it was asked
 */
record Worker(long pid, Optional<String> version) {}
