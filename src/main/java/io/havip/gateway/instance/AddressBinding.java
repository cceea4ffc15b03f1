package io.havip.gateway.instance;

import io.havip.gateway.host.InterfaceTable;
import io.havip.gateway.host.RoutingBinding;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.linux.ErrnoException;
import io.havip.linux.InterfaceAddress;
import io.havip.linux.KernelNetwork;
import io.havip.linux.Link;
import io.havip.vrrp.VirtualRouter;
import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The addresses of one virtual router in the kernel: bound with a lifetime that has to be renewed, so that the kernel
 * takes them away from an agent that can't. Its routes and rules come after them and go before them.
 */
public final class AddressBinding {
    /** How long a router that could not bind its addresses stays out of the election. */
    private static final long RETRY_NANOS = 10_000_000_000L;

    private final KernelNetwork network;
    private final InterfaceTable interfaces;
    private final RoutingBinding routing;
    private Optional<String> refusal = Optional.empty();
    private long retryNanos = VirtualRouter.NEVER;
    private final Set<VirtualAddress> bound = new LinkedHashSet<>();
    private List<InetAddress> boundAddresses = List.of();
    /** Addresses of an owner that the host has for good: never leased, never removed. */
    private final Set<InetAddress> permanent = new LinkedHashSet<>();

    AddressBinding(KernelNetwork network, InterfaceTable interfaces, RoutingBinding routing) {
        this.network = network;
        this.interfaces = interfaces;
        this.routing = routing;
    }

    /**
     * Removes what a former run, or another program that held the role, has left behind.
     *
     * @param settings of an owner the addresses that the host has for good are its own and stay
     * @return what was removed
     */
    List<InetAddress> removeStale(InstanceSettings settings) {
        boolean owner = settings.router().owner();
        routing.removeStale(settings.moving().routing());
        return List.copyOf(interfaces.addresses()).stream()
                .filter(present -> settings.moving().addresses().stream()
                        .anyMatch(mine -> mine.address().equals(present.address())))
                .filter(present -> !(owner
                        && present.validSeconds() == InterfaceAddress.FOREVER
                        && permanent.add(present.address())))
                .filter(present -> network.deleteAddress(
                        present.interfaceIndex(), present.address(), present.prefixLength(), present.peer()))
                .map(InterfaceAddress::address)
                .toList();
    }

    /**
     * Binds, or renews, every address, or sees why one of them can't be bound.
     *
     * @param leaseSeconds for how long
     */
    void take(InstanceSettings settings, long leaseSeconds, long nowNanos) {
        forgetRefusal();
        for (var address : settings.moving().addresses()) {
            refusal = take(address, leaseSeconds);
            if (refusal.isPresent()) {
                retryNanos = nowNanos + RETRY_NANOS;
                return;
            }
            if (bound.add(address)) {
                listBound();
            }
        }
        routing.take(settings.moving().routing());
    }

    /** Why an address could not be bound, which keeps the router out of the election for a while. */
    Optional<String> refusal() {
        return refusal;
    }

    /** When a refusal is to be forgotten. */
    long retryNanos() {
        return retryNanos;
    }

    void forgetRefusal() {
        refusal = Optional.empty();
        retryNanos = VirtualRouter.NEVER;
    }

    private Optional<String> take(VirtualAddress address, long leaseSeconds) {
        if (permanent.contains(address.address())) {
            return Optional.empty();
        }
        var index = interfaces.link(address.interfaceName()).map(Link::index);
        if (index.isEmpty()) {
            return Optional.of("there is no interface " + address.interfaceName());
        }
        try {
            network.replaceAddress(address.lease(index.get(), leaseSeconds));
            return Optional.empty();
        } catch (ErrnoException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Of what is bound, what is not in these settings is removed. */
    void retain(InstanceSettings settings) {
        routing.retain(settings.moving().routing());
        bound.stream()
                .filter(held -> !settings.moving().addresses().contains(held))
                .forEach(this::remove);
        bound.retainAll(settings.moving().addresses());
        listBound();
    }

    /** Removes everything. What is gone already, with its interface for instance, is no error. */
    void release() {
        routing.release();
        bound.forEach(this::remove);
        bound.clear();
        listBound();
    }

    private void remove(VirtualAddress address) {
        var index = interfaces.link(address.interfaceName()).map(Link::index);
        if (index.isPresent() && !permanent.contains(address.address())) {
            try {
                network.deleteAddress(index.get(), address.address(), address.prefixLength(), address.peer());
            } catch (ErrnoException gone) {
                // The lease ends what can't be removed.
            }
        }
    }

    /**
     * Whether a notification means that somebody has taken an address away from us. The kernel is asked again: the
     * notification may be an old one.
     */
    boolean lost(InterfaceAddress removed) {
        return bound.stream().anyMatch(mine -> mine.address().equals(removed.address()))
                && network.addresses().stream()
                        .noneMatch(present -> present.address().equals(removed.address()));
    }

    boolean holds(InetAddress address) {
        return bound.stream().anyMatch(mine -> mine.address().equals(address));
    }

    List<InetAddress> bound() {
        return boundAddresses;
    }

    private void listBound() {
        boundAddresses = bound.stream().map(VirtualAddress::address).toList();
    }
}
