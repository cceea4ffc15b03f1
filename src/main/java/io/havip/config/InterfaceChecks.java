package io.havip.config;

import io.havip.announce.AnnouncementGroup;
import io.havip.config.draft.AnnouncementGroupDraft;
import io.havip.config.draft.GatewayDraft;
import io.havip.config.draft.InstanceDraft;
import io.havip.config.text.Durations;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Scalars;
import io.havip.gateway.settings.InterfaceDelays;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What has to hold between interfaces and the instances on them. */
final class InterfaceChecks {
    private final GatewayDraft draft;
    private final Problems problems;

    InterfaceChecks(GatewayDraft draft, Problems problems) {
        this.draft = draft;
        this.problems = problems;
    }

    void run() {
        var seen = new HashSet<String>();
        for (var delays : draft.interfaceDelays()) {
            if (!seen.add(delays.value().interfaceName())) {
                draft.dialect()
                        .tolerate(
                                problems,
                                delays.place(),
                                "the interface is listed before",
                                "the last one counts",
                                "list it once");
            }
            downDelayIsShorterThanATakeover(delays);
            interfaceIsFollowed(delays);
        }
        var grouped = new HashSet<String>();
        draft.announcementGroups().forEach(group -> announcementGroup(group, grouped));
    }

    private void downDelayIsShorterThanATakeover(Located<InterfaceDelays> delays) {
        var longest = longestDownNanos(delays.value().interfaceName(), draft)
                .filter(nanos -> nanos < delays.value().downNanos());
        longest.map(Durations::show)
                .ifPresent(shown -> draft.dialect()
                        .tolerate(
                                problems,
                                delays.place(),
                                "a backup that hears nothing would take over before the interface counts as down",
                                "the delay is shortened to " + shown,
                                "delay it by " + shown + " at most, or advertise less often"));
    }

    private void interfaceIsFollowed(Located<InterfaceDelays> delays) {
        boolean followed = draft.instances().stream()
                .flatMap(InterfaceChecks::interfaces)
                // One that is named by its address may be any.
                .anyMatch(name -> name.equals(delays.value().interfaceName())
                        || Scalars.literal(name).isPresent());
        if (!followed) {
            problems.notice(delays.place(), "no instance is on this interface or tracks it: without effect");
        }
    }

    private void announcementGroup(AnnouncementGroupDraft group, Set<String> grouped) {
        var dialect = draft.dialect();
        if (!group.hasInterval()) {
            dialect.tolerate(
                    problems,
                    group.place(),
                    "the group has no interval",
                    "it is left out",
                    "give it one, or remove it");
            return;
        }
        if (group.interfaceNames().isEmpty()) {
            dialect.tolerate(
                    problems,
                    group.place(),
                    "no interface is in it",
                    "it is without effect",
                    "list the interfaces that share a switch");
        }
        for (var name : group.interfaceNames()) {
            if (!grouped.add(name.value())) {
                dialect.tolerate(
                        problems,
                        name.place(),
                        name.value() + " is listed before",
                        "it is left out here",
                        "list an interface once, in one group");
            } else if (!announcedOn(name.value())) {
                problems.notice(
                        name.place(), "no instance announces an address on " + name.value() + ": without effect");
            }
        }
    }

    private boolean announcedOn(String interfaceName) {
        return draft.instances().stream()
                .flatMap(instance -> Stream.concat(
                        instance.addresses().stream()
                                .map(address -> address.value().interfaceName()),
                        instance.virtualMacs().stream().map(mac -> mac.value().baseName())))
                // One that is named by its address may be any.
                .anyMatch(name ->
                        name.equals(interfaceName) || Scalars.literal(name).isPresent());
    }

    /** The groups that have an interval and interfaces, each interface where it is listed first. */
    static List<AnnouncementGroup> announcementGroups(GatewayDraft draft) {
        var groups = new ArrayList<AnnouncementGroup>();
        var grouped = new HashSet<String>();
        for (var group : draft.announcementGroups()) {
            var names = group.hasInterval()
                    ? group.interfaceNames().stream()
                            .map(Located::value)
                            .filter(grouped::add)
                            .toList()
                    : List.<String>of();
            if (!names.isEmpty()) {
                groups.add(new AnnouncementGroup(
                        names,
                        group.intervalNanos().map(Located::value),
                        group.neighbourIntervalNanos().map(Located::value)));
            }
        }
        return groups;
    }

    private static Stream<String> interfaces(InstanceDraft instance) {
        return Stream.concat(
                instance.interfaceName().map(Located::value).stream(),
                instance.interfaces().stream().map(tracking -> tracking.value().tracker()));
    }

    /**
     * The longest delay after which an interface may count as down, by the instances on it: one interval less than their
     * Active_Down_Interval, since the last advertisement may have come as long before. Empty if there are none.
     */
    private static Optional<Long> longestDownNanos(String interfaceName, GatewayDraft draft) {
        return draft.instances().stream()
                .filter(InstanceDraft::tracksInterface)
                .filter(instance -> instance.interfaceName()
                        .filter(name -> name.value().equals(interfaceName))
                        .isPresent())
                .map(instance -> (instance.activeDownIntervals() - 1)
                        * instance.intervalNanos().value())
                .min(Long::compare);
    }

    /** The delays that count, none of them too long. */
    static List<InterfaceDelays> delays(GatewayDraft draft) {
        var byName = new LinkedHashMap<String, InterfaceDelays>();
        for (var located : draft.interfaceDelays()) {
            var delays = located.value();
            String name = delays.interfaceName();
            long longestNanos = longestDownNanos(name, draft).orElse(Long.MAX_VALUE);
            byName.put(name, new InterfaceDelays(name, Math.min(delays.downNanos(), longestNanos), delays.upNanos()));
        }
        return List.copyOf(byName.values());
    }
}
