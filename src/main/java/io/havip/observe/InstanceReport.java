package io.havip.observe;

import io.havip.cloud.Holding;
import io.havip.vrrp.DropReason;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A virtual router at one moment, for people.
 *
 * @param lastTransition empty before the first
 * @param heard who has advertised, as far as it is remembered; in no order
 * @param holdings its addresses in a cloud; none where there is none
 * @param discarded how many received packets failed which check, since the start; without those that none failed
 */
public record InstanceReport(
        InstanceStatus.Identity identity,
        InstanceStatus status,
        Optional<TransitionReport> lastTransition,
        List<Circumstances.Heard> heard,
        List<Holding> holdings,
        Map<DropReason, Long> discarded) {
    public InstanceReport {
        heard = List.copyOf(heard);
        holdings = List.copyOf(holdings);
        discarded = Map.copyOf(discarded);
    }
}
