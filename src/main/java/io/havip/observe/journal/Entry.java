package io.havip.observe.journal;

import io.havip.cloud.Ownership.Change;
import io.havip.health.Verdict;
import io.havip.observe.Finding;
import io.havip.observe.InstanceStatus;
import io.havip.observe.TransitionReport;
import io.havip.observe.TransitionReport.Phase;
import io.havip.wire.AddressClaim;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What the journal tells: a transition, or something that may explain one. Immutable: whoever reports one hands it over. */
public sealed interface Entry {

    /** A virtual router has moved. */
    record Transition(InstanceStatus.Identity router, TransitionReport report) implements Entry {}

    /**
     * Traffic has followed a virtual router that had become Active.
     *
     * @param report of that transition, as it was told
     * @param address the one that the first frame was for
     * @param sinceDecisionNanos from the decision until the kernel took that in
     */
    record FirstTraffic(
            InstanceStatus.Identity router, TransitionReport report, InetAddress address, long sinceDecisionNanos)
            implements Entry {}

    /**
     * A cloud says that an address is here, since a virtual router has become Active.
     *
     * @param report of that transition, as it was told
     * @param address as the cloud's part names it
     * @param sinceDecisionNanos the phases of the cloud's, each from the decision
     */
    record Verified(
            InstanceStatus.Identity router,
            TransitionReport report,
            String address,
            Map<Phase, Long> sinceDecisionNanos)
            implements Entry {
        public Verified {
            sinceDecisionNanos = Map.copyOf(sinceDecisionNanos);
        }
    }

    /**
     * Something has become of an address in its cloud.
     *
     * @param sentence names the address
     */
    record Ownership(InstanceStatus.Identity router, Change what, String sentence) implements Entry {}

    /** Something is wrong between a router and its peers, or with its addresses, from now on. */
    record Found(InstanceStatus.Identity router, Finding finding) implements Entry {}

    /** It no longer is. */
    record Gone(InstanceStatus.Identity router, Finding.Kind kind) implements Entry {}

    /**
     * The router is held back, or no longer is: it does not preempt, though it might.
     *
     * @param why empty where it no longer is
     */
    record Hold(InstanceStatus.Identity router, Optional<String> why) implements Entry {}

    /** A tracker says something else than before. */
    record TrackerChange(Verdict verdict) implements Entry {}

    /**
     * Somebody else claims an address that is held here.
     *
     * @param count how many such claims there were since the last one that was told of, this one included
     */
    record Conflict(InstanceStatus.Identity router, AddressClaim claim, int count) implements Entry {}

    /**
     * Somebody else removed an address that is held here.
     *
     * @param refusal why it could not be put back; empty where it was
     * @param count how many were removed since the last one that was told of, this one included
     */
    record Repair(InstanceStatus.Identity router, InetAddress address, Optional<String> refusal, int count)
            implements Entry {}

    /**
     * The loop could not run when it had to.
     *
     * @param count how many stalls there were since the last one that was told of, this one included
     */
    record Stall(long latenessNanos, int count) implements Entry {}

    /**
     * HAProxy has started, ended, or taken up its configuration.
     *
     * @param pid the process that is meant
     * @param sentence for people
     */
    record Haproxy(HaproxyChange change, OptionalLong pid, Optional<String> version, String sentence)
            implements Entry {}

    /** What has become of HAProxy. */
    enum HaproxyChange {
        /** The agent has started it. */
        STARTED,
        /** The agent's child has ended. */
        ENDED,
        /** The agent's child has taken up its configuration. */
        RELOADED,
        /** The agent's child goes on with its old configuration. */
        RELOAD_REFUSED,
        /** Another process than before answers the tracker. */
        ANSWERS,
        /** None does any longer. */
        SILENT
    }

    /**
     * A changed configuration was to be taken up.
     *
     * @param success whether it was; otherwise everything goes on as before
     * @param added names of virtual routers, as are changed and removed
     * @param sentence what was done, or what is wrong
     */
    record Reload(boolean success, List<String> added, List<String> changed, List<String> removed, String sentence)
            implements Entry {
        public Reload {
            added = List.copyOf(added);
            changed = List.copyOf(changed);
            removed = List.copyOf(removed);
        }
    }

    /**
     * The gateway has started.
     *
     * @param pid its process
     * @param virtualRouters how many it was configured with
     */
    record Start(String version, long pid, int virtualRouters) implements Entry {}

    /** The gateway has ended in order: one that was killed, or whose machine failed, says nothing. */
    record End() implements Entry {}
}
