package io.havip.config.routing;

import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.linux.Route;
import io.havip.linux.Rule;
import java.util.List;
import java.util.Optional;

/**
 * Routes and rules in the words of {@code ip route} and {@code ip rule}, as keepalived reads them. One for a whole
 * configuration: a rule without a priority gets the next one, counted down from 16384 in each family.
 */
public final class RoutingWords {
    private final RouteWords routes;
    private final RuleWords rules;

    public RoutingWords(Problems problems) {
        this.routes = new RouteWords(problems);
        this.rules = new RuleWords(problems);
    }

    /** The route that a line's words make; what can't be one is reported. */
    public Optional<Route> route(List<Located<String>> words) {
        return routes.read(words);
    }

    /** Likewise the rule. */
    public Optional<Rule> rule(List<Located<String>> words) {
        return rules.read(words);
    }

    /** How a route is written so that reading it gives the same one. */
    public static String write(Route route) {
        return RouteWords.write(route);
    }

    /** How a rule is written so that reading it gives the same one. */
    public static String write(Rule rule) {
        return RuleWords.write(rule);
    }
}
