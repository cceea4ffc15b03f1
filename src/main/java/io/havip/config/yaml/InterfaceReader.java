package io.havip.config.yaml;

import io.havip.config.draft.AnnouncementGroupDraft;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Range;
import io.havip.config.text.Scalars;
import io.havip.gateway.settings.InterfaceDelays;
import java.util.List;
import java.util.Optional;

/** Reads what holds for interfaces: {@code interface-delays} and {@code announcement-groups}. */
final class InterfaceReader {
    private final Scalars scalars;

    InterfaceReader(Problems problems) {
        this.scalars = new Scalars(problems);
    }

    List<Located<InterfaceDelays>> delays(YamlMapping root) {
        return root.mapping("interface-delays").stream()
                .flatMap(mapping -> mapping.names().stream()
                        .flatMap(name -> mapping.mapping(name.value()).stream()
                                .flatMap(details -> delays(name, details).stream())))
                .toList();
    }

    private Optional<Located<InterfaceDelays>> delays(Located<String> name, YamlMapping mapping) {
        long downNanos = delayNanos(mapping, "down");
        long upNanos = delayNanos(mapping, "up");
        mapping.refuseOthers();
        return scalars.interfaceName(name)
                .map(located -> located.map(text -> new InterfaceDelays(text, downNanos, upNanos)));
    }

    List<AnnouncementGroupDraft> announcementGroups(YamlMapping root) {
        return root.mappings("announcement-groups").stream().map(this::group).toList();
    }

    private AnnouncementGroupDraft group(YamlMapping mapping) {
        var names = mapping.required(
                "interfaces",
                key -> Optional.of(mapping.texts(key)),
                "list the interfaces that share a switch: interfaces: [eth0, eth1]");
        var interval = mapping.durationNanos("interval", Range.ANNOUNCE_INTERVAL_NANOS);
        var neighbourInterval = mapping.durationNanos("neighbour-interval", Range.ANNOUNCE_INTERVAL_NANOS);
        mapping.refuseOthers();
        return new AnnouncementGroupDraft(
                mapping.place(),
                names.orElse(List.of()).stream()
                        .flatMap(name -> scalars.interfaceName(name).stream())
                        .toList(),
                interval,
                neighbourInterval);
    }

    private static long delayNanos(YamlMapping mapping, String key) {
        return mapping.durationNanos(key, Range.INTERFACE_DELAY_NANOS)
                .map(Located::value)
                .orElse(0L);
    }
}
