package io.havip.gateway.instance;

import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.SyncGroupSettings;
import io.havip.health.EffectivePriority;
import io.havip.programs.Notifier;
import io.havip.vrrp.Event;
import io.havip.vrrp.State;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Virtual routers that move together (keepalived's {@code vrrp_sync_group}): they become Active when each of them is about
 * to, so that one silent link moves nothing; when one of them gives up the role all do, and the fault of one is that of all. They
 * serve as the last resort together, too, and only where every fault of each may be borne.
 * Owned by the loop's thread.
 */
public final class SyncGroup {
    private static final String NONE = "";

    private final SyncGroupSettings settings;
    private final List<VrrpInstance> members;
    private State state = State.INITIALIZE;

    private SyncGroup(SyncGroupSettings settings, List<VrrpInstance> members) {
        this.settings = settings;
        this.members = members;
    }

    /** Of a virtual router that moves by itself. */
    static SyncGroup alone(VrrpInstance instance) {
        return new SyncGroup(new SyncGroupSettings(NONE, Map.of()), List.of(instance));
    }

    /** Each virtual router's group, with these settings; the members in their order. */
    public static Map<VrrpInstance, SyncGroup> of(Map<VrrpInstance, InstanceSettings> instances) {
        var groups = new LinkedHashMap<VrrpInstance, SyncGroup>();
        instances.keySet().forEach(instance -> groups.put(instance, alone(instance)));
        instances.entrySet().stream()
                .filter(instance -> instance.getValue().syncGroup().isPresent())
                .collect(Collectors.groupingBy(
                        instance -> instance.getValue().syncGroup().orElseThrow(),
                        Collectors.mapping(Map.Entry::getKey, Collectors.toList())))
                .forEach((common, members) -> {
                    var group = new SyncGroup(common, List.copyOf(members));
                    members.forEach(member -> groups.put(member, group));
                });
        return groups;
    }

    /** Whether what becomes of a member concerns no other. */
    boolean single() {
        return members.size() == 1;
    }

    /** A member has joined, in the state that it is in: nobody is told of what is so already. */
    void joined() {
        state = commonState();
    }

    /** A member has told of its new state: so does the group, when that is another one for the group too. */
    void moved(Notifier notifier) {
        var former = state;
        state = commonState();
        if (state != former && !settings.name().equals(NONE)) {
            notifier.tell(Notifier.Subject.GROUP, settings.name(), settings.notifyScripts(), state, 0);
        }
    }

    /** Active when all are, in fault or not begun when one is. */
    private State commonState() {
        var states = members.stream().map(VrrpInstance::toldState).collect(Collectors.toSet());
        return states.size() == 1
                ? states.iterator().next()
                : Stream.of(State.INITIALIZE, State.FAULT)
                        .filter(states::contains)
                        .findFirst()
                        .orElse(State.BACKUP);
    }

    /** The deadline of a Backup has come: its takeover, if nobody else of the group still follows an Active. */
    void takeOver(long nowNanos) {
        if (ready(nowNanos)) {
            // First those of whom it is not sure that they can.
            members.stream()
                    .filter(member -> member.triesFirst(nowNanos))
                    .forEach(member -> member.reachDeadline(nowNanos));
        }
        if (ready(nowNanos)) {
            members.forEach(member -> member.reachDeadline(nowNanos));
        }
    }

    private boolean ready(long nowNanos) {
        return members.stream().allMatch(member -> member.state() == State.ACTIVE || member.due(nowNanos));
    }

    /** A member could serve as the last resort: all do, if none of the others hears anybody. */
    void serveAsLastResort(long nowNanos) {
        if (members.stream().allMatch(member -> member.participation().lastResortDue(nowNanos))) {
            members.forEach(member -> member.serveAsLastResort(nowNanos));
        }
    }

    /** A member has served as the last resort for long enough: so have all, and each releases its role. */
    void retryLastResort(long nowNanos) {
        members.forEach(member -> member.handle(new Event.LastResortRetried(), nowNanos));
    }

    /** A member has given up the role. */
    void yielded(VrrpInstance yielding, long nowNanos) {
        for (var member : members) {
            if (member != yielding) {
                member.yieldWithGroup(nowNanos);
            }
        }
    }

    /** What is wrong with the others; {@link EffectivePriority#UNCHECKED} for what is known of none yet. */
    Map<String, String> faultsBeside(VrrpInstance self) {
        return members.stream()
                .filter(member ->
                        member != self && member.participation().own().fault().isPresent())
                .collect(Collectors.toMap(
                        member -> "sync group " + settings.name() + ": "
                                + member.settings().name(),
                        member -> member.participation().own().fault().orElseThrow()));
    }

    /** Whether no member has a fault that the last resort does not bear. */
    boolean bearsFaults() {
        return members.stream().allMatch(member -> member.participation().own().borne());
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
