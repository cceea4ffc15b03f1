package io.havip.gateway;

import io.havip.linux.ErrnoException;
import io.havip.linux.InterfaceAddress;
import io.havip.linux.Link;
import io.havip.linux.Rtnetlink;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Addresses, routes and rules that the host has for as long as the gateway runs, whoever is active (keepalived's {@code
 * static_ipaddress}, {@code static_routes}, {@code static_rules}). What was there before stays at the end. Not for the
 * loop's thread.
 */
public final class StaticNetwork implements AutoCloseable {
    private final Rtnetlink rtnetlink = new Rtnetlink();
    private final InterfaceTable interfaces = new InterfaceTable();
    private final RoutingBinding routing;
    private final Consumer<String> warn;
    private final Set<VirtualAddress> added = new LinkedHashSet<>();

    /** @param addresses each with its interface; advertised by nobody */
    public record Settings(List<VirtualAddress> addresses, Routing routing) {
        public static final Settings NONE = new Settings(List.of(), Routing.NONE);

        public Settings {
            addresses = List.copyOf(addresses);
        }
    }

    /** @param warn is told what can't be added, and why */
    public StaticNetwork(Consumer<String> warn) {
        this.warn = warn;
        this.routing = new RoutingBinding(Routing.NONE, rtnetlink, interfaces, warn);
    }

    /** Adds what is wanted, and removes what was added and is wanted no longer. */
    public synchronized void apply(Settings wanted) {
        interfaces.reload(rtnetlink);
        routing.change(wanted.routing());
        added.stream()
                .filter(address -> !wanted.addresses().contains(address))
                .toList()
                .forEach(this::remove);
        wanted.addresses().stream().filter(address -> !present(address)).forEach(this::add);
        routing.take();
    }

    private boolean present(VirtualAddress wanted) {
        var index = index(wanted);
        return interfaces.addresses().stream()
                .anyMatch(there -> there.address().equals(wanted.address())
                        && index.filter(its -> its == there.interfaceIndex()).isPresent());
    }

    private void add(VirtualAddress address) {
        var index = index(address);
        if (index.isEmpty()) {
            warn.accept("static address " + address.address().getHostAddress() + ": there is no interface "
                    + address.interfaceName());
            return;
        }
        try {
            rtnetlink.replaceAddress(address.lease(index.get(), InterfaceAddress.FOREVER));
            added.add(address);
        } catch (ErrnoException e) {
            warn.accept("static address: " + e.getMessage());
        }
    }

    private void remove(VirtualAddress address) {
        added.remove(address);
        try {
            index(address)
                    .ifPresent(index ->
                            rtnetlink.deleteAddress(index, address.address(), address.prefixLength(), address.peer()));
        } catch (ErrnoException e) {
            warn.accept("static address: " + e.getMessage());
        }
    }

    private Optional<Integer> index(VirtualAddress address) {
        return interfaces.link(address.interfaceName()).map(Link::index);
    }

    @Override
    public synchronized void close() {
        apply(Settings.NONE);
        rtnetlink.close();
    }
}
