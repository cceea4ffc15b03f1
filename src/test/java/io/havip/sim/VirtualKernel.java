package io.havip.sim;

import io.havip.linux.AddressIdentity;
import io.havip.linux.AddressLease;
import io.havip.linux.Errno;
import io.havip.linux.ErrnoException;
import io.havip.linux.InterfaceAddress;
import io.havip.linux.Link;
import io.havip.linux.Membership;
import io.havip.linux.NetlinkEvent;
import io.havip.sim.Sent.Arrived;
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
import org.jspecify.annotations.Nullable;

/**
 * What goes on in a node while its agent sleeps or is dead: the kernel receives and stamps datagrams, as long as there is a
 * socket, keeps what it has to tell, and takes away addresses whose lease ends.
 */
final class VirtualKernel extends UnroutedKernel {
    /** How late Linux removes an address, as measured: it waits for a whole second that comes within a quarter of one. */
    static final long EXPIRY_LATENESS_NANOS_MAX = 300_000_000L;

    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final int PERMANENT = 0x80;
    private static final int OWN_PREFIX_LENGTH = 24;
    private static final int FIRST_INDEX = 2;

    private final Timeline timeline;
    private final Dice dice;
    private final DriftingClock clock;
    private final Consumer<InetAddress> expired;
    private final InetAddress own;
    private final Map<AddressIdentity, InterfaceAddress> addresses = new LinkedHashMap<>();
    /** Until when, of those that are leased. */
    private final Map<AddressIdentity, Long> leasedUntilNanos = new HashMap<>();

    private enum Binding {
        NONE,
        LEASED,
        FOR_GOOD
    }

    /** What was last asked for, since the addresses changed: it is asked after everything that happens. */
    private @Nullable InetAddress asked;

    private Binding answer = Binding.NONE;

    private final Set<AddressIdentity> armed = new HashSet<>();
    /** What could not be bound, or renewed, when that was last tried. */
    private final Set<InetAddress> neglected = new HashSet<>();

    private final Refusal changes;
    private final Refusal renewals;
    private final Refusal readings;
    private final Refusal senders;
    private final Refusal frames;

    private final Queue<Arrived> received = new ArrayDeque<>();
    private final Queue<NetlinkEvent> told = new ArrayDeque<>();
    private Link link;
    private final Set<Membership> memberships = new HashSet<>();
    private boolean unread;
    private boolean paused;
    private long slownessNanos;
    private long waitedNanos;
    private long longestWaitNanos;
    private @Nullable Runnable wake;
    /** The interface that the agent's socket is bound to; none has 0. */
    private int listening;

    /**
     * @param own the address that the host has for good
     * @param expired told of an address whose lease has ended
     */
    VirtualKernel(Timeline timeline, Dice dice, DriftingClock clock, InetAddress own, Consumer<InetAddress> expired) {
        this.timeline = timeline;
        this.dice = dice;
        this.clock = clock;
        this.expired = expired;
        this.changes = new Refusal("bind", dice);
        this.renewals = new Refusal("renew", dice);
        this.readings = new Refusal("list", dice);
        this.senders = new Refusal("socket", dice);
        this.frames = new Refusal("frame", dice);
        this.own = own;
        this.link = interfaceWithIndex(FIRST_INDEX);
        bind(new AddressIdentity(link.index(), own, OWN_PREFIX_LENGTH, Optional.empty()), InterfaceAddress.FOREVER);
    }

    /** Its hardware address is nobody else's. */
    private Link interfaceWithIndex(int index) {
        byte[] number = own.getAddress();
        var mac = new MacAddress(0x02_00_00_00_00_00L | (number[number.length - 1] & 0xff) << Short.SIZE | index);
        return new Link(index, VirtualHost.INTERFACE, true, true, Optional.of(mac), 1500);
    }

    private void bind(AddressIdentity address, long validSeconds) {
        tell(new NetlinkEvent.AddressAdded(put(address, validSeconds)));
    }

    private InterfaceAddress put(AddressIdentity address, long validSeconds) {
        int flags = validSeconds == InterfaceAddress.FOREVER ? PERMANENT : 0;
        var bound = new InterfaceAddress(
                address.interfaceIndex(),
                address.address(),
                address.prefixLength(),
                address.peer(),
                0,
                flags,
                validSeconds);
        asked = null;
        addresses.put(address, bound);
        return bound;
    }

    /** The interface goes and comes back as another one of the same name; the host gives it its address again. */
    void replaceInterface() {
        addresses.keySet().stream().toList().forEach(this::deleteAddress);
        tell(new NetlinkEvent.LinkRemoved(link));
        memberships.clear();
        boolean running = link.running();
        link = interfaceWithIndex(link.index() + 1);
        link = new Link(link.index(), link.name(), true, running, link.hardwareAddress(), link.mtu());
        tell(new NetlinkEvent.LinkChanged(link));
        bind(new AddressIdentity(link.index(), own, OWN_PREFIX_LENGTH, Optional.empty()), InterfaceAddress.FOREVER);
    }

    MacAddress hardwareAddress() {
        return link.hardwareAddress().orElseThrow();
    }

    void changeCarrier(boolean running) {
        if (link.running() != running) {
            link = new Link(link.index(), link.name(), link.up(), running, link.hardwareAddress(), link.mtu());
            tell(new NetlinkEvent.LinkChanged(link));
        }
    }

    /** How long each address takes that is bound from now on. */
    void slowDown(long nanos) {
        slownessNanos = nanos;
    }

    /** It does nothing at all, while time goes on. */
    void pause() {
        paused = true;
    }

    boolean paused() {
        return paused;
    }

    /** What should have ended meanwhile ends a little later. */
    void resume() {
        if (paused) {
            paused = false;
            long soonestNanos = timeline.nowNanos() + dice.between(0, EXPIRY_LATENESS_NANOS_MAX);
            leasedUntilNanos.forEach((address, endsNanos) -> arm(address, Math.max(endsNanos, soonestNanos)));
        }
    }

    /** How long the agent has waited for the kernel since it was last asked: that much later it is for the agent. */
    long waitedNanos() {
        return waitedNanos;
    }

    /** The most that it ever was: so much later a lease may have begun, even of an agent that died while it waited. */
    long longestWaitNanos() {
        return longestWaitNanos;
    }

    void waited() {
        waitedNanos = 0;
    }

    /** The interface no longer hears its groups, and nobody is told. */
    void forgetGroups() {
        memberships.clear();
    }

    /** Whether the agent believes that it hears what it does not. */
    boolean deaf() {
        return listening != 0 && memberships.isEmpty();
    }

    /** Whether the agent has lost what it was told, and has not read since what there is. */
    boolean unread() {
        return unread && wake != null;
    }

    /** Somebody else removes an address. */
    void takeAway(InetAddress address) {
        identities(address).forEach(this::deleteAddress);
    }

    /** Somebody else binds an address for good, as the agent would for a while. */
    void bindForGood(InetAddress address, int prefixLength) {
        var identity = new AddressIdentity(link.index(), address, prefixLength, Optional.empty());
        leasedUntilNanos.remove(identity);
        bind(identity, InterfaceAddress.FOREVER);
    }

    /** What is yet to be told is lost, but for that. */
    void overrun() {
        told.clear();
        unread = true;
        tell(new NetlinkEvent.Overrun());
    }

    private List<AddressIdentity> identities(InetAddress address) {
        return addresses.keySet().stream()
                .filter(identity -> identity.address().equals(address))
                .toList();
    }

    /** An agent has its sockets from now on. */
    void open(Runnable agentWakes) {
        wake = agentWakes;
    }

    /** It is gone, and its sockets with it. */
    void closeAll() {
        wake = null;
        close();
        received.clear();
        told.clear();
    }

    /** Opens the agent's socket, in place of the one that it has closed. */
    void listen(int interfaceIndex) {
        if (interfaceIndex != link.index()) {
            throw new ErrnoException("socket", Errno.ENODEV, "no such interface");
        }
        listening = interfaceIndex;
    }

    void join(InetAddress group) {
        memberships.add(new Membership(listening, group));
    }

    void close() {
        listening = 0;
        memberships.clear();
    }

    /** @throws ErrnoException if the interface is no more that the agent's socket is bound to */
    void checkSend() {
        if (listening != link.index()) {
            throw new ErrnoException("sendmsg", Errno.ENODEV, "no such interface");
        }
    }

    /** @throws ErrnoException if a frame can't be sent there */
    void checkFrame(int interfaceIndex) {
        if (interfaceIndex != link.index()) {
            throw new ErrnoException("sendmsg", Errno.ENXIO, "no such interface");
        }
        frames.meet();
    }

    void receive(Sent sent) {
        if (!paused
                && memberships.contains(new Membership(listening, sent.destination()))
                && listening == link.index()) {
            received.add(sent.at(clock.localNanos(timeline.nowNanos())));
            wake();
        }
    }

    /** Whether something that was received has yet to be read. */
    boolean hasReceived() {
        return !received.isEmpty();
    }

    @Nullable Arrived read() {
        return received.poll();
    }

    void notifications(Consumer<NetlinkEvent> reader) {
        for (var event = told.poll(); event != null; event = told.poll()) {
            reader.accept(event);
        }
    }

    /** What an agent wants bound, as long as it is refused. */
    Refusal changes() {
        return changes;
    }

    /** What of that it has already: refused as often as it is asked for: once as a renewal, three times as a change. */
    Refusal renewals() {
        return renewals;
    }

    /** What an agent wants to know, as long as it is refused. */
    Refusal readings() {
        return readings;
    }

    /** What an agent wants to send by alone, as long as it is refused. */
    Refusal senders() {
        return senders;
    }

    /** What an agent announces by first, as long as it is refused. */
    Refusal frames() {
        return frames;
    }

    /** Whether the kernel would not bind this address when an agent wanted that last. */
    boolean neglects(InetAddress address) {
        return neglected.contains(address);
    }

    boolean bound(InetAddress address) {
        return binding(address) != Binding.NONE;
    }

    /** Whether an address is bound for good. */
    boolean boundForGood(InetAddress address) {
        return binding(address) == Binding.FOR_GOOD;
    }

    private Binding binding(InetAddress address) {
        if (address != asked) {
            asked = address;
            answer = Binding.NONE;
            for (var present : addresses.values()) {
                if (present.address().equals(address) && answer != Binding.FOR_GOOD) {
                    answer = present.permanent() ? Binding.FOR_GOOD : Binding.LEASED;
                }
            }
        }
        return answer;
    }

    /** The host loses what it has not for good. */
    void loseLeases() {
        asked = null;
        addresses.keySet().removeAll(leasedUntilNanos.keySet());
        leasedUntilNanos.clear();
    }

    @Override
    public List<Link> links() {
        readings.meet();
        return List.of(link);
    }

    @Override
    public List<InterfaceAddress> addresses() {
        readings.meet();
        unread = false;
        return List.copyOf(addresses.values());
    }

    @Override
    public void replaceAddress(AddressLease lease) {
        tell(new NetlinkEvent.AddressAdded(lease(lease)));
    }

    @Override
    public void renewAddress(AddressLease lease) {
        renewals.meetFirst();
        lease(lease);
    }

    private InterfaceAddress lease(AddressLease lease) {
        if (lease.interfaceIndex() != link.index()) {
            throw new ErrnoException("bind", Errno.ENODEV, "no such interface");
        }
        waitedNanos += slownessNanos;
        longestWaitNanos = Math.max(longestWaitNanos, waitedNanos);
        neglected.add(lease.address());
        if (leasedUntilNanos.containsKey(lease.identity())) {
            renewals.meet();
        }
        changes.meet();
        neglected.remove(lease.address());
        long endsLocalNanos = clock.localNanos(timeline.nowNanos() + waitedNanos) + lease.validSeconds() * SECOND_NANOS;
        long endsNanos = clock.trueNanos(endsLocalNanos) + dice.between(0, EXPIRY_LATENESS_NANOS_MAX);
        var address = lease.identity();
        leasedUntilNanos.put(address, endsNanos);
        arm(address, endsNanos);
        return put(address, lease.validSeconds());
    }

    @Override
    public boolean deleteAddress(AddressIdentity address) {
        asked = null;
        leasedUntilNanos.remove(address);
        var removed = addresses.remove(address);
        if (removed != null) {
            tell(new NetlinkEvent.AddressRemoved(removed));
        }
        return removed != null;
    }

    @Override
    public Optional<Set<Membership>> memberships() {
        return Optional.of(Set.copyOf(memberships));
    }

    /** There are none: each address has its network for itself. */
    @Override
    public void keepSecondaries(Link link) {}

    private void arm(AddressIdentity address, long endsNanos) {
        if (armed.add(address)) {
            timeline.at(endsNanos, () -> expire(address));
        }
    }

    private void expire(AddressIdentity address) {
        armed.remove(address);
        var endsNanos = leasedUntilNanos.get(address);
        if (endsNanos == null || paused) {
            return;
        }
        if (timeline.nowNanos() < endsNanos) {
            arm(address, endsNanos);
        } else {
            deleteAddress(address);
            expired.accept(address.address());
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
}
