package io.havip.gateway.instance;

import io.havip.gateway.host.InterfaceTable;
import io.havip.gateway.host.RoutingBinding;
import io.havip.gateway.settings.Routing;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.linux.AddressLease;
import io.havip.linux.ErrnoException;
import io.havip.linux.InterfaceAddress;
import io.havip.linux.Link;
import io.havip.linux.Rtnetlink;
import io.havip.vrrp.VirtualRouter;
import java.net.InetAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The addresses of one virtual router in the kernel: bound with a lifetime that has to be renewed, so that the kernel
 * takes them away from an agent that can't. Its routes and rules come after them and go before them.
 */
public final class AddressBinding {
    private static final int NO_INTERFACE = Integer.MAX_VALUE;
    /** How long a router that could not bind its addresses stays out of the election. */
    private static final long RETRY_NANOS = 10_000_000_000L;

    private final LongSupplier leaseSeconds;
    private final Rtnetlink rtnetlink;
    private final InterfaceTable interfaces;
    private final RoutingBinding routing;
    private List<VirtualAddress> addresses;
    private Optional<String> refusal = Optional.empty();
    private long retryNanos = VirtualRouter.NEVER;
    private final Set<VirtualAddress> bound = new LinkedHashSet<>();
    /** Addresses of an owner that the host has for good: never leased, never removed. */
    private final Set<InetAddress> permanent = new LinkedHashSet<>();

    /** @param leaseSeconds for how long addresses are bound at a time */
    public AddressBinding(
            List<VirtualAddress> addresses,
            LongSupplier leaseSeconds,
            Rtnetlink rtnetlink,
            InterfaceTable interfaces,
            RoutingBinding routing) {
        this.addresses = addresses;
        this.leaseSeconds = leaseSeconds;
        this.rtnetlink = rtnetlink;
        this.interfaces = interfaces;
        this.routing = routing;
    }

    /**
     * Removes what a former run, or another program that held the role, has left behind.
     *
     * @param owner whether addresses that the host has for good are its own and stay
     * @return what was removed
     */
    List<InetAddress> removeStale(boolean owner) {
        routing.removeStale();
        return List.copyOf(interfaces.addresses()).stream()
                .filter(present ->
                        addresses.stream().anyMatch(mine -> mine.address().equals(present.address())))
                .filter(present -> !(owner
                        && present.validSeconds() == InterfaceAddress.FOREVER
                        && permanent.add(present.address())))
                .filter(present -> rtnetlink.deleteAddress(
                        present.interfaceIndex(), present.address(), present.prefixLength(), present.peer()))
                .map(InterfaceAddress::address)
                .toList();
    }

    /**
     * Goes through the motions of {@link #take} on an interface that does not exist: the first use of a native call costs
     * milliseconds, which a takeover must not pay.
     */
    void rehearse() {
        for (var address : addresses) {
            try {
                rtnetlink.replaceAddress(lease(address, NO_INTERFACE));
            } catch (ErrnoException expected) {
                // ENODEV
            }
        }
    }

    /** Binds, or renews, every address, or sees why one of them can't be bound. */
    void take(long nowNanos) {
        forgetRefusal();
        for (var address : addresses) {
            refusal = take(address);
            if (refusal.isPresent()) {
                retryNanos = nowNanos + RETRY_NANOS;
                return;
            }
            bound.add(address);
        }
        routing.take();
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

    private Optional<String> take(VirtualAddress address) {
        if (permanent.contains(address.address())) {
            return Optional.empty();
        }
        var index = interfaces.link(address.interfaceName()).map(Link::index);
        if (index.isEmpty()) {
            return Optional.of("there is no interface " + address.interfaceName());
        }
        try {
            rtnetlink.replaceAddress(lease(address, index.get()));
            return Optional.empty();
        } catch (ErrnoException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private AddressLease lease(VirtualAddress address, int interfaceIndex) {
        return address.lease(interfaceIndex, leaseSeconds.getAsLong());
    }

    /** Others from now on: of what is bound, what is not among them is removed. */
    void change(List<VirtualAddress> changed, Routing changedRouting) {
        routing.change(changedRouting);
        addresses = changed;
        bound.stream().filter(held -> !changed.contains(held)).forEach(this::remove);
        bound.retainAll(changed);
    }

    /** Removes everything. What is gone already, with its interface for instance, is no error. */
    void release() {
        routing.release();
        bound.forEach(this::remove);
        bound.clear();
    }

    private void remove(VirtualAddress address) {
        var index = interfaces.link(address.interfaceName()).map(Link::index);
        if (index.isPresent() && !permanent.contains(address.address())) {
            try {
                rtnetlink.deleteAddress(index.get(), address.address(), address.prefixLength(), address.peer());
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
                && rtnetlink.addresses().stream()
                        .noneMatch(present -> present.address().equals(removed.address()));
    }

    boolean holds(InetAddress address) {
        return bound.stream().anyMatch(mine -> mine.address().equals(address));
    }

    List<InetAddress> bound() {
        return bound.stream().map(VirtualAddress::address).toList();
    }
}
