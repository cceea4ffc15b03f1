package io.havip.gateway.settings;

import io.havip.linux.Route;
import io.havip.linux.Rule;
import java.util.List;

/**
 * The routes and rules that move with the role, in the order in which they are added ({@code virtual_routes}, {@code
 * virtual_rules}).
 */
public record Routing(List<Route> routes, List<Rule> rules) {
    public static final Routing NONE = new Routing(List.of(), List.of());

    public Routing {
        routes = List.copyOf(routes);
        rules = List.copyOf(rules);
    }
}
