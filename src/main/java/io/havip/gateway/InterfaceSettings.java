package io.havip.gateway;

import java.util.List;

/**
 * What holds for interfaces, whichever virtual routers are on them.
 *
 * @param delays how long changes have to last before they count; one at most for each interface
 */
public record InterfaceSettings(List<InterfaceDelays> delays) {
    /** Every change counts at once. */
    public static final InterfaceSettings NONE = new InterfaceSettings(List.of());

    public InterfaceSettings {
        delays = List.copyOf(delays);
    }
}
