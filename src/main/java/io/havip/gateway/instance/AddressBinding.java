package io.havip.gateway.instance;

import io.havip.announce.SeenClaim;
import io.havip.gateway.host.Deadlines;
import io.havip.gateway.host.Host;
import io.havip.gateway.host.InterfaceTable;
import io.havip.gateway.host.Occasional;
import io.havip.gateway.host.RoutingBinding;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.linux.AddressIdentity;
import io.havip.linux.AddressLease;
import io.havip.linux.Errno;
import io.havip.linux.ErrnoException;
import io.havip.linux.InterfaceAddress;
import io.havip.linux.KernelNetwork;
import io.havip.observe.VirtualRouterMeters;
import io.havip.observe.journal.Entry;
import io.havip.observe.journal.Reporter;
import io.havip.vrrp.State;
import io.havip.vrrp.VirtualRouter;
import io.havip.wire.IpAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of one virtual router in the kernel: bound with a lifetime that has to be renewed, so that the kernel
 * takes them away from an agent that can't. Its routes and rules come after them and go before them.
 *
 * <p>Ours is what the configuration says in every part, whoever has bound it; the same number with another prefix length or
 * on another interface is the host's, and left alone.
 */
public final class AddressBinding {
    /** How long a router that could not bind its addresses stays out of the election, or of which that may pass at once. */
    private static final long RETRY_NANOS = 10_000_000_000L;

    private static final long RETRY_PASSING_NANOS = 1_000_000_000L;
    /** Somebody who goes on binding an address would otherwise have it removed as often. */
    private static final long EVICTION_INTERVAL_NANOS = 1_000_000_000L;
    /** Somebody who goes on removing one would otherwise fill the journal. */
    private static final long TELL_INTERVAL_NANOS = 1_000_000_000L;

    /** Some 0.02 ms each: those of other routers whose advertisements are due don't wait for all of them. */
    private static final int SLICE = 16;

    private final Host host;
    private final KernelNetwork network;
    private final Deadlines deadlines;
    private final InterfaceTable interfaces;
    private final RoutingBinding routing;
    private final VirtualRouterMeters meters;
    private final Reporter reporter;
    private final Consumer<String> warn;
    private final Occasional repairs = new Occasional(TELL_INTERVAL_NANOS);
    private Optional<String> refusal = Optional.empty();
    private Optional<Missed> missed = Optional.empty();
    private long retryNanos = VirtualRouter.NEVER;
    private long evictedNanos = Long.MIN_VALUE;
    private final Map<VirtualAddress, Held> bound = new LinkedHashMap<>();
    private List<InetAddress> boundAddresses = List.of();
    private boolean listed = true;

    /**
     * What is bound, where its interface was then: that may have another name now.
     *
     * @param leased whether we have bound it: what the host has for good is held, and neither renewed nor removed
     * @param sinceNanos without a gap
     */
    private record Held(AddressIdentity address, boolean leased, long sinceNanos) {}

    /**
     * An interface that was wanted.
     *
     * @param index the one that it had and has no more, or 0
     */
    private record Missed(String name, int index) {}

    /** @param instance whose they are */
    AddressBinding(String instance, Host host, Commons commons, VirtualRouterMeters meters) {
        this.host = host;
        this.network = host.network();
        this.deadlines = commons.deadlines();
        this.interfaces = commons.interfaces();
        this.meters = meters;
        this.reporter = host.reporter();
        this.warn = what -> reporter.warn(instance + ": " + what);
        this.routing = new RoutingBinding(network, interfaces, warn);
    }

    /** Removes what a former run, or another program that held the role, has left behind. */
    void removeStale(InstanceSettings settings) {
        routing.removeStale(settings.moving().routing());
        var removed = removeForeign(settings);
        if (!removed.isEmpty()) {
            warn.accept("removed addresses that were left behind: "
                    + removed.stream().map(IpAddress::text).collect(Collectors.joining(", ")));
        }
    }

    /**
     * A router that takes part and is not Active has none of its addresses: removes what somebody else has bound, unless that was
     * done a moment ago.
     *
     * @return what was removed
     */
    List<InetAddress> evict(InstanceSettings settings, State state, long nowNanos) {
        if (state == State.ACTIVE || state == State.INITIALIZE) {
            return List.of();
        }
        if (evictedNanos != Long.MIN_VALUE && nowNanos - evictedNanos < EVICTION_INTERVAL_NANOS) {
            return List.of();
        }
        var evicted = removeForeign(settings);
        if (!evicted.isEmpty()) {
            evictedNanos = nowNanos;
            meters.addressesEvicted(evicted.size());
        }
        return evicted;
    }

    private List<InetAddress> removeForeign(InstanceSettings settings) {
        var removed = new ArrayList<InetAddress>();
        for (var address : settings.moving().addresses()) {
            var present = known(address);
            if (present != null
                    && !interfaces.leased(present.identity())
                    && !(settings.router().owner() && present.permanent())
                    && delete(present.identity())) {
                removed.add(present.address());
            }
        }
        return removed;
    }

    /**
     * Binds, or renews, every address, or sees why one of them can't be bound.
     *
     * @param leaseSeconds for how long
     */
    void take(InstanceSettings settings, long leaseSeconds, long nowNanos) {
        forgetRefusal();
        int done = 0;
        for (var address : settings.moving().addresses()) {
            if (done++ % SLICE == SLICE - 1) {
                deadlines.meanwhile(host);
            }
            refusal = take(address, settings.router().owner(), leaseSeconds, nowNanos);
            if (refusal.isPresent()) {
                return;
            }
        }
        routing.take(settings.moving().routing());
    }

    /** Likewise, because somebody else has removed one of them. */
    void putBack(AddressIdentity removed, InstanceSettings settings, long leaseSeconds, long nowNanos) {
        take(settings, leaseSeconds, nowNanos);
        if (refusal.isEmpty()) {
            meters.addressRepaired();
        }
        int count = repairs.happened(nowNanos);
        if (count > 0) {
            reporter.record(new Entry.Repair(meters.identity(), removed.address(), refusal, count));
        }
    }

    /** Why an address could not be bound, which keeps the router out of the election for a while. */
    Optional<String> refusal() {
        return refusal;
    }

    /** When a refusal is to be forgotten. */
    long retryNanos() {
        return retryNanos;
    }

    /** Whether what is refused was refused for want of an interface that has come since. */
    boolean missedInterfaceIsThere() {
        return missed.flatMap(gone -> interfaces.link(gone.name()).filter(link -> link.index() != gone.index()))
                .isPresent();
    }

    void forgetRefusal() {
        refusal = Optional.empty();
        missed = Optional.empty();
        retryNanos = VirtualRouter.NEVER;
    }

    private Optional<String> take(VirtualAddress address, boolean owner, long leaseSeconds, long nowNanos) {
        var identity = identity(address);
        if (identity.isEmpty()) {
            retryNanos = nowNanos + RETRY_NANOS;
            missed = Optional.of(new Missed(address.interfaceName(), 0));
            return Optional.of("there is no interface " + address.interfaceName());
        }
        var ours = identity.get();
        var held = bound.get(address);
        boolean there = held != null
                && held.address().equals(ours)
                && interfaces.leased(ours)
                && interfaces.address(ours).isPresent();
        var hosts = there ? Optional.<AddressIdentity>empty() : hosts(ours, owner);
        if (hosts.isPresent()) {
            hold(address, hosts.get(), false, nowNanos);
            return Optional.empty();
        }
        try {
            var lease = address.lease(ours.interfaceIndex(), leaseSeconds);
            if (!there || !renewed(lease)) {
                // The notification is what puts it into the table.
                network.replaceAddress(lease);
                hold(address, ours, true, nowNanos);
            }
            return Optional.empty();
        } catch (ErrnoException e) {
            if (e.passing() && interfaces.leased(ours)) {
                // What was only not renewed is still there, and renewed with one of the next advertisements.
                return Optional.empty();
            }
            if (e.errno() == Errno.ENODEV) {
                missed = Optional.of(new Missed(address.interfaceName(), ours.interfaceIndex()));
            }
            retryNanos = nowNanos + (e.passing() ? RETRY_PASSING_NANOS : RETRY_NANOS);
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** Answers false where that is refused for now. */
    private boolean renewed(AddressLease lease) {
        try {
            network.renewAddress(lease);
            return true;
        } catch (ErrnoException e) {
            if (e.passing()) {
                return false;
            }
            throw e;
        }
    }

    /**
     * What the host has for good of this number, in a way that leaves no room for ours: to bind that would change it. An owner's
     * addresses (RFC 9568 section 1.7) are the host's, whatever their prefix length.
     */
    private Optional<AddressIdentity> hosts(AddressIdentity ours, boolean owner) {
        if (interfaces.leased(ours)) {
            return Optional.empty();
        }
        return interfaces.withNumber(ours.address()).stream()
                .filter(present -> present.interfaceIndex() == ours.interfaceIndex())
                .filter(present -> (owner && present.permanent()) || excludes(present, ours))
                .map(InterfaceAddress::identity)
                .findFirst();
    }

    private static boolean excludes(InterfaceAddress present, AddressIdentity ours) {
        return !present.identity().equals(ours) && present.identity().excludes(ours);
    }

    private void hold(VirtualAddress address, AddressIdentity identity, boolean leased, long nowNanos) {
        if (leased) {
            interfaces.lease(identity);
        }
        var former = bound.get(address);
        if (former != null && former.address().equals(identity) && former.leased() == leased) {
            return;
        }
        if (former != null && !former.address().equals(identity)) {
            remove(former);
        }
        bound.put(address, new Held(identity, leased, nowNanos));
        listed = false;
    }

    private Optional<AddressIdentity> identity(VirtualAddress address) {
        var link = interfaces.link(address.interfaceName());
        return link.isEmpty()
                ? Optional.empty()
                : Optional.of(address.identity(link.get().index()));
    }

    private @Nullable InterfaceAddress known(VirtualAddress address) {
        var identity = identity(address);
        return identity.isEmpty() ? null : interfaces.address(identity.get()).orElse(null);
    }

    /** Of what is bound, what is not in these settings is removed. */
    void retain(InstanceSettings settings) {
        routing.retain(settings.moving().routing());
        removeWhere(address -> !settings.moving().addresses().contains(address));
    }

    /** Removes everything. What is gone already, with its interface for instance, is no error. */
    void release() {
        routing.release();
        removeWhere(_ -> true);
    }

    private void removeWhere(Predicate<VirtualAddress> unwanted) {
        bound.forEach((address, held) -> {
            if (unwanted.test(address)) {
                remove(held);
            }
        });
        bound.keySet().removeIf(unwanted);
        listed = false;
    }

    private void remove(Held held) {
        if (held.leased()) {
            interfaces.release(held.address());
            delete(held.address());
        }
    }

    /** Whether it was there. The lease ends what can't be removed. */
    private boolean delete(AddressIdentity address) {
        if (interfaces.withNumber(address.address()).stream().anyMatch(present -> excludes(present, address))) {
            // The kernel would take the host's for it.
            return false;
        }
        try {
            boolean removed = network.deleteAddress(address);
            interfaces.forget(address);
            return removed;
        } catch (ErrnoException refused) {
            return false;
        }
    }

    /**
     * Whether a notification means that somebody has taken an address away from us. The kernel is asked again: the
     * notification may be an old one, or a renewal have put it back unheard.
     */
    boolean lost(AddressIdentity removed) {
        return bound.values().stream().anyMatch(held -> held.address().equals(removed)) && !inKernel(removed);
    }

    private boolean inKernel(AddressIdentity address) {
        try {
            var found = network.addresses().stream()
                    .filter(present -> present.identity().equals(address))
                    .findFirst();
            found.ifPresent(interfaces::found);
            return found.isPresent();
        } catch (ErrnoException unknown) {
            // To bind what is there does no harm.
            return false;
        }
    }

    /** What is bound, but not there as far as is known. */
    List<AddressIdentity> missing() {
        var missing = new ArrayList<AddressIdentity>();
        for (var held : bound.values()) {
            if (interfaces.address(held.address()).isEmpty()) {
                missing.add(held.address());
            }
        }
        return missing;
    }

    /** Whether somebody else claimed an address that was held on that interface by then. */
    boolean contestedBy(SeenClaim seen) {
        return !bound.isEmpty()
                && !interfaces.owns(seen.claim().sender())
                && bound.entrySet().stream()
                        .anyMatch(held ->
                                held.getKey().address().equals(seen.claim().address())
                                        && held.getKey().interfaceName().equals(seen.interfaceName())
                                        && held.getValue().sinceNanos() <= seen.capturedAtNanos());
    }

    List<InetAddress> bound() {
        if (!listed) {
            boundAddresses =
                    bound.keySet().stream().map(VirtualAddress::address).toList();
            listed = true;
        }
        return boundAddresses;
    }
}
