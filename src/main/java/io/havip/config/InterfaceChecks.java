package io.havip.config;

import io.havip.config.options.AnnouncementGroupOptions;
import io.havip.config.options.GatewayOptions;
import io.havip.config.options.InstanceOptions;
import io.havip.config.options.InterfaceDelayOptions;
import io.havip.config.options.Settings;
import io.havip.config.text.Durations;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Scalars;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What has to hold between interfaces and the instances on them. */
final class InterfaceChecks {
    private final Composition parts;
    private final Problems problems;

    InterfaceChecks(Composition parts, Problems problems) {
        this.parts = parts;
        this.problems = problems;
    }

    void run() {
        parts.root().find(GatewayOptions.INTERFACE_DELAYS).orElse(List.of()).forEach(this::delays);
        var grouped = new HashSet<String>();
        parts.root().items(GatewayOptions.ANNOUNCEMENT_GROUPS).forEach(group -> announcementGroup(group, grouped));
    }

    private void delays(Settings delays) {
        var name = new Scalars(problems).interfaceName(delays.name());
        name.flatMap(located -> InterfaceDelayOptions.longestDownNanos(located.value(), parts.root()))
                .filter(nanos -> nanos < delays.get(InterfaceDelayOptions.DOWN))
                .map(Durations::show)
                .ifPresent(shown -> problems.error(
                        delays.place(),
                        "a backup that hears nothing would take over before the interface counts as down",
                        "delay it by " + shown + " at most, or advertise less often"));
        name.filter(located -> !followed(located.value()))
                .ifPresent(located -> problems.notice(
                        located.place(), "no instance is on this interface or tracks it: without effect"));
    }

    private boolean followed(String interfaceName) {
        return parts.instances().stream()
                .flatMap(instance -> Stream.concat(
                        instance.options().find(InstanceOptions.INTERFACE).stream(),
                        instance.interfaces().stream()
                                .map(tracking -> tracking.value().tracker())))
                .anyMatch(name -> mayBe(name, interfaceName));
    }

    /** One that is named by its address may be any. */
    private static boolean mayBe(String name, String interfaceName) {
        return name.equals(interfaceName) || Scalars.literal(name).isPresent();
    }

    private void announcementGroup(Settings group, Set<String> grouped) {
        if (!group.has(AnnouncementGroupOptions.INTERVAL) && !group.has(AnnouncementGroupOptions.NEIGHBOUR_INTERVAL)) {
            problems.error(group.place(), "the group has no interval", "give it one, or remove it");
        }
        for (var name : group.find(AnnouncementGroupOptions.INTERFACES).orElse(List.of())) {
            if (!grouped.add(name.value())) {
                problems.error(
                        name.place(), name.value() + " is listed before", "list an interface once, in one group");
            } else if (!announcedOn(name)) {
                problems.notice(
                        name.place(), "no instance announces an address on " + name.value() + ": without effect");
            }
        }
    }

    private boolean announcedOn(Located<String> interfaceName) {
        return parts.instances().stream()
                .flatMap(instance -> Stream.concat(
                        instance.addresses().stream()
                                .map(address -> address.value().interfaceName()),
                        instance.virtualMacs().stream().map(mac -> mac.value().baseName())))
                .anyMatch(name -> mayBe(name, interfaceName.value()));
    }
}
