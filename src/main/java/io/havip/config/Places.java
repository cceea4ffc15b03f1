package io.havip.config;

import io.havip.config.options.InstanceOptions;
import io.havip.config.options.Option;
import io.havip.config.options.VirtualRouterOptions;
import io.havip.config.text.Located;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Where an instance's settings are written, for messages about what is right by itself, and wrong beside another file.
 *
 * @param byInstance file, line and column, by the instance's name
 */
public record Places(Map<String, Map<Setting, String>> byInstance) {

    /** What has a place of its own. */
    public enum Setting {
        INSTANCE(InstanceOptions.NAME),
        VRID(VirtualRouterOptions.VRID),
        VERSION(VirtualRouterOptions.VERSION),
        PRIORITY(VirtualRouterOptions.PRIORITY),
        INTERVAL(VirtualRouterOptions.INTERVAL),
        PREEMPT(VirtualRouterOptions.PREEMPT),
        SOURCE(instance -> instance.source().stream()),
        /** The first peer, or the multicast group. */
        DESTINATION(instance -> Stream.concat(instance.peers().stream(), instance.group().stream())),
        AUTHENTICATION(instance -> Stream.concat(instance.password().stream(), instance.hmac().stream())),
        /** The first one. */
        ADDRESSES(instance -> instance.addresses().stream()),
        SYNC_GROUP(InstanceOptions.SYNC_GROUP);

        private final Function<InstanceComposition, Stream<? extends Located<?>>> written;

        Setting(Function<InstanceComposition, Stream<? extends Located<?>>> written) {
            this.written = written;
        }

        Setting(Option<?> option) {
            this(instance -> instance.options().written(option).stream());
        }
    }

    public Places {
        byInstance = Map.copyOf(byInstance);
    }

    static Places of(List<InstanceComposition> instances) {
        var byInstance = new HashMap<String, Map<Setting, String>>();
        for (var instance : instances) {
            var places = new EnumMap<Setting, String>(Setting.class);
            for (var setting : Setting.values()) {
                setting.written
                        .apply(instance)
                        .findFirst()
                        .ifPresent(value -> places.put(setting, value.place().position()));
            }
            byInstance.put(instance.name().value(), places);
        }
        return new Places(byInstance);
    }

    /** File, line and column of a setting; of the instance where that is not written; empty where neither is known. */
    public Optional<String> of(String instance, Setting setting) {
        var places = byInstance.getOrDefault(instance, Map.of());
        return Optional.ofNullable(places.get(setting)).or(() -> Optional.ofNullable(places.get(Setting.INSTANCE)));
    }
}
