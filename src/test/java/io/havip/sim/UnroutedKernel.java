package io.havip.sim;

import io.havip.linux.KernelNetwork;
import io.havip.linux.Route;
import io.havip.linux.Rule;
import java.util.function.ToIntFunction;

/** Neither routes nor rules move with a role in the simulation. */
abstract class UnroutedKernel implements KernelNetwork {
    @Override
    public void addRoute(Route route, ToIntFunction<String> indexes) {
        throw new UnsupportedOperationException("no routes here");
    }

    @Override
    public boolean hasRoute(Route route) {
        return false;
    }

    @Override
    public boolean deleteRoute(Route route, ToIntFunction<String> indexes) {
        return false;
    }

    @Override
    public void addRule(Rule rule) {
        throw new UnsupportedOperationException("no rules here");
    }

    @Override
    public boolean deleteRule(Rule rule) {
        return false;
    }
}
