package io.havip.gateway;

import io.havip.linux.ErrnoException;
import io.havip.linux.Link;
import io.havip.linux.Route;
import io.havip.linux.Rtnetlink;
import io.havip.linux.Rule;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The routes and rules of one virtual router in the kernel. The kernel leases no routes: what a killed agent leaves behind
 * is removed at the next start.
 */
final class RoutingBinding {
    private static final int ANY_INTERFACE = 0;

    private final Rtnetlink rtnetlink;
    private final InterfaceTable interfaces;
    private Routing wanted;
    private final Set<Route> routes = new LinkedHashSet<>();
    private final Set<Rule> rules = new LinkedHashSet<>();

    RoutingBinding(Routing wanted, Rtnetlink rtnetlink, InterfaceTable interfaces) {
        this.wanted = wanted;
        this.rtnetlink = rtnetlink;
        this.interfaces = interfaces;
    }

    /** Removes what a former run, or a keepalived that held the role, has left behind. */
    void removeStale() {
        wanted.rules().forEach(this::remove);
        wanted.routes().forEach(this::remove);
    }

    /**
     * Adds every route and rule, or again what somebody has removed. To be called with the addresses bound, which routes
     * may name as their source.
     *
     * @return why one of them can't be added; empty when all are
     */
    Optional<String> take() {
        try {
            for (var route : wanted.routes()) {
                var name = route.interfaceName();
                var index = name.flatMap(interfaces::link).map(Link::index);
                if (name.isPresent() && index.isEmpty()) {
                    return Optional.of("route " + route.destination() + ": there is no interface " + name.get());
                }
                rtnetlink.replaceRoute(route, index.orElse(ANY_INTERFACE));
                routes.add(route);
            }
            for (var rule : wanted.rules()) {
                rtnetlink.addRule(rule);
                rules.add(rule);
            }
            return Optional.empty();
        } catch (ErrnoException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Other ones from now on: of those that are there, the ones that are not among them are removed. */
    void change(Routing changed) {
        wanted = changed;
        rules.stream().filter(held -> !changed.rules().contains(held)).forEach(this::remove);
        rules.retainAll(changed.rules());
        routes.stream().filter(held -> !changed.routes().contains(held)).forEach(this::remove);
        routes.retainAll(changed.routes());
    }

    /** Removes everything. What is gone already, with its interface for instance, is no error. */
    void release() {
        rules.forEach(this::remove);
        rules.clear();
        routes.forEach(this::remove);
        routes.clear();
    }

    private void remove(Rule rule) {
        try {
            rtnetlink.deleteRule(rule);
        } catch (ErrnoException e) {
            // What can't be removed leads nowhere worse than before; the addresses are what must go.
        }
    }

    private void remove(Route route) {
        var index = route.interfaceName().flatMap(interfaces::link).map(Link::index);
        if (route.interfaceName().isPresent() && index.isEmpty()) {
            return;
        }
        try {
            rtnetlink.deleteRoute(route, index.orElse(ANY_INTERFACE));
        } catch (ErrnoException e) {
            // As with rules.
        }
    }
}
