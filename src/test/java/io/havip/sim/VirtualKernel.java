package io.havip.sim;

import io.havip.linux.AddressLease;
import io.havip.linux.Datagram;
import io.havip.linux.Errno;
import io.havip.linux.ErrnoException;
import io.havip.linux.InterfaceAddress;
import io.havip.linux.KernelNetwork;
import io.havip.linux.Link;
import io.havip.linux.NetlinkEvent;
import io.havip.linux.Route;
import io.havip.linux.Rule;
import io.havip.wire.MacAddress;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What goes on in a node while its agent sleeps or is dead: the kernel receives and stamps datagrams, as long as there is a
 * socket, keeps what it has to tell, and takes away addresses whose lease ends.
 */
final class VirtualKernel implements KernelNetwork {
    /** How late Linux removes an address, as measured. */
    static final long EXPIRY_LATENESS_NANOS_MAX = 100_000_000L;

    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final int PERMANENT = 0x80;
    private static final Link LINK =
            new Link(2, VirtualHost.INTERFACE, true, true, Optional.of(new MacAddress(0x02_00_00_00_00_01L)), 1500);

    private final Timeline timeline;
    private final Dice dice;
    private final DriftingClock clock;
    private final Consumer<InetAddress> expired;
    private final Map<InetAddress, InterfaceAddress> addresses = new LinkedHashMap<>();
    /** Until when, of those that are leased. */
    private final Map<InetAddress, Long> leasedUntilNanos = new HashMap<>();

    private final Set<InetAddress> armed = new HashSet<>();

    private final Queue<Datagram> received = new ArrayDeque<>();
    private final Queue<NetlinkEvent> told = new ArrayDeque<>();
    private @Nullable Runnable wake;
    private boolean listening;

    /**
     * @param own the address that the host has for good
     * @param expired told of an address whose lease has ended
     */
    VirtualKernel(Timeline timeline, Dice dice, DriftingClock clock, InetAddress own, Consumer<InetAddress> expired) {
        this.timeline = timeline;
        this.dice = dice;
        this.clock = clock;
        this.expired = expired;
        addresses.put(own, bound(own, 24, InterfaceAddress.FOREVER));
    }

    private static InterfaceAddress bound(InetAddress address, int prefixLength, long validSeconds) {
        int flags = validSeconds == InterfaceAddress.FOREVER ? PERMANENT : 0;
        return new InterfaceAddress(LINK.index(), address, prefixLength, Optional.empty(), 0, flags, validSeconds);
    }

    /** An agent has its sockets from now on. */
    void open(Runnable agentWakes) {
        wake = agentWakes;
    }

    /** It is gone, and its sockets with it. */
    void closeAll() {
        wake = null;
        listening = false;
        received.clear();
        told.clear();
    }

    void listen() {
        listening = true;
    }

    void receive(byte[] payload, InetAddress source, InetAddress destination, int hopLimit) {
        if (listening) {
            long nowNanos = clock.localNanos(timeline.nowNanos());
            received.add(new Datagram(payload, source, destination, hopLimit, nowNanos));
            wake();
        }
    }

    @Nullable Datagram read() {
        return received.poll();
    }

    void notifications(Consumer<NetlinkEvent> reader) {
        for (var event = told.poll(); event != null; event = told.poll()) {
            reader.accept(event);
        }
    }

    boolean bound(InetAddress address) {
        return addresses.containsKey(address);
    }

    /** The host loses what it has not for good. */
    void loseLeases() {
        addresses.keySet().removeAll(leasedUntilNanos.keySet());
        leasedUntilNanos.clear();
    }

    @Override
    public List<Link> links() {
        return List.of(LINK);
    }

    @Override
    public List<InterfaceAddress> addresses() {
        return List.copyOf(addresses.values());
    }

    @Override
    public void replaceAddress(AddressLease lease) {
        if (lease.interfaceIndex() != LINK.index()) {
            throw new ErrnoException("bind", Errno.ENODEV, "no such interface");
        }
        long endsLocalNanos = clock.localNanos(timeline.nowNanos()) + lease.validSeconds() * SECOND_NANOS;
        long endsNanos = clock.trueNanos(endsLocalNanos) + dice.between(0, EXPIRY_LATENESS_NANOS_MAX);
        var address = bound(lease.address(), lease.prefixLength(), lease.validSeconds());
        addresses.put(lease.address(), address);
        leasedUntilNanos.put(lease.address(), endsNanos);
        arm(lease.address(), endsNanos);
        tell(new NetlinkEvent.AddressAdded(address));
    }

    @Override
    public boolean deleteAddress(
            int interfaceIndex, InetAddress address, int prefixLength, Optional<InetAddress> peer) {
        leasedUntilNanos.remove(address);
        var removed = addresses.remove(address);
        if (removed != null) {
            tell(new NetlinkEvent.AddressRemoved(removed));
        }
        return removed != null;
    }

    private void arm(InetAddress address, long endsNanos) {
        if (armed.add(address)) {
            timeline.at(endsNanos, () -> expire(address));
        }
    }

    private void expire(InetAddress address) {
        armed.remove(address);
        var endsNanos = leasedUntilNanos.get(address);
        if (endsNanos == null) {
            return;
        }
        if (timeline.nowNanos() < endsNanos) {
            arm(address, endsNanos);
        } else {
            deleteAddress(LINK.index(), address, 0, Optional.empty());
            expired.accept(address);
        }
    }

    private void tell(NetlinkEvent event) {
        if (wake != null) {
            told.add(event);
            wake();
        }
    }

    private void wake() {
        if (wake != null) {
            wake.run();
        }
    }

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
