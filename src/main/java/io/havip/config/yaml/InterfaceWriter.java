package io.havip.config.yaml;

import io.havip.announce.AnnouncementGroup;
import io.havip.config.text.Durations;
import io.havip.gateway.settings.InterfaceDelays;
import io.havip.gateway.settings.InterfaceSettings;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes what holds for interfaces. */
final class InterfaceWriter {
    private InterfaceWriter() {}

    static void write(InterfaceSettings settings, Map<String, Object> keys) {
        if (!settings.delays().isEmpty()) {
            var names = new LinkedHashMap<String, Object>();
            settings.delays().forEach(delays -> names.put(delays.interfaceName(), delays(delays)));
            keys.put("interface-delays", names);
        }
        YamlWriter.putList(
                keys,
                "announcement-groups",
                settings.announcementGroups().stream()
                        .map(InterfaceWriter::group)
                        .toList());
    }

    private static Map<String, Object> group(AnnouncementGroup group) {
        var keys = new LinkedHashMap<String, Object>();
        keys.put("interfaces", group.interfaceNames());
        group.intervalNanos().ifPresent(interval -> keys.put("interval", Durations.show(interval)));
        group.neighbourIntervalNanos().ifPresent(interval -> keys.put("neighbour-interval", Durations.show(interval)));
        return keys;
    }

    private static Map<String, Object> delays(InterfaceDelays delays) {
        var keys = new LinkedHashMap<String, Object>();
        keys.put("down", Durations.show(delays.downNanos()));
        keys.put("up", Durations.show(delays.upNanos()));
        return keys;
    }
}
