package io.havip.gateway.loop;

import io.havip.announce.SeenClaim;
import io.havip.health.Verdict;

/** What other threads tell the loop. */
public sealed interface Mail {
    /** A tracker has changed its mind. */
    record VerdictReached(Verdict verdict) implements Mail {}

    /** There is no such tracker any longer. */
    record TrackerEnded(String tracker) implements Mail {}

    /** Other virtual routers from now on. */
    record Reconfigure(Reconfiguration difference) implements Mail {}

    /** Somebody claims an address on an interface. */
    record ClaimSeen(SeenClaim seen) implements Mail {}
}
