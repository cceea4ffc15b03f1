package io.havip.gateway.host;

import io.havip.gateway.settings.Routing;
import io.havip.linux.ErrnoException;
import io.havip.linux.KernelNetwork;
import io.havip.linux.Link;
import io.havip.linux.Route;
import io.havip.linux.Rule;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The routes and rules of one virtual router in the kernel. The kernel leases no routes: what a killed agent leaves behind
 * is removed at the next start.
 */
public final class RoutingBinding {
    /** The kernel refuses it, and says so. */
    private static final int NO_INTERFACE = Integer.MAX_VALUE;

    private final KernelNetwork network;
    private final InterfaceTable interfaces;
    private final Consumer<String> warn;
    private final boolean patient;
    private Set<String> refusals = Set.of();
    private final Set<Route> routes = new LinkedHashSet<>();
    private final Set<Rule> rules = new LinkedHashSet<>();

    /** @param warn is told why a route or a rule can't be added */
    public RoutingBinding(KernelNetwork network, InterfaceTable interfaces, Consumer<String> warn) {
        this(network, interfaces, warn, false);
    }

    /**
     * @param patient whether a route that is refused is looked for: the kernel asks for its gateway before it sees that the
     *     route is there. Not for the loop's thread: a host may have a million routes
     */
    public RoutingBinding(KernelNetwork network, InterfaceTable interfaces, Consumer<String> warn, boolean patient) {
        this.patient = patient;
        this.network = network;
        this.interfaces = interfaces;
        this.warn = warn;
    }

    /** Removes what a former run, or a keepalived that held the role, has left behind. */
    public void removeStale(Routing wanted) {
        wanted.rules().forEach(this::remove);
        wanted.routes().forEach(this::remove);
    }

    /**
     * Adds every route and rule, or again what somebody has removed, unless it is not tracked. To be called with the addresses
     * bound, which routes may name as their source. What can't be added is told once and tried again with the next call; it
     * costs nobody the role.
     */
    public void take(Routing wanted) {
        if (wanted.equals(Routing.NONE) && refusals.isEmpty()) {
            return;
        }
        var refused = new LinkedHashSet<String>();
        for (var route : wanted.routes()) {
            if (route.options().tracked() || !routes.contains(route)) {
                attempt(() -> add(route), refused);
            }
        }
        for (var rule : wanted.rules()) {
            if (rule.tracked() || !rules.contains(rule)) {
                attempt(() -> add(rule), refused);
            }
        }
        refused.stream().filter(refusal -> !refusals.contains(refusal)).forEach(warn);
        refusals = refused;
    }

    /** Why some could not be added when that was last tried. */
    Set<String> refusals() {
        return refusals;
    }

    private static void attempt(Runnable addition, Set<String> refused) {
        try {
            addition.run();
        } catch (ErrnoException e) {
            refused.add(String.valueOf(e.getMessage()));
        }
    }

    private void add(Route route) {
        try {
            network.addRoute(route, this::index);
        } catch (ErrnoException e) {
            if (!patient || !network.hasRoute(route)) {
                throw e;
            }
        }
        routes.add(route);
    }

    private void add(Rule rule) {
        network.addRule(rule);
        rules.add(rule);
    }

    /** Of those that are there, the ones that are not among these are removed. */
    public void retain(Routing changed) {
        rules.stream().filter(held -> !changed.rules().contains(held)).forEach(this::remove);
        rules.retainAll(changed.rules());
        routes.stream().filter(held -> !changed.routes().contains(held)).forEach(this::remove);
        routes.retainAll(changed.routes());
    }

    /** Removes everything. What is gone already, with its interface for instance, is no error. */
    public void release() {
        rules.forEach(this::remove);
        rules.clear();
        routes.forEach(this::remove);
        routes.clear();
    }

    private void remove(Rule rule) {
        try {
            network.deleteRule(rule);
        } catch (ErrnoException e) {
            // What can't be removed leads nowhere worse than before; the addresses are what must go.
        }
    }

    private void remove(Route route) {
        var hops = route.nextHops();
        var present = hops.stream()
                .filter(hop -> hop.interfaceName().stream().allMatch(name -> index(name) != NO_INTERFACE))
                .toList();
        if (present.isEmpty() && !hops.isEmpty()) {
            return;
        }
        try {
            // With an interface IPv4 has lost the whole route, IPv6 that next hop.
            network.deleteRoute(route.over(present), this::index);
        } catch (ErrnoException e) {
            // As with rules.
        }
    }

    private int index(String interfaceName) {
        return interfaces.link(interfaceName).map(Link::index).orElse(NO_INTERFACE);
    }
}
