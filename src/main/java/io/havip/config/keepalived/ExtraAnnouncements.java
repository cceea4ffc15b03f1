package io.havip.config.keepalived;

import io.havip.config.options.AnnounceOptions;
import io.havip.config.options.Settings;
import io.havip.config.text.Place;
import io.havip.config.text.Problems;
import java.util.Optional;

/**
 * {@code garp_extra_if [all] SECONDS}: announcements that keep switches from forgetting a virtual MAC.
 *
 * @param all whether they are sent where there is no virtual MAC too
 * @param intervalNanos 0 for none
 */
record ExtraAnnouncements(Place place, boolean all, long intervalNanos) {
    static Optional<ExtraAnnouncements> read(Block block, String name, Problems problems) {
        return block.counting(name).flatMap(statement -> {
            var words = statement.arguments();
            boolean all = !words.isEmpty() && words.getFirst().text().equals("all");
            int count = all ? 2 : 1;
            block.refuseAfter(count, statement);
            if (words.size() < count) {
                return problems.refuse(
                        block.placeOf(statement), "a value is missing", "give the seconds between two of them");
            }
            return block.value(AnnounceOptions.REFRESH, statement.only(count))
                    .map(interval -> new ExtraAnnouncements(block.placeOf(statement), all, interval.value()));
        });
    }

    void reportIfVain(boolean virtualMac, Problems problems) {
        if (!all && !virtualMac) {
            problems.notice(place, "without effect: there are no virtual MACs");
        }
    }

    /** Refreshed as often as either asks for. */
    void refine(Settings announce) {
        long refreshNanos = announce.get(AnnounceOptions.REFRESH);
        if (intervalNanos > 0 && (refreshNanos == 0 || refreshNanos > intervalNanos)) {
            announce.set(AnnounceOptions.REFRESH, intervalNanos);
        }
    }
}
