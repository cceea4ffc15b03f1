package io.havip.observe;

import io.havip.vrrp.DropReason;
import io.havip.vrrp.Family;
import java.util.Map;

/**
 * What was received on an interface for no virtual router of this gateway, for people.
 *
 * @param discarded how many packets for which reason, since the start; without those that there were none of
 */
public record StrayReport(String interfaceName, Family family, Map<DropReason, Long> discarded) {
    public StrayReport {
        discarded = Map.copyOf(discarded);
    }
}
