package io.havip.gateway.settings;

import io.havip.announce.AnnouncementGroup;
import java.util.List;

/**
 * What holds for interfaces, whichever virtual routers are on them.
 *
 * @param delays how long changes have to last before they count; one at most for each interface
 * @param announcementGroups which of them share what a switch bears
 */
public record InterfaceSettings(List<InterfaceDelays> delays, List<AnnouncementGroup> announcementGroups) {
    /** Every change counts at once, and each interface bears what it is asked to. */
    public static final InterfaceSettings NONE = new InterfaceSettings(List.of(), List.of());

    public InterfaceSettings {
        delays = List.copyOf(delays);
        announcementGroups = List.copyOf(announcementGroups);
    }
}
