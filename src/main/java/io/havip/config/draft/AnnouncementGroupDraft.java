package io.havip.config.draft;

import io.havip.config.text.Located;
import io.havip.config.text.Place;
import java.util.List;
import java.util.Optional;

/** A group of interfaces, as it is written, whose announcements keep a distance from each other. */
public record AnnouncementGroupDraft(
        Place place,
        List<Located<String>> interfaceNames,
        Optional<Located<Long>> intervalNanos,
        Optional<Located<Long>> neighbourIntervalNanos) {
    public AnnouncementGroupDraft {
        interfaceNames = List.copyOf(interfaceNames);
    }

    public boolean hasInterval() {
        return intervalNanos.isPresent() || neighbourIntervalNanos.isPresent();
    }
}
