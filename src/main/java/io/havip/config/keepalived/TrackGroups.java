package io.havip.config.keepalived;

import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Suggestion;
import io.havip.gateway.settings.TrackGroup;
import io.havip.health.Tracking;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code track_group}: which instances can't be active without some static addresses, routes and rules. */
final class TrackGroups {
    private final Map<String, List<Located<String>>> members = new LinkedHashMap<>();
    private final Problems problems;

    TrackGroups(Problems problems) {
        this.problems = problems;
    }

    void add(Located<String> name, Block block) {
        var instances = block.entries("group").stream()
                .flatMap(entry -> entry.words().stream())
                .map(word -> new Located<>(word.text(), block.within(word, "group")))
                .toList();
        if (instances.isEmpty()) {
            problems.error(block.place(), "no instance is in it", "list the instances: group { VI_1 VI_2 }");
        }
        if (members.putIfAbsent(name.value(), instances) != null) {
            problems.error(name.place(), "the track group '" + name.value() + "' is described twice", "keep one");
        }
    }

    Set<String> names() {
        return members.keySet();
    }

    /** What an instance follows. */
    List<Located<Tracking>> of(String instance) {
        return members.entrySet().stream()
                .flatMap(group -> group.getValue().stream()
                        .filter(member -> member.value().equals(instance))
                        .limit(1)
                        .map(member -> member.with(new Tracking(TrackGroup.TRACKER_PREFIX + group.getKey(), 0, false))))
                .toList();
    }

    void refuseOthersThan(Collection<String> instances) {
        members.values().stream()
                .flatMap(List::stream)
                .filter(member -> !instances.contains(member.value()))
                .forEach(member -> problems.error(
                        member.place(),
                        "there is no vrrp_instance '" + member.value() + "'",
                        Suggestion.mend(member.value(), instances)));
    }
}
