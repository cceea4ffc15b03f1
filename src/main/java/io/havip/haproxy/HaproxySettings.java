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
 * @param intervalNanos between checks (default 100 ms)
 * @param timeoutNanos deadline of one check, at most the interval (default 80 ms)
 * @param rise successful checks in a row until healthy (default 2)
 * @param fall failed checks in a row until unhealthy (default 3); the death of the process needs no check
 */
public record HaproxySettings(
        HaproxyProcess process,
        Optional<Path> socket,
        Optional<Probe> probe,
        long intervalNanos,
        long timeoutNanos,
        int rise,
        int fall) {

    public static final long DEFAULT_INTERVAL_NANOS = 100_000_000L;
    public static final long DEFAULT_TIMEOUT_NANOS = 80_000_000L;
    public static final int DEFAULT_RISE = 2;
    public static final int DEFAULT_FALL = 3;

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
