package io.havip.config.keepalived;

import io.havip.config.options.InstanceOptions;
import io.havip.config.options.Settings;
import io.havip.config.options.TrackOptions;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Suggestion;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code track_group}: which instances can't be active without some static addresses, routes and rules. */
final class TrackGroups {
    private final Map<String, List<Located<String>>> members = new LinkedHashMap<>();
    private final Problems problems;

    TrackGroups(Block top, Problems problems) {
        this.problems = problems;
        top.named("track_group", Scope.TRACK_GROUP, (_, name, block) -> add(name, block));
    }

    private boolean add(Located<String> name, Block block) {
        var instances = block.entries("group").stream()
                .flatMap(entry -> entry.words().stream())
                .map(word -> block.located(word, "group"))
                .toList();
        if (instances.isEmpty()) {
            problems.error(block.place(), "no instance is in it", "list the instances: group { VI_1 VI_2 }");
        }
        boolean first = members.putIfAbsent(name.value(), instances) == null;
        if (!first) {
            problems.error(name.place(), "the track group '" + name.value() + "' is described twice", "keep one");
        }
        return first;
    }

    Set<String> names() {
        return members.keySet();
    }

    /**
     * Puts what an instance follows.
     *
     * @param bound gets the interfaces of that
     */
    void read(String name, Settings instance, StaticReader statics, BoundInterfaces bound) {
        var followed = members.entrySet().stream()
                .flatMap(group -> group.getValue().stream()
                        .filter(member -> member.value().equals(name))
                        .limit(1)
                        .map(member -> instance.named(TrackOptions.FOLLOWED, member.with(group.getKey()))))
                .toList();
        followed.forEach(group -> bound.add(statics.bound(group.name().value())));
        if (!followed.isEmpty()) {
            instance.open(InstanceOptions.TRACK, instance.place()).set(TrackOptions.STATIC, followed);
        }
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
