package io.havip.insight;

import io.havip.gateway.settings.InstanceSettings;
import io.havip.health.FileSettings;
import io.havip.health.Tracking;
import io.havip.vrrp.VirtualRouterSettings;
import java.util.List;
import java.util.stream.Stream;

/**
 * What weights can make of a priority, held within 1..254 or not.
 *
 * @param lowest with every weight against it, unbounded
 * @param highest with every weight for it, unbounded
 */
record PriorityRange(int lowest, int highest) {
    static final int MIN = 1;
    static final int MAX = VirtualRouterSettings.OWNER_PRIORITY - 1;

    static PriorityRange of(InstanceSettings instance) {
        int lowest = instance.router().priority();
        int highest = lowest;
        for (var tracking : weighted(instance)) {
            int points = tracking.reverse() ? -tracking.weight() : tracking.weight();
            if (tracking.tracker().startsWith(FileSettings.TRACKER_PREFIX)) {
                lowest -= Tracking.WEIGHT_MAX;
                highest += Tracking.WEIGHT_MAX;
            } else if (tracking.tracker().equals(instance.interfaceName())) {
                // While that is down there is no role, and so no priority.
                lowest += tracking.weight() > 0 ? points : 0;
                highest += tracking.weight() > 0 ? points : 0;
            } else {
                lowest += Math.min(points, 0);
                highest += Math.max(points, 0);
            }
        }
        return new PriorityRange(lowest, highest);
    }

    /** Everything that moves the priority. */
    static List<Tracking> weighted(InstanceSettings instance) {
        return Stream.concat(instance.tracking().interfaces().stream(), instance.tracking().health().stream())
                .filter(tracking -> tracking.weight() != 0)
                .toList();
    }

    int lowestEffective() {
        return Math.clamp(lowest, MIN, MAX);
    }

    int highestEffective() {
        return Math.clamp(highest, MIN, MAX);
    }
}
