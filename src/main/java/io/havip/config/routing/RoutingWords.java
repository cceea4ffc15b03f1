package io.havip.config.routing;

import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.gateway.settings.Routing;
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

    /** Both, of lines; what can't be a route or a rule is reported. */
    public Routing routing(List<List<Located<String>>> routeLines, List<List<Located<String>>> ruleLines) {
        return new Routing(
                routeLines.stream().map(routes::read).flatMap(Optional::stream).toList(),
                ruleLines.stream().map(rules::read).flatMap(Optional::stream).toList());
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
