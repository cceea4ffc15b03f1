package io.havip.gateway.host;

import io.havip.gateway.settings.Routing;
import io.havip.gateway.settings.StaticNetworkSettings;
import io.havip.gateway.settings.TrackGroup;
import io.havip.linux.Rtnetlink;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Addresses, routes and rules that the host has for as long as the gateway runs, whoever is active (keepalived's {@code
 * static_ipaddress}, {@code static_routes}, {@code static_rules}). What was there before stays at the end. Not for the
 * loop's thread.
 */
public final class StaticNetwork implements AutoCloseable {
    private static final TrackGroup UNTRACKED = new TrackGroup("", List.of(), Routing.NONE);

    private final Rtnetlink rtnetlink = new Rtnetlink();
    private final InterfaceTable interfaces = new InterfaceTable();
    private final Consumer<String> warn;
    private final Map<String, StaticBinding> bindings = new LinkedHashMap<>();

    /** @param warn is told what can't be added, and why */
    public StaticNetwork(Consumer<String> warn) {
        this.warn = warn;
    }

    /** Adds what is wanted, and removes what was added and is wanted no longer. */
    public synchronized void apply(StaticNetworkSettings wanted) {
        interfaces.reload(rtnetlink);
        var groups = new ArrayList<TrackGroup>();
        groups.add(new TrackGroup(UNTRACKED.name(), wanted.addresses(), wanted.routing()));
        groups.addAll(wanted.groups());
        groups.forEach(
                group -> bindings.computeIfAbsent(group.name(), _ -> new StaticBinding(rtnetlink, interfaces, warn)));
        // What has come into another group goes before it comes again.
        bindings.forEach((name, binding) -> binding.change(groups.stream()
                .filter(group -> group.name().equals(name))
                .findFirst()
                .orElse(UNTRACKED)));
        interfaces.reload(rtnetlink);
        bindings.values().forEach(StaticBinding::take);
        bindings.keySet()
                .removeIf(
                        name -> groups.stream().noneMatch(group -> group.name().equals(name)));
    }

    /**
     * Puts back what somebody has removed of a group.
     *
     * @return why some of it can't be there; nothing is lacking of a group that is not known
     */
    public synchronized Optional<String> restore(String group) {
        return Optional.ofNullable(bindings.get(group)).flatMap(binding -> {
            interfaces.reload(rtnetlink);
            return binding.take();
        });
    }

    @Override
    public synchronized void close() {
        apply(StaticNetworkSettings.NONE);
        rtnetlink.close();
    }
}
