package io.havip.gateway.host;

import io.havip.gateway.settings.InterfaceDelays;
import io.havip.linux.InterfaceAddress;
import io.havip.linux.KernelNetwork;
import io.havip.linux.Link;
import io.havip.linux.NetlinkEvent;
import io.havip.vrrp.Family;
import io.havip.vrrp.VirtualRouter;
import java.net.InetAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The host's interfaces and their addresses, kept up to date from the kernel's notifications. */
public final class InterfaceTable {
    private final Map<Integer, Link> links = new HashMap<>();
    private final LinkDebounce debounce = new LinkDebounce();
    private final Map<AddressKey, InterfaceAddress> addresses = new LinkedHashMap<>();

    /** What makes an address one and the same to the kernel. */
    private record AddressKey(int interfaceIndex, InetAddress address, int prefixLength, Optional<InetAddress> peer) {
        static AddressKey of(InterfaceAddress address) {
            return new AddressKey(address.interfaceIndex(), address.address(), address.prefixLength(), address.peer());
        }
    }

    /** How long changes of which interfaces have to last before they count: from now on. */
    public void delay(List<InterfaceDelays> delays) {
        debounce.change(delays);
    }

    /** Reads everything anew: each interface counts as it is. */
    public void reload(KernelNetwork network) {
        read(network);
        debounce.begin(links.values());
    }

    /** Likewise, because notifications were lost: what has changed since the last one has changed now. */
    public void reload(KernelNetwork network, long nowNanos) {
        read(network);
        debounce.retain(links.keySet());
        links.values().forEach(link -> debounce.observe(link, nowNanos));
    }

    private void read(KernelNetwork network) {
        links.clear();
        addresses.clear();
        network.links().forEach(link -> links.put(link.index(), link));
        network.addresses().forEach(address -> addresses.put(AddressKey.of(address), address));
    }

    /**
     * Takes in a notification.
     *
     * @return whether anything has changed but the remaining lifetime of an address, which every renewal of a lease notifies
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
                addresses.keySet().removeIf(key -> key.interfaceIndex() == link.index());
                yield true;
            }
            case NetlinkEvent.AddressAdded(var added) -> {
                var former = addresses.put(AddressKey.of(added), added);
                yield former == null || former.flags() != added.flags();
            }
            case NetlinkEvent.AddressRemoved(var removed) -> addresses.remove(AddressKey.of(removed)) != null;
            case NetlinkEvent.Overrun() -> true;
        };
    }

    /** An interface by its name or, so that it may come back under another one, by an address that it has. */
    public Optional<Link> link(String nameOrAddress) {
        for (var link : links.values()) {
            if (link.name().equals(nameOrAddress)) {
                return Optional.of(link);
            }
        }
        for (var bound : addresses.values()) {
            if (bound.address().getHostAddress().equals(nameOrAddress)) {
                return Optional.ofNullable(links.get(bound.interfaceIndex()));
            }
        }
        return Optional.empty();
    }

    /** Whether the interface exists, and counts as switched on and with a carrier. */
    public boolean usable(String name) {
        return link(name).filter(debounce::counts).isPresent();
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
        return addresses.values().stream().anyMatch(bound -> bound.address().equals(address) && !bound.tentative());
    }

    public Collection<InterfaceAddress> addresses() {
        return addresses.values();
    }

    /**
     * The address that advertisements are sent from unless the configuration names one: the interface's first of the family
     * and scope.
     *
     * @param linkLocal IPv6: whether it has to be a link-local one, or else has to be none
     * @param virtualAddresses what may not serve, because it moves
     */
    public Optional<InetAddress> primaryAddress(
            String interfaceName, Family family, boolean linkLocal, Set<InetAddress> virtualAddresses) {
        return link(interfaceName)
                .flatMap(link -> addresses.values().stream()
                        .filter(bound -> bound.interfaceIndex() == link.index() && !bound.tentative())
                        .map(InterfaceAddress::address)
                        .filter(address -> Family.of(address) == family && !virtualAddresses.contains(address))
                        .filter(address -> family == Family.IPV4 || address.isLinkLocalAddress() == linkLocal)
                        .findFirst());
    }
}
