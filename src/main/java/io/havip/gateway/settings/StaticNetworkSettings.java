package io.havip.gateway.settings;

import java.util.List;

/**
 * What the host has for as long as the gateway runs, whoever is active.
 *
 * @param addresses each with its interface; advertised by nobody
 * @param groups what instances follow, names unique
 */
public record StaticNetworkSettings(List<VirtualAddress> addresses, Routing routing, List<TrackGroup> groups) {
    public static final StaticNetworkSettings NONE = new StaticNetworkSettings(List.of(), Routing.NONE);

    public StaticNetworkSettings {
        addresses = List.copyOf(addresses);
        groups = List.copyOf(groups);
    }

    /** Nothing that instances follow. */
    public StaticNetworkSettings(List<VirtualAddress> addresses, Routing routing) {
        this(addresses, routing, List.of());
    }
}
