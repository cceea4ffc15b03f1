package io.havip.gateway.settings;

import java.util.Set;

/**
 * When a faulty router serves because nobody else does.
 *
 * @param borne the trackers whose failure alone does not keep it from that; none where it never serves so
 * @param retryNanos after how long it makes room for those who take over from nobody that advertises; more than 0
 */
public record LastResortSettings(Set<String> borne, long retryNanos) {
    /** It never does. */
    public static final LastResortSettings NEVER = new LastResortSettings(Set.of(), Long.MAX_VALUE);

    public LastResortSettings {
        borne = Set.copyOf(borne);
    }
}
