package io.havip.observe;

import java.util.List;

/** Who is told what happens. Every call returns at once: whoever reports never waits for a log. */
public interface Reporter {
    /** A transition with all its phases. */
    void transition(VirtualRouterMeters meters, TransitionReport report);

    /** What has been found wrong between a router and its peers, and what no longer is; nothing where nothing changed. */
    void findings(String instance, List<Finding> former, List<Finding> present);

    /** Something that somebody ought to look at, in a sentence. */
    void warn(String message);
}
