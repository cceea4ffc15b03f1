package io.havip.observe.journal;

import io.havip.observe.Finding;
import io.havip.observe.TransitionReport;
import io.havip.observe.VirtualRouterMeters;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;

/** Who is told what happens. Every call returns at once: whoever reports never waits for a log. */
public interface Reporter {
    /** A transition with all its phases but those of the network and of a cloud, which nobody waits for. */
    void transition(VirtualRouterMeters meters, TransitionReport report);

    /** Does what it takes to tell of it, and tells nobody: the first time takes long. */
    default void rehearse(Entry entry) {}

    /**
     * The network has followed a transition that was told of before.
     *
     * @param report as it was told
     * @param address the one that the first frame was for
     * @param sinceDecisionNanos from the decision until the kernel took that in
     */
    void firstTraffic(
            VirtualRouterMeters meters, TransitionReport report, InetAddress address, long sinceDecisionNanos);

    /**
     * A cloud says that an address is here, since a transition that was told of before.
     *
     * @param report as it was told
     * @param address as the cloud's part names it
     * @param sinceDecisionNanos the phases of the cloud's, each from the decision
     */
    default void verified(
            VirtualRouterMeters meters,
            TransitionReport report,
            String address,
            Map<TransitionReport.Phase, Long> sinceDecisionNanos) {}

    /** What has been found wrong between a router and its peers, and what no longer is; nothing where nothing changed. */
    void findings(VirtualRouterMeters meters, List<Finding> former, List<Finding> present);

    /** Something else that the journal tells; it happens now. */
    void record(Entry entry);

    /** Something that somebody ought to look at, in a sentence. */
    void warn(String message);
}
