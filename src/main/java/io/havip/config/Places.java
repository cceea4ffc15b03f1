package io.havip.config;

import io.havip.config.draft.GatewayDraft;
import io.havip.config.draft.InstanceDraft;
import io.havip.config.text.Located;
import io.havip.config.text.Place;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where an instance's settings are written, for messages about what is right by itself, and wrong beside another file.
 *
 * @param byInstance file, line and column, by the instance's name
 */
public record Places(Map<String, Map<Setting, String>> byInstance) {

    /** What has a place of its own. */
    public enum Setting {
        INSTANCE,
        VRID,
        VERSION,
        PRIORITY,
        INTERVAL,
        PREEMPT,
        SOURCE,
        /** The first peer, or the multicast group. */
        DESTINATION,
        AUTHENTICATION,
        /** The first one. */
        ADDRESSES,
        SYNC_GROUP
    }

    public Places {
        byInstance = Map.copyOf(byInstance);
    }

    static Places of(GatewayDraft draft) {
        var byInstance = new HashMap<String, Map<Setting, String>>();
        draft.instances().forEach(instance -> byInstance.put(instance.name().value(), of(instance)));
        return new Places(byInstance);
    }

    private static Map<Setting, String> of(InstanceDraft draft) {
        var written = new EnumMap<Setting, Optional<? extends Located<?>>>(Setting.class);
        written.put(Setting.INSTANCE, Optional.of(draft.name()));
        written.put(Setting.VRID, draft.vrid());
        written.put(Setting.VERSION, Optional.of(draft.version()));
        written.put(Setting.PRIORITY, Optional.of(draft.priority()));
        written.put(Setting.INTERVAL, Optional.of(draft.intervalNanos()));
        written.put(Setting.PREEMPT, Optional.of(draft.preempt()));
        written.put(Setting.SOURCE, draft.source());
        written.put(
                Setting.DESTINATION,
                Stream.concat(draft.peers().stream(), draft.group().stream()).findFirst());
        written.put(
                Setting.AUTHENTICATION,
                Stream.of(draft.password(), draft.hmac())
                        .flatMap(Optional::stream)
                        .findFirst());
        written.put(Setting.ADDRESSES, draft.addresses().stream().findFirst());
        written.put(Setting.SYNC_GROUP, draft.syncGroup());
        var places = new EnumMap<Setting, String>(Setting.class);
        written.forEach((setting, value) ->
                value.map(Located::place).map(Place::position).ifPresent(place -> places.put(setting, place)));
        return places;
    }

    /** File, line and column of a setting; of the instance where that is not written; empty where neither is known. */
    public Optional<String> of(String instance, Setting setting) {
        var places = byInstance.getOrDefault(instance, Map.of());
        return Optional.ofNullable(places.get(setting)).or(() -> Optional.ofNullable(places.get(Setting.INSTANCE)));
    }
}
