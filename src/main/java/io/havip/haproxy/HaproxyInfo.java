package io.havip.haproxy;

/**
 * The HAProxy that answers at the runtime API.
 *
 * @param version as HAProxy writes it, e.g. {@code 3.0.11-1+deb13u3}
 * @param pid the process that serves traffic (the worker, in master-worker mode), as HAProxy sees its id
 */
public record HaproxyInfo(String version, long pid) {}
