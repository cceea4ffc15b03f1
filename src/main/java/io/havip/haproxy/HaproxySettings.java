package io.havip.haproxy;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where HAProxy is and when it counts as failed.
 *
 * @param process whose child HAProxy is
 * @param socket HAProxy's runtime API socket ({@code stats socket} in its configuration); without one, the usual places
 *     are searched, and the process alone is followed where none of them answers
 * @param probe a listener of HAProxy's own to be connected to, if any
 * @param intervalNanos between checks
 * @param timeoutNanos deadline of one check, at most the interval
 * @param rise successful checks in a row until healthy
 * @param fall failed checks in a row until unhealthy; the death of the process needs no check
 */
public record HaproxySettings(
        HaproxyProcess process,
        Optional<Path> socket,
        Optional<Probe> probe,
        long intervalNanos,
        long timeoutNanos,
        int rise,
        int fall) {

    /** The name of the built-in tracker in tracking lists and metrics. */
    public static final String TRACKER = "haproxy";

    /** Whose child HAProxy is. */
    public sealed interface HaproxyProcess {
        /**
         * The agent starts HAProxy in master-worker mode and restarts it when it dies.
         *
         * @param binary the HAProxy program
         * @param configuration its configuration file
         */
        record Supervised(Path binary, Path configuration) implements HaproxyProcess {}

        /**
         * Someone else runs HAProxy.
         *
         * @param pidFile where it writes its process id: tells which HAProxy is meant where no socket is given
         */
        record Attached(Optional<Path> pidFile) implements HaproxyProcess {}
    }

    /**
     * A connection to a listener of HAProxy's own.
     *
     * @param address where HAProxy listens
     * @param httpPath the path of a GET that must be answered with a status below 400; empty: the TCP connection suffices
     */
    public record Probe(InetSocketAddress address, Optional<String> httpPath) {}
}
