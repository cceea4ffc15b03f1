package io.havip.linux;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;

/** Links, addresses, routes and rules as the kernel has them. No call waits for anything but the kernel. */
public interface KernelNetwork {
    List<Link> links();

    List<InterfaceAddress> addresses();

    /** The multicast groups that interfaces hear; empty where the kernel does not tell. */
    Optional<Set<Membership>> memberships();

    /**
     * Binds an address, or starts the lifetime of a bound one again. IPv6 ones are usable at once (no duplicate address
     * detection) and deprecated from the start, so that the host does not choose them as a source, as keepalived does.
     *
     * @throws ErrnoException e.g. with {@link Errno#ENODEV} when the interface has gone
     */
    void replaceAddress(AddressLease lease);

    /** Makes the request of {@link #replaceAddress}, which the kernel refuses at once: it takes none of the kernel's locks. */
    default void rehearse(AddressLease lease) {}

    /**
     * Starts the lifetime of a bound address again, of which the loop is not notified, with IPv4: those of IPv6 don't say whose request
     * it was. An address that has gone meanwhile is bound again, and that is not notified either.
     *
     * @throws ErrnoException as {@link #replaceAddress}
     */
    void renewAddress(AddressLease lease);

    /**
     * Removes an address; answers false when it is not there, or, of IPv4, has a peer in another network.
     *
     * @throws ErrnoException e.g. without CAP_NET_ADMIN
     */
    boolean deleteAddress(AddressIdentity address);

    /**
     * Sees to it that the other IPv4 addresses of a network on this interface stay when the first one goes ({@code
     * promote_secondaries}), whoever removes it: the kernel does when a lifetime ends.
     *
     * @throws ErrnoException e.g. with {@link Errno#ENODEV} when the interface has gone
     */
    void keepSecondaries(Link link);

    /**
     * Adds a route, unless it is there already. Another one with the same destination, table and metric stays, behind it.
     *
     * @param indexes of the interfaces that it names
     * @throws ErrnoException e.g. with {@link Errno#ENODEV} without such an interface
     */
    void addRoute(Route route, ToIntFunction<String> indexes);

    /** Whether a route of ours is there, over whatever next hops. Goes through all of the host's routes. */
    boolean hasRoute(Route route);

    /** Removes a route of ours; answers false when there is none. */
    boolean deleteRoute(Route route, ToIntFunction<String> indexes);

    /**
     * Adds a rule, unless it is there already.
     *
     * @throws ErrnoException e.g. without CAP_NET_ADMIN
     */
    void addRule(Rule rule);

    /** Removes a rule of ours; answers false when there is none. */
    boolean deleteRule(Rule rule);
}
