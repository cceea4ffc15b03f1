package io.havip.config.keepalived;

import io.havip.config.options.GatewayOptions;
import io.havip.config.options.GatewayOptions.SyncGroup;
import io.havip.config.options.Settings;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Suggestion;
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

    SyncGroups(Block top, Problems problems) {
        this.problems = problems;
        top.named("vrrp_sync_group", Scope.VRRP_SYNC_GROUP, this::add);
    }

    private boolean add(Statement statement, Located<String> name, Block block) {
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
        return !members.isEmpty();
    }

    /** Puts who is told of each group's state changes: of the others, their instances' names of them are all there is. */
    void read(ProgramReader programs, Settings root) {
        blocks.forEach((name, block) -> {
            var group = root.beneath(SyncGroup.SECTION, block.place());
            programs.notified(block, group).ifPresent(notify -> {
                group.set(SyncGroup.NAME, name);
                group.put(SyncGroup.NOTIFY, notify.here());
                root.add(GatewayOptions.SYNC_GROUPS, group.here());
            });
        });
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
