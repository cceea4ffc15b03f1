package io.havip.config.keepalived;

import io.havip.announce.AnnouncementSettings;
import io.havip.announce.AnnouncementSettings.Refresh;
import io.havip.config.text.Located;
import io.havip.config.text.Place;
import io.havip.config.text.Problems;
import io.havip.config.text.Range;
import io.havip.config.text.Scalars;
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
                problems.error(block.placeOf(statement), "a value is missing", "give the seconds between two of them");
                return Optional.empty();
            }
            var seconds = words.get(count - 1);
            return new Scalars(problems)
                    .secondsNanos(
                            new Located<>(seconds.text(), block.within(seconds, name)), Range.ANNOUNCE_DELAY_NANOS)
                    .map(interval -> new ExtraAnnouncements(block.placeOf(statement), all, interval.value()));
        });
    }

    void reportIfVain(boolean virtualMac, Problems problems) {
        if (!all && !virtualMac) {
            problems.notice(place, "without effect: there are no virtual MACs");
        }
    }

    /** Refreshed as often as either asks for. */
    AnnouncementSettings refine(AnnouncementSettings announcements) {
        long refreshNanos = announcements.refresh().everyNanos();
        if (intervalNanos == 0 || (refreshNanos > 0 && refreshNanos <= intervalNanos)) {
            return announcements;
        }
        return new AnnouncementSettings(
                announcements.form(),
                announcements.takeover(),
                new Refresh(intervalNanos, announcements.refresh().repeat()),
                announcements.distance(),
                announcements.contested());
    }
}
