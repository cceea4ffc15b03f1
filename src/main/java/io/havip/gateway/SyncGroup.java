package io.havip.gateway;

import io.havip.vrrp.State;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Virtual routers that move together (keepalived's {@code vrrp_sync_group}): they become Active when each of them is about
 * to, so that one silent link moves nothing; when one of them gives up the role all do, and the fault of one is that of all.
 * Owned by the loop's thread.
 */
final class SyncGroup {
    private final String name;
    private final List<VrrpInstance> members;

    private SyncGroup(String name, List<VrrpInstance> members) {
        this.name = name;
        this.members = members;
    }

    /** Of a virtual router that moves by itself. */
    static SyncGroup alone(VrrpInstance instance) {
        return new SyncGroup("", List.of(instance));
    }

    /** Each virtual router's group, with these settings. */
    static Map<VrrpInstance, SyncGroup> of(Map<VrrpInstance, InstanceSettings> instances) {
        var groups = new HashMap<VrrpInstance, SyncGroup>();
        instances.keySet().forEach(instance -> groups.put(instance, alone(instance)));
        instances.entrySet().stream()
                .filter(instance -> instance.getValue().syncGroup().isPresent())
                .collect(Collectors.groupingBy(
                        instance -> instance.getValue().syncGroup().orElseThrow(),
                        Collectors.mapping(Map.Entry::getKey, Collectors.toList())))
                .forEach((name, members) -> {
                    var group = new SyncGroup(name, List.copyOf(members));
                    members.forEach(member -> groups.put(member, group));
                });
        return groups;
    }

    /** The deadline of a Backup has come: its takeover, if nobody else of the group still follows an Active. */
    void takeOver(long nowNanos) {
        if (members.stream().allMatch(member -> member.state() == State.ACTIVE || member.due(nowNanos))) {
            members.forEach(member -> member.reachDeadline(nowNanos));
        }
    }

    /** A member has given up the role. */
    void yielded(VrrpInstance yielding, long nowNanos) {
        for (var member : members) {
            if (member != yielding) {
                member.yieldWithGroup(nowNanos);
            }
        }
    }

    /** What is wrong with the others. */
    Map<String, String> faultsBeside(VrrpInstance self) {
        return members.stream()
                .filter(member -> member != self && member.faulty())
                .collect(Collectors.toMap(
                        member ->
                                "sync group " + name + ": " + member.settings().name(),
                        _ -> "is faulty"));
    }

    /** A member has become faulty, or is no longer. */
    void reconsiderBeside(VrrpInstance self, long nowNanos) {
        for (var member : members) {
            if (member != self) {
                member.reconsider(nowNanos);
            }
        }
    }
}
