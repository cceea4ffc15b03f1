package io.havip.gateway.host;

import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.InterfaceDelays;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.linux.AddressIdentity;
import io.havip.linux.InterfaceAddress;
import io.havip.linux.KernelNetwork;
import io.havip.linux.Link;
import io.havip.linux.NetlinkEvent;
import io.havip.vrrp.Family;
import io.havip.vrrp.VirtualRouter;
import io.havip.wire.IpAddress;
import io.havip.wire.MacAddress;
import java.net.InetAddress;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The host's interfaces and their addresses, kept up to date from the kernel's notifications; and which of the addresses are
 * the virtual routers'.
 */
public final class InterfaceTable {
    private final Map<Integer, Link> links = new HashMap<>();
    private final LinkDebounce debounce = new LinkDebounce();
    /** By their number. */
    private final Map<InetAddress, Map<AddressIdentity, InterfaceAddress>> addresses = new LinkedHashMap<>();

    private Set<InetAddress> moving = Set.of();
    private Set<InetAddress> owned = Set.of();
    private final Set<AddressIdentity> leased = new HashSet<>();

    /** How long changes of which interfaces have to last before they count: from now on. */
    public void delay(List<InterfaceDelays> delays) {
        debounce.change(delays);
    }

    /**
     * The addresses of these virtual routers are nobody's to send from, wherever they are bound: from now on. They move with a role,
     * but for what the host of an owner has for good (RFC 9568 section 1.7).
     */
    public void reserve(Collection<InstanceSettings> instances) {
        moving =
                numbers(instances.stream().filter(settings -> !settings.router().owner()));
        owned = numbers(instances.stream().filter(settings -> settings.router().owner()));
    }

    private static Set<InetAddress> numbers(Stream<InstanceSettings> instances) {
        return instances
                .flatMap(settings -> settings.moving().addresses().stream())
                .map(VirtualAddress::address)
                .collect(Collectors.toSet());
    }

    private boolean moves(InterfaceAddress bound) {
        return moving.contains(bound.address()) || (owned.contains(bound.address()) && !bound.permanent());
    }

    /** A virtual router of this agent has bound it. */
    public void lease(AddressIdentity address) {
        leased.add(address);
    }

    /** It no longer has. */
    public void release(AddressIdentity address) {
        leased.remove(address);
    }

    public boolean leased(AddressIdentity address) {
        return leased.contains(address);
    }

    /** Reads everything anew: each interface counts as it is. */
    public void reload(KernelNetwork network) {
        read(network);
        debounce.begin(links.values());
    }

    /**
     * Likewise, because notifications may have been lost: what has changed since the last one has changed now.
     *
     * @return as {@link #apply}
     */
    public boolean reload(KernelNetwork network, long nowNanos) {
        boolean changed = read(network);
        debounce.retain(links.keySet());
        links.values().forEach(link -> debounce.observe(link, nowNanos));
        return changed;
    }

    /** What is there already keeps its place in the order: the first address of an interface is the one to send from. */
    private boolean read(KernelNetwork network) {
        var present = new HashMap<Integer, Link>();
        for (var link : network.links()) {
            // A dump that is interrupted by changes may tell of an interface twice.
            present.put(link.index(), link);
        }
        var bound = network.addresses();
        boolean changed = !present.equals(links);
        links.clear();
        links.putAll(present);
        var gone = new HashSet<AddressIdentity>();
        addresses.values().forEach(ofNumber -> gone.addAll(ofNumber.keySet()));
        for (var address : bound) {
            gone.remove(address.identity());
            changed |= put(address);
        }
        gone.forEach(this::remove);
        return changed | !gone.isEmpty();
    }

    /**
     * Takes in a notification.
     *
     * @return whether anything has changed that a router may depend on: neither the remaining lifetime of an address, which each
     *     renewal of an IPv6 lease notifies, nor what one of them has just bound itself
     */
    public boolean apply(NetlinkEvent event, long nowNanos) {
        return switch (event) {
            case NetlinkEvent.LinkChanged(var link) -> {
                debounce.observe(link, nowNanos);
                yield !link.equals(links.put(link.index(), link));
            }
            case NetlinkEvent.LinkRemoved(var link) -> {
                debounce.forget(link.index());
                links.remove(link.index());
                all().map(InterfaceAddress::identity)
                        .filter(address -> address.interfaceIndex() == link.index())
                        .toList()
                        .forEach(this::remove);
                yield true;
            }
            case NetlinkEvent.AddressAdded(var added) -> put(added);
            case NetlinkEvent.AddressRemoved(var removed) -> remove(removed.identity());
            case NetlinkEvent.Overrun() -> true;
        };
    }

    /** An address has been removed; the kernel's notification of that comes later. */
    public void forget(AddressIdentity address) {
        remove(address);
    }

    /** An address is there, of which the kernel has told the contrary before. */
    public void found(InterfaceAddress address) {
        put(address);
    }

    private boolean put(InterfaceAddress address) {
        var former = addresses
                .computeIfAbsent(address.address(), _ -> new LinkedHashMap<>())
                .put(address.identity(), address);
        return (former == null || former.flags() != address.flags())
                && !(leased.contains(address.identity()) && moving.contains(address.address()));
    }

    private boolean remove(AddressIdentity address) {
        var ofNumber = addresses.get(address.address());
        if (ofNumber == null || ofNumber.remove(address) == null) {
            return false;
        }
        if (ofNumber.isEmpty()) {
            addresses.remove(address.address());
        }
        return true;
    }

    /** An interface by its name or, so that it may come back under another one, by an address that it has. */
    public Optional<Link> link(String nameOrAddress) {
        for (var link : links.values()) {
            if (link.name().equals(nameOrAddress)) {
                return Optional.of(link);
            }
        }
        return all().filter(bound -> IpAddress.text(bound.address()).equals(nameOrAddress))
                .findFirst()
                .map(bound -> links.get(bound.interfaceIndex()));
    }

    /** The name of the interface that has this index; empty when there is none. */
    public Optional<String> name(int interfaceIndex) {
        return Optional.ofNullable(links.get(interfaceIndex)).map(Link::name);
    }

    /** Whether an interface of this host has this hardware address. */
    public boolean owns(MacAddress address) {
        return links.values().stream()
                .anyMatch(link -> link.hardwareAddress().filter(address::equals).isPresent());
    }

    /** Whether the interface exists, and counts as switched on and with a carrier. */
    public boolean usable(String name) {
        var link = link(name);
        return link.isPresent() && debounce.counts(link.get());
    }

    /** When a change of an interface will count that does not yet; {@link VirtualRouter#NEVER} if there is none. */
    public long deadlineNanos() {
        return debounce.deadlineNanos();
    }

    /** Lets those changes count that have lasted long enough. Returns whether there were any. */
    public boolean settle(long nowNanos) {
        return debounce.settle(nowNanos);
    }

    public boolean hasAddress(InetAddress address) {
        return withNumber(address).stream().anyMatch(bound -> !bound.tentative());
    }

    /** Whether it is there to send from, and does not move with a role. */
    public boolean sendsFrom(InetAddress address) {
        return withNumber(address).stream().anyMatch(bound -> !bound.tentative() && !moves(bound));
    }

    /** Whether it is neither bound here nor one that moves with a role of ours. */
    public boolean foreign(InetAddress address) {
        return withNumber(address).isEmpty() && !moving.contains(address) && !owned.contains(address);
    }

    /** The addresses with this number, on whatever interface and with whatever prefix length. */
    public Collection<InterfaceAddress> withNumber(InetAddress address) {
        return addresses.getOrDefault(address, Map.of()).values();
    }

    /** An address as it is bound now, if it is. */
    public Optional<InterfaceAddress> address(AddressIdentity address) {
        var ofNumber = addresses.get(address.address());
        return ofNumber == null ? Optional.empty() : Optional.ofNullable(ofNumber.get(address));
    }

    private Stream<InterfaceAddress> all() {
        return addresses.values().stream().flatMap(ofNumber -> ofNumber.values().stream());
    }

    /**
     * The addresses that advertisements can be sent from where the configuration names none: those of the interface that do not
     * move with a role. Those of the widest scope come first, for the others need not mean anything to a peer; then they are in the
     * order in which they came.
     *
     * @param linkLocal IPv6: whether it has to be a link-local one, or else has to be none
     */
    public Stream<InetAddress> sources(String interfaceName, Family family, boolean linkLocal) {
        return link(interfaceName).stream()
                .flatMap(link -> all().filter(bound -> bound.interfaceIndex() == link.index()))
                .filter(bound -> !bound.tentative() && !moves(bound))
                .sorted(Comparator.comparingInt(InterfaceAddress::scope))
                .map(InterfaceAddress::address)
                .filter(address -> Family.of(address) == family)
                .filter(address -> family == Family.IPV4 || address.isLinkLocalAddress() == linkLocal);
    }
}
