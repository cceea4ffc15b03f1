package io.havip.config.options;

import static io.havip.config.text.Durations.SECOND;

import io.havip.gateway.settings.InterfaceDelays;
import java.util.Optional;

/** How long changes of an interface have to last. */
public final class InterfaceDelayOptions {
    private InterfaceDelayOptions() {}

    public static final Option<Long> DOWN = Option.of(
                    "down",
                    Type.duration(0, 255 * SECOND),
                    "How long the interface has been down until it counts as down. Of an instance's own interface"
                            + " one advertisement interval less than the `active-down-intervals` at most: a backup,"
                            + " which hears nothing, would take over otherwise.")
            .standard(0L);
    public static final Option<Long> UP = Option.of(
                    "up", Type.duration(0, 255 * SECOND), "How long it has been up again until it counts as up.")
            .standard(0L);

    public static final Section SECTION = Section.of("interface-delays", DOWN, UP);

    /**
     * The longest time after which an interface may count as down, by the instances on it: one interval less than their
     * Active_Down_Interval, since the last advertisement may have come as long before. Empty if there are none.
     */
    public static Optional<Long> longestDownNanos(String interfaceName, Settings root) {
        return root.items(GatewayOptions.INSTANCES).stream()
                .filter(instance -> instance.get(InstanceOptions.TRACK_OWN_INTERFACE))
                .filter(instance -> instance.find(InstanceOptions.INTERFACE)
                        .filter(interfaceName::equals)
                        .isPresent())
                .map(instance -> (instance.get(VirtualRouterOptions.ACTIVE_DOWN_INTERVALS) - 1)
                        * instance.get(VirtualRouterOptions.INTERVAL))
                .min(Long::compare);
    }

    static InterfaceDelays settings(Settings delays) {
        return new InterfaceDelays(delays.name().value(), delays.get(DOWN), delays.get(UP));
    }
}
