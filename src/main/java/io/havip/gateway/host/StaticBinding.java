package io.havip.gateway.host;

import io.havip.gateway.settings.Routing;
import io.havip.gateway.settings.TrackGroup;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.linux.ErrnoException;
import io.havip.linux.InterfaceAddress;
import io.havip.linux.KernelNetwork;
import io.havip.linux.Link;
import io.havip.wire.IpAddress;
import java.net.Inet4Address;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Addresses, routes and rules that stay, in the kernel; what was there before is nobody's to remove. */
final class StaticBinding {
    private final KernelNetwork network;
    private final InterfaceTable interfaces;
    private final RoutingBinding routing;
    private final Consumer<String> warn;
    private final Set<VirtualAddress> added = new LinkedHashSet<>();
    private TrackGroup wanted = new TrackGroup("", List.of(), Routing.NONE);
    private Set<String> refusals = Set.of();

    /**
     * @param interfaces up to date when anything is done here
     * @param warn is told what can't be added, and why: once
     */
    StaticBinding(KernelNetwork network, InterfaceTable interfaces, Consumer<String> warn) {
        this.network = network;
        this.interfaces = interfaces;
        this.warn = warn;
        this.routing = new RoutingBinding(network, interfaces, warn, true);
    }

    /** Others from now on: of what was added, what is not among them is removed. */
    void change(TrackGroup changed) {
        wanted = changed;
        routing.retain(changed.routing());
        added.stream()
                .filter(address -> !changed.addresses().contains(address))
                .toList()
                .forEach(this::remove);
    }

    /** Adds what is not there, and says why, if something can't be. */
    Optional<String> take() {
        var refused = new LinkedHashSet<String>();
        wanted.addresses().stream()
                .filter(address -> !present(address))
                .forEach(address -> add(address).ifPresent(refused::add));
        refused.stream().filter(refusal -> !refusals.contains(refusal)).forEach(warn);
        refusals = refused;
        routing.take(wanted.routing());
        return Stream.concat(refused.stream(), routing.refusals().stream()).findFirst();
    }

    private boolean present(VirtualAddress wanted) {
        var index = index(wanted);
        return interfaces.withNumber(wanted.address()).stream()
                .anyMatch(there ->
                        index.filter(its -> its == there.interfaceIndex()).isPresent());
    }

    /** Why it can't be, if it can't. */
    private Optional<String> add(VirtualAddress address) {
        var link = interfaces.link(address.interfaceName());
        if (link.isEmpty()) {
            return Optional.of("static address " + IpAddress.text(address.address()) + ": there is no interface "
                    + address.interfaceName());
        }
        try {
            if (address.address() instanceof Inet4Address) {
                network.keepSecondaries(link.get());
            }
            network.replaceAddress(address.lease(link.get().index(), InterfaceAddress.FOREVER));
            added.add(address);
            return Optional.empty();
        } catch (ErrnoException e) {
            return Optional.of("static address: " + e.getMessage());
        }
    }

    private void remove(VirtualAddress address) {
        added.remove(address);
        try {
            index(address).ifPresent(index -> network.deleteAddress(address.identity(index)));
        } catch (ErrnoException e) {
            warn.accept("static address: " + e.getMessage());
        }
    }

    private Optional<Integer> index(VirtualAddress address) {
        return interfaces.link(address.interfaceName()).map(Link::index);
    }
}
