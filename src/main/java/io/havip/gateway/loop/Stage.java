package io.havip.gateway.loop;

import io.havip.announce.Announcement;
import io.havip.announce.Announcement.BoundAddress;
import io.havip.announce.Announcements;
import io.havip.announce.Traffic;
import io.havip.gateway.host.Host;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.MovingSettings;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.linux.AddressIdentity;
import io.havip.linux.AddressLease;
import io.havip.linux.AdvertisementSocket;
import io.havip.linux.Datagram;
import io.havip.linux.ErrnoException;
import io.havip.linux.InterfaceAddress;
import io.havip.linux.KernelNetwork;
import io.havip.linux.Link;
import io.havip.linux.Membership;
import io.havip.linux.NetlinkEvent;
import io.havip.linux.Route;
import io.havip.linux.Rule;
import io.havip.linux.Workers;
import io.havip.observe.Finding;
import io.havip.observe.TransitionReport;
import io.havip.observe.TransitionReport.Phase;
import io.havip.observe.VirtualRouterMeters;
import io.havip.observe.journal.Entry;
import io.havip.observe.journal.Reporter;
import io.havip.programs.Notifier;
import io.havip.vrrp.Family;
import io.havip.wire.MacAddress;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The host of a rehearsal, which does not exist: its time is that of the next deadline, and its interfaces can be unplugged. What is
 * native is called on the real host, with an interface that is not there or for a destination that is refused or leads nowhere.
 */
class Stage implements Host, KernelNetwork, AdvertisementSocket, Announcements, Traffic, Reporter {
    private static final int NO_INTERFACE = Integer.MAX_VALUE;
    private static final String NOWHERE = "no-interface";
    private static final MacAddress NOBODY = new MacAddress(0x02_00_00_00_00_00L);
    private static final int MTU = 1500;
    private static final int PREFIX_LENGTH = 24;
    /** Whichever is wanted to send from. */
    private static final List<InetAddress> SOURCES = Stream.of(
                    "192.0.2.1", "192.0.2.2", "fe80::1", "fe80::2", "2001:db8::1", "2001:db8::2")
            .map(InetAddress::ofLiteral)
            .toList();

    private static final long ANNOUNCED_MILLIS = 1_000;
    /** The journal has room for ten times as many as four stages may tell. */
    private static final int REPORTS_MAX = 100;

    private final Host host;
    private final Notifier silent;
    private final InstanceSettings settings;
    private final StageVoice voice;
    private final StagePeer peer;
    private final Queue<NetlinkEvent> told = new ArrayDeque<>();
    private final CountDownLatch announced;
    private boolean plugged = true;
    private final AtomicInteger reports = new AtomicInteger();
    private long nowNanos;
    /** What was sent from last. */
    private @Nullable InetAddress own;

    private @Nullable Datagram arriving;

    Stage(Host host, Workers workers, InstanceSettings settings) {
        this.host = host;
        this.silent = new Notifier(_ -> {}, () -> {}, workers);
        this.settings = settings;
        this.announced = new CountDownLatch(announces(settings.moving()) ? 1 : 0);
        this.nowNanos = host.nanos();
        this.voice = new StageVoice(host, settings);
        this.peer = new StagePeer(settings, SOURCES, MTU);
    }

    private static boolean announces(MovingSettings moving) {
        return !moving.addresses().isEmpty() && moving.announcements().by().frames();
    }

    /** Unplugs all interfaces, or plugs them in. */
    void plug(boolean in) {
        plugged = in;
        links().forEach(link -> told.add(new NetlinkEvent.LinkChanged(link)));
    }

    /** Has the peer heard once, as soon as there is an address to hear it at. */
    void hearPeer() {
        if (own != null && peer.advertises()) {
            arriving = peer.advertisement(own, host.epochMillis());
        }
    }

    /** Until the announcer has done with what it was told first. */
    void awaitAnnouncer() throws InterruptedException {
        boolean _ = announced.await(ANNOUNCED_MILLIS, TimeUnit.MILLISECONDS);
    }

    void end() {
        voice.close();
    }

    @Override
    public long nanos() {
        return nowNanos;
    }

    @Override
    public long epochMillis() {
        return host.epochMillis();
    }

    @Override
    public void await(long deadlineNanos, boolean punctually) {
        if (deadlineNanos != Long.MAX_VALUE) {
            nowNanos = Math.max(nowNanos, deadlineNanos);
        }
    }

    @Override
    public void look() {}

    @Override
    public void wake() {}

    @Override
    public void notifications(Consumer<NetlinkEvent> reader) {
        for (var event = told.poll(); event != null; event = told.poll()) {
            reader.accept(event);
        }
    }

    @Override
    public KernelNetwork network() {
        return this;
    }

    @Override
    public AdvertisementSocket listen(Family family, int interfaceIndex) {
        return this;
    }

    @Override
    public AdvertisementSocket sender(Family family, int interfaceIndex) {
        return this;
    }

    @Override
    public Optional<Runnable> claim(String name) {
        return Optional.of(() -> {});
    }

    @Override
    public Announcements announcements() {
        return this;
    }

    @Override
    public Traffic traffic() {
        return this;
    }

    /** At once. */
    @Override
    public void taken(String instance, long decidedAtNanos, Traffic.Listener listener) {
        settings.moving().addresses().stream()
                .findFirst()
                .ifPresent(first -> listener.arrived(first.address(), nowNanos));
    }

    @Override
    public void released(String instance) {}

    @Override
    public List<InetAddress> missed(String instance) {
        return List.of();
    }

    @Override
    public Notifier notifier() {
        return silent;
    }

    @Override
    public Reporter reporter() {
        return this;
    }

    @Override
    public List<Link> links() {
        var names = Stream.concat(
                        Stream.of(settings.interfaceName()),
                        settings.moving().addresses().stream().map(VirtualAddress::interfaceName))
                .distinct()
                .toList();
        return IntStream.range(0, names.size())
                .mapToObj(i -> link(NO_INTERFACE - i, names.get(i)))
                .toList();
    }

    private Link link(int index, String name) {
        return new Link(index, name, true, plugged, Optional.of(NOBODY), MTU);
    }

    @Override
    public List<InterfaceAddress> addresses() {
        return Stream.concat(settings.exchange().transport().source().stream(), SOURCES.stream())
                .filter(source ->
                        !settings.exchange().transport().destinations().contains(source))
                .map(source -> new InterfaceAddress(
                        NO_INTERFACE, source, PREFIX_LENGTH, Optional.empty(), 0, 0, InterfaceAddress.FOREVER))
                .toList();
    }

    @Override
    public void replaceAddress(AddressLease lease) {
        request(lease);
        told.add(new NetlinkEvent.AddressAdded(present(lease)));
    }

    void request(AddressLease lease) {
        try {
            host.network().replaceAddress(lease);
        } catch (ErrnoException expected) {
            // ENODEV
        }
    }

    @Override
    public void renewAddress(AddressLease lease) {
        try {
            host.network().renewAddress(lease);
        } catch (ErrnoException expected) {
            // ENODEV
        }
    }

    private static InterfaceAddress present(AddressLease lease) {
        return new InterfaceAddress(
                NO_INTERFACE,
                lease.address(),
                lease.prefixLength(),
                lease.peer(),
                lease.scope(),
                0,
                lease.validSeconds());
    }

    @Override
    public boolean deleteAddress(AddressIdentity address) {
        return host.network().deleteAddress(address);
    }

    @Override
    public Optional<Set<Membership>> memberships() {
        return Optional.empty();
    }

    @Override
    public void keepSecondaries(Link link) {}

    @Override
    public void addRoute(Route route, ToIntFunction<String> indexes) {}

    @Override
    public boolean hasRoute(Route route) {
        return true;
    }

    @Override
    public boolean deleteRoute(Route route, ToIntFunction<String> indexes) {
        return false;
    }

    @Override
    public void addRule(Rule rule) {}

    @Override
    public boolean deleteRule(Rule rule) {
        return false;
    }

    @Override
    public void join(InetAddress group) {}

    @Override
    public @Nullable Datagram receive() {
        var heard = arriving;
        arriving = null;
        return heard;
    }

    @Override
    public long receivedAtNanos() {
        return nowNanos;
    }

    @Override
    public void send(byte[] payload, InetAddress source, InetAddress destination, int hopLimit) {
        own = source;
        voice.send(payload, source);
    }

    /** It serves one opening after the other. */
    @Override
    public void close() {}

    @Override
    public void prepare(Link link) {}

    @Override
    public void start(Announcement announcement, Announcements.Listener listener) {
        var addresses = announcement.addresses().stream()
                .map(bound -> new BoundAddress(bound.address(), NOWHERE, NO_INTERFACE, NOWHERE, bound.frames()))
                .toList();
        host.announcements()
                .start(
                        new Announcement(announcement.instance(), addresses, announcement.settings()),
                        new Announcements.Listener() {
                            @Override
                            public void sent(String interfaceName, boolean neighbourAdvertisement) {}

                            /** As it always is there. */
                            @Override
                            public void failed(String interfaceName, String reason) {
                                listener.sent(interfaceName, false);
                            }

                            @Override
                            public void announced() {
                                listener.announced();
                                announced.countDown();
                            }
                        });
    }

    @Override
    public void stop(String instance) {
        host.announcements().stop(instance);
    }

    @Override
    public Optional<String> impediment() {
        return host.announcements().impediment();
    }

    @Override
    public void transition(VirtualRouterMeters meters, TransitionReport report) {
        meters.transition(report);
        tell(new Entry.Transition(meters.identity(), report));
    }

    @Override
    public void firstTraffic(
            VirtualRouterMeters meters, TransitionReport report, InetAddress address, long sinceDecisionNanos) {
        meters.followed(report, Map.of(Phase.FIRST_TRAFFIC, sinceDecisionNanos));
        tell(new Entry.FirstTraffic(meters.identity(), report, address, sinceDecisionNanos));
    }

    void tell(Entry entry) {
        if (reports.incrementAndGet() <= REPORTS_MAX) {
            host.reporter().rehearse(entry);
        }
    }

    @Override
    public void findings(VirtualRouterMeters meters, List<Finding> former, List<Finding> present) {}

    @Override
    public void record(Entry entry) {}

    @Override
    public void warn(String message) {}
}
