package io.havip.config.options;

import io.havip.config.options.Type.Group;
import io.havip.config.options.Type.Items;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.gateway.settings.Routing;
import io.havip.gateway.settings.StaticNetworkSettings;
import io.havip.gateway.settings.TrackGroup;
import io.havip.linux.Route;
import io.havip.linux.Rule;
import java.util.HashSet;
import java.util.List;

/** What the host has for as long as the gateway runs. */
public final class StaticOptions {
    private StaticOptions() {}

    public static final Option<List<Located<Settings>>> ADDRESSES = Option.of(
                    "addresses", new Items<>(AddressOptions.TYPE), "As an instance's, each with its `interface`.")
            .akin("static_ipaddress");
    public static final Option<List<Located<Route>>> ROUTES =
            Option.of("routes", new Items<>(Type.route()), "As an instance's.").akin("static_routes");
    public static final Option<List<Located<Rule>>> RULES =
            Option.of("rules", new Items<>(Type.rule()), "As an instance's.").akin("static_rules");
    public static final Option<String> GROUP_NAME =
            Option.required("name", Type.name(), "Unique.", "name it: instances that need it say so");
    public static final Section GROUP = Section.of("static groups", GROUP_NAME, ADDRESSES, ROUTES, RULES);
    public static final Option<List<Located<Settings>>> GROUPS = Option.of(
                    "groups",
                    new Items<>(new Group(GROUP)),
                    "What instances can't do without, with the keys `name`, `addresses`, `routes` and `rules`. What"
                            + " somebody removes of it is put back, ten times a second; while something can't be,"
                            + " the instances that track the group give up their role.")
            .akin("track_group");

    public static final Section SECTION = Section.of("static", ADDRESSES, ROUTES, RULES, GROUPS);

    public static StaticNetworkSettings settings(Settings network, Problems problems) {
        var untracked = trackGroup("", network, problems);
        var seen = new HashSet<String>();
        var groups = network.items(GROUPS).stream()
                .flatMap(group -> {
                    var name = group.written(GROUP_NAME);
                    name.filter(word -> word.value().isEmpty() || !seen.add(word.value()))
                            .ifPresent(word -> problems.error(
                                    word.place(),
                                    "another group is named so, or it has no name",
                                    "give each group a name of its own"));
                    var read = trackGroup(name.map(Located::value).orElse(""), group, problems);
                    return name.map(_ -> read).stream();
                })
                .toList();
        return new StaticNetworkSettings(untracked.addresses(), untracked.routing(), groups);
    }

    private static TrackGroup trackGroup(String name, Settings group, Problems problems) {
        var addresses = group.items(ADDRESSES).stream()
                .flatMap(options -> {
                    options.find(AddressOptions.VIRTUAL_MAC)
                            .ifPresent(moving -> problems.error(
                                    moving.place(),
                                    "a virtual MAC moves with a role, and a static address does not",
                                    "remove it here"));
                    return AddressOptions.settings(options, problems).stream();
                })
                .toList();
        addresses.stream()
                .filter(address -> address.value().interfaceName().isEmpty())
                .forEach(address -> problems.error(
                        address.place(), "it has no interface", "write {address: ADDRESS, interface: eth0}"));
        return new TrackGroup(name, Located.values(addresses), new Routing(group.items(ROUTES), group.items(RULES)));
    }
}
