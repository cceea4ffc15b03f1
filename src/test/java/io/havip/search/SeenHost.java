package io.havip.search;

import io.havip.announce.Announcement;
import io.havip.announce.Announcements;
import io.havip.announce.Traffic;
import io.havip.gateway.host.Host;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.linux.AddressIdentity;
import io.havip.linux.AddressLease;
import io.havip.linux.AdvertisementSocket;
import io.havip.linux.Datagram;
import io.havip.linux.Errno;
import io.havip.linux.ErrnoException;
import io.havip.linux.InterfaceAddress;
import io.havip.linux.KernelNetwork;
import io.havip.linux.Link;
import io.havip.linux.NetlinkEvent;
import io.havip.linux.Workers;
import io.havip.observe.journal.Reporter;
import io.havip.programs.Notifier;
import io.havip.search.Nodes.Effect;
import io.havip.testing.QuietReporter;
import io.havip.testing.UnseenTraffic;
import io.havip.vrrp.Advertisement;
import io.havip.vrrp.Authentication;
import io.havip.vrrp.Family;
import io.havip.wire.ChecksumForm;
import io.havip.wire.MacAddress;
import io.havip.wire.VrrpCodec;
import io.havip.wire.VrrpCodec.Decoded;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A host on which nothing fails: its time passes when it is told to, and what virtual routers do with it is listed. */
final class SeenHost implements Host {
    private static final int HOP_LIMIT = 255;
    private static final int PERMANENT = 0x80;
    private static final Link LINK =
            new Link(2, GroupNode.INTERFACE, true, true, Optional.of(new MacAddress(0x02_00_00_00_00_01L)), 1500);

    private final InetAddress own;
    private final List<InstanceSettings> settings;
    private final List<Effect> effects = new ArrayList<>();
    private final Queue<Datagram> received = new ArrayDeque<>();
    private final Notifier notifier = new Notifier(_ -> {}, () -> {}, new Workers(this, (_, _) -> {}));
    private final Reporter reporter = new QuietReporter();
    private final KernelNetwork kernel = (KernelNetwork) Proxy.newProxyInstance(
            KernelNetwork.class.getClassLoader(),
            new Class<?>[] {KernelNetwork.class},
            (_, method, arguments) -> asked(method.getName(), arguments));
    private long nanos = RouterImage.NOW;

    SeenHost(int node, List<InstanceSettings> settings) {
        this.own = Universe.address(node);
        this.settings = settings;
    }

    void pass(long passedNanos) {
        nanos += passedNanos;
    }

    /** What was done since this was last asked. */
    List<Effect> effects() {
        var done = List.copyOf(effects);
        effects.clear();
        return done;
    }

    void receive(int from, Advertisement advertisement) {
        var group = Family.IPV4.multicastGroup();
        var source = Universe.address(from);
        byte[] bytes = VrrpCodec.encode(
                advertisement, new Authentication.None(), 0, ChecksumForm.PSEUDO_HEADER, source, group);
        received.add(new Datagram(bytes, source, group, HOP_LIMIT));
    }

    private @Nullable Object asked(String question, Object[] arguments) {
        return switch (question) {
            case "links" -> List.of(LINK);
            case "addresses" ->
                List.of(new InterfaceAddress(
                        LINK.index(), own, 24, Optional.empty(), 0, PERMANENT, InterfaceAddress.FOREVER));
            case "memberships" -> Optional.empty();
            case "replaceAddress", "renewAddress" -> {
                var lease = (AddressLease) arguments[0];
                yield effects.add(new Effect.Leases(member(lease.address()), lease.validSeconds()));
            }
            case "deleteAddress" ->
                effects.add(new Effect.Releases(member(((AddressIdentity) arguments[0]).address())));
            default -> null;
        };
    }

    private int member(InetAddress address) {
        int member = 0;
        while (!settings.get(member).router().addresses().contains(address)) {
            member++;
        }
        return member;
    }

    private int member(int vrid) {
        return vrid - settings.getFirst().router().vrid();
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public long epochMillis() {
        return nanos / 1_000_000L;
    }

    @Override
    public void await(long deadlineNanos, boolean punctually) {}

    @Override
    public void look() {}

    @Override
    public void wake() {}

    @Override
    public void notifications(Consumer<NetlinkEvent> reader) {}

    @Override
    public KernelNetwork network() {
        return kernel;
    }

    @Override
    public AdvertisementSocket listen(Family family, int interfaceIndex) {
        return new Socket();
    }

    @Override
    public AdvertisementSocket sender(Family family, int interfaceIndex) {
        return new Socket();
    }

    @Override
    public Optional<Runnable> claim(String name) {
        return Optional.of(() -> {});
    }

    @Override
    public Announcements announcements() {
        return new Unannounced();
    }

    @Override
    public Traffic traffic() {
        return new UnseenTraffic();
    }

    @Override
    public Notifier notifier() {
        return notifier;
    }

    @Override
    public Reporter reporter() {
        return reporter;
    }

    private final class Socket implements AdvertisementSocket {
        @Override
        public void join(InetAddress group) {}

        @Override
        public @Nullable Datagram receive() {
            return received.poll();
        }

        @Override
        public long receivedAtNanos() {
            return nanos;
        }

        @Override
        public void send(byte[] payload, InetAddress source, InetAddress destination, int hopLimit) {
            if (!destination.isMulticastAddress()) {
                throw new ErrnoException("sendmsg", Errno.ENETUNREACH, "rehearsals go nowhere");
            }
            var sent = ((Decoded.Packet) VrrpCodec.decode(payload, source, destination)).advertisement();
            effects.add(new Effect.Sends(member(sent.vrid()), sent));
        }

        @Override
        public void close() {}
    }

    private static final class Unannounced implements Announcements {
        @Override
        public void prepare(Link link) {}

        @Override
        public void start(Announcement announcement, Listener listener) {
            listener.announced();
        }

        @Override
        public void stop(String instance) {}

        @Override
        public Optional<String> impediment() {
            return Optional.empty();
        }
    }
}
