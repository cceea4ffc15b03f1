package io.havip.config.keepalived;

import io.havip.config.options.AddressOptions;
import io.havip.config.options.InstanceOptions;
import io.havip.config.options.Settings;
import io.havip.config.text.Located;
import io.havip.linux.Route;
import io.havip.linux.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The interfaces that an instance's addresses, routes and rules name, and the static ones of its track groups. keepalived tracks
 * each without a weight, whatever {@code track_interface} says, but for those with {@code no_track}.
 */
final class BoundInterfaces {
    private final List<Settings> ofAddresses = new ArrayList<>();
    private final List<Located<String>> ofOthers = new ArrayList<>();

    void address(Settings address) {
        ofAddresses.add(address);
    }

    void staticAddress(Located<String> name) {
        ofOthers.add(name);
    }

    void add(BoundInterfaces others) {
        ofAddresses.addAll(others.ofAddresses);
        ofOthers.addAll(others.ofOthers);
    }

    /** Of several next hops keepalived tracks none. */
    void route(Located<Route> route) {
        if (route.value().options().tracked() && route.value().nextHops().size() == 1) {
            route.value().nextHops().getFirst().interfaceName().map(route::with).ifPresent(ofOthers::add);
        }
    }

    void rule(Located<Rule> rule) {
        if (rule.value().tracked()) {
            var selector = rule.value().selector();
            Stream.of(selector.inputInterface(), selector.outputInterface())
                    .flatMap(Optional::stream)
                    .map(rule::with)
                    .forEach(ofOthers::add);
        }
    }

    /** Each once, and the instance's own only where it is not tracked anyway, and something else than its addresses has it tracked. */
    List<Located<String>> names(Settings instance) {
        var byName = new LinkedHashMap<String, Located<String>>();
        Stream.concat(
                        ofAddresses.stream().flatMap(address -> address.written(AddressOptions.INTERFACE).stream()),
                        ofOthers.stream())
                .forEach(name -> byName.putIfAbsent(name.value(), name));
        instance.find(InstanceOptions.INTERFACE)
                .filter(own -> instance.get(InstanceOptions.TRACK_OWN_INTERFACE)
                        || ofOthers.stream().map(Located::value).noneMatch(own::equals))
                .ifPresent(byName::remove);
        return List.copyOf(byName.values());
    }

    /** Whether only addresses with a virtual MAC name it: keepalived tracks the interfaces of those MACs, and its weight counts. */
    boolean onlyBeneathMacs(String name) {
        return ofOthers.stream().map(Located::value).noneMatch(name::equals)
                && ofAddresses.stream()
                        .filter(address -> address.find(AddressOptions.INTERFACE)
                                .filter(name::equals)
                                .isPresent())
                        .allMatch(address -> address.has(AddressOptions.VIRTUAL_MAC));
    }
}
