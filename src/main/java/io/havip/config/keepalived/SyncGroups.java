package io.havip.config.keepalived;

import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Suggestion;
import io.havip.programs.NotifyScript;
import io.havip.programs.NotifyScript.Occasion;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** {@code vrrp_sync_group}: which instances move together, and what they track together. */
final class SyncGroups {
    private final Map<String, Membership> memberships = new LinkedHashMap<>();
    private final Map<String, Block> blocks = new LinkedHashMap<>();
    private final Problems problems;

    /**
     * An instance's place in a group.
     *
     * @param name the group's, at the place where the instance is listed
     * @param statement what describes the group
     * @param block the group's
     */
    record Membership(Located<String> name, Statement statement, Block block) {
        /** Whether what the instance itself tracks may move its priority, and so its group's. */
        boolean weightsCount() {
            // Not short-circuited: both are looked at for what is wrong with them.
            return block.flag("sync_group_tracking_weight") | block.flag("global_tracking");
        }
    }

    SyncGroups(Problems problems) {
        this.problems = problems;
    }

    void add(Located<String> name, Statement statement, Block block) {
        blocks.put(name.value(), block);
        var members = block.entries("group");
        if (members.isEmpty()) {
            problems.error(block.place(), "no instance is in it", "list the instances: group { VI_1 VI_2 }");
        }
        for (var member : members) {
            for (var word : member.words()) {
                var place = block.within(word, "group");
                var former = memberships.putIfAbsent(
                        word.text(), new Membership(new Located<>(name.value(), place), statement, block));
                if (former != null) {
                    problems.error(
                            place,
                            "'" + word.text() + "' is in " + former.name().value() + " already",
                            "an instance is in one group at most");
                }
            }
        }
    }

    /** Who is told of each group's state changes. */
    Map<String, Map<Occasion, Located<NotifyScript>>> scripts(NotifyReader reader) {
        var scripts = new LinkedHashMap<String, Map<Occasion, Located<NotifyScript>>>();
        blocks.forEach((name, block) -> scripts.put(name, reader.read(block)));
        return scripts;
    }

    Optional<Membership> of(String instance) {
        return Optional.ofNullable(memberships.get(instance));
    }

    void refuseOthersThan(Collection<String> instances) {
        memberships.forEach((instance, membership) -> {
            if (!instances.contains(instance)) {
                problems.error(
                        membership.name().place(),
                        "there is no vrrp_instance '" + instance + "'",
                        Suggestion.mend(instance, instances));
            }
        });
    }
}
