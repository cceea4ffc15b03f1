package io.havip.config.keepalived;

import io.havip.config.options.AnnouncementGroupOptions;
import io.havip.config.options.GatewayOptions;
import io.havip.config.options.InterfaceDelayOptions;
import io.havip.config.options.Settings;
import io.havip.config.text.Problems;
import io.havip.config.text.Scalars;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads what holds for interfaces: {@code interface_up_down_delays} and {@code garp_group}. */
final class InterfaceReader {
    private static final String DELAYS = "interface_up_down_delays";

    private final Tolerance tolerance;
    private final Problems problems;
    private final Scalars scalars;

    InterfaceReader(Problems problems) {
        this.tolerance = new Tolerance(problems);
        this.problems = problems;
        this.scalars = new Scalars(problems);
    }

    /** @param root whose instances have been read */
    void read(Block top, Settings root) {
        var delays = new LinkedHashMap<String, Settings>();
        for (var entry : top.entries(DELAYS)) {
            delays(top, entry, root).ifPresent(read -> {
                if (delays.put(read.name().value(), read) != null) {
                    tolerance.notice(read.place(), "the interface is listed before", "the last one counts");
                }
                tolerance.delays(read);
            });
        }
        if (!delays.isEmpty()) {
            root.set(GatewayOptions.INTERFACE_DELAYS, List.copyOf(delays.values()));
        }
        var grouped = new HashSet<String>();
        top.all("garp_group")
                .forEach(statement -> group(
                        new Block(top.contents(statement), Scope.GARP_GROUP, top.placeOf(statement), problems),
                        root,
                        grouped));
    }

    /** {@code interface NAME}, or {@code interfaces} with several; keepalived takes both together too. */
    private void group(Block block, Settings root, Set<String> grouped) {
        var group = root.beneath(AnnouncementGroupOptions.SECTION, block.place());
        block.read(group, "");
        var single = block.all("interface").stream()
                .flatMap(statement -> block.argument(statement, "name it: interface eth0").stream());
        var several = block.entries("interfaces").stream()
                .flatMap(entry -> entry.words().stream())
                .map(word -> block.located(word, "interfaces"));
        var names = Stream.concat(single, several)
                .flatMap(name -> scalars.interfaceName(name).stream())
                .toList();
        if (group.isEmpty()) {
            tolerance.notice(block.place(), "the group has no interval", "it is left out");
            return;
        }
        if (names.isEmpty()) {
            tolerance.notice(block.place(), "no interface is in it", "it is without effect");
        }
        for (var name : names) {
            if (grouped.add(name.value())) {
                group.add(AnnouncementGroupOptions.INTERFACES, name);
            } else {
                tolerance.notice(name.place(), name.value() + " is listed before", "it is left out here");
            }
        }
        if (group.has(AnnouncementGroupOptions.INTERFACES)) {
            root.add(GatewayOptions.ANNOUNCEMENT_GROUPS, group.here());
        }
    }

    /** {@code INTERFACE DOWN_DELAY [UP_DELAY]}, a line each. */
    private Optional<Settings> delays(Block top, Statement entry, Settings root) {
        var name = scalars.interfaceName(top.located(entry.keyword(), DELAYS));
        int words = entry.arguments().size();
        if (words == 0 || words > 2) {
            return problems.refuse(
                    top.within(entry.words().get(words == 0 ? 0 : 3), DELAYS),
                    words == 0 ? "the delay is missing" : "an interface has two delays at most",
                    "write " + entry.keyword().text() + " DOWN_DELAY UP_DELAY, in seconds");
        }
        return name.map(located -> {
            var delays = root.named(InterfaceDelayOptions.SECTION, located);
            // keepalived's manual has the down delay for one that is left out; keepalived itself has none.
            top.value(InterfaceDelayOptions.DOWN, top.located(entry.words().get(1), DELAYS))
                    .ifPresent(down -> delays.put(InterfaceDelayOptions.DOWN, down));
            if (words == 2) {
                top.value(InterfaceDelayOptions.UP, top.located(entry.words().get(2), DELAYS))
                        .ifPresent(up -> delays.put(InterfaceDelayOptions.UP, up));
            }
            return delays;
        });
    }
}
