package io.havip.gateway.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.havip.announce.Announcement;
import io.havip.announce.Announcements;
import io.havip.announce.Traffic;
import io.havip.gateway.host.Host;
import io.havip.gateway.settings.Instances;
import io.havip.gateway.settings.InterfaceSettings;
import io.havip.linux.AdvertisementSocket;
import io.havip.linux.Datagram;
import io.havip.linux.InterfaceAddress;
import io.havip.linux.KernelNetwork;
import io.havip.linux.Link;
import io.havip.linux.NetlinkEvent;
import io.havip.linux.Workers;
import io.havip.observe.Finding;
import io.havip.observe.Finding.Kind;
import io.havip.observe.Meters;
import io.havip.observe.TransitionReport;
import io.havip.observe.VirtualRouterMeters;
import io.havip.observe.journal.Entry;
import io.havip.observe.journal.Reporter;
import io.havip.programs.Notifier;
import io.havip.testing.UnseenTraffic;
import io.havip.vrrp.Authentication;
import io.havip.vrrp.Family;
import io.havip.vrrp.State;
import io.havip.wire.ChecksumForm;
import io.havip.wire.MacAddress;
import io.havip.wire.VrrpCodec;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the loop allocates for an advertisement that says the same as the one before: it comes at each interval, for years. */
class RepeatedAdvertisementTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final InetAddress LOCAL = InetAddress.ofLiteral("10.77.0.1");
    private static final InetAddress PEER = InetAddress.ofLiteral("10.77.0.2");
    private static final Link LINK =
            new Link(2, Instances.INTERFACE, true, true, Optional.of(new MacAddress(0x02_00_00_00_00_01L)), 1500);
    private static final int PACKETS = 10_000;
    private static final long PACE_NANOS = 1_000;
    /** The event, and the way through its actions, of which there are none. */
    private static final long BYTES_MAX = 2 * 32;

    private static final long NOTE_BYTES = 24;
    private static final int MINUTE_SECONDS = 60;
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final Instances own = Instances.withPriority(100);
    private final Wire wire = new Wire();
    private final QuietHost host = new QuietHost();
    private final Meters meters = new Meters(host, false);
    private final Mailbox mailbox = new Mailbox(meters.loop(), host::wake);
    private final ProtocolLoop loop = new ProtocolLoop(host, mailbox, meters, () -> {});

    @Test
    void aBackupsCostNothing() {
        start(own);
        wire.says(own, 150);
        loop.cycle();
        assertThat(state()).isEqualTo(State.BACKUP);

        assertThat(bytesForEach()).isLessThanOrEqualTo(BYTES_MAX);
        assertThat(state()).isEqualTo(State.BACKUP);
    }

    @Test
    void whatIsWrongWithItIsNotedAnewAndNotWordedAnew() {
        start(own);
        wire.says(own.interval(2 * Instances.INTERVAL_NANOS), 150);
        loop.cycle();

        assertThat(bytesForEach()).isLessThanOrEqualTo(BYTES_MAX + NOTE_BYTES);
        hear(MINUTE_SECONDS, SECOND_NANOS);
        assertThat(loop.instances().getFirst().status().findings())
                .extracting(Finding::kind)
                .containsExactly(Kind.INTERVAL);
    }

    @Test
    void aStrangersCostNothing() {
        start(own);
        wire.says(own, 150);
        wire.said.payload()[1]++;
        wire.said.payload()[7]--;

        assertThat(bytesForEach()).isLessThanOrEqualTo(BYTES_MAX);
    }

    @Test
    void whyItIsRefusedIsNotWordedAnew() {
        start(own);
        wire.says(own.version2(1, new Authentication.None()), 150);

        assertThat(bytesForEach()).isLessThanOrEqualTo(BYTES_MAX + NOTE_BYTES);
        hear(MINUTE_SECONDS, SECOND_NANOS);
        assertThat(loop.instances().getFirst().status().findings())
                .extracting(Finding::kind)
                .containsExactly(Kind.VERSION);
    }

    @Test
    void norWhyItIsNone() {
        start(own);
        wire.says(own, 150);
        wire.said.payload()[6]++;

        assertThat(bytesForEach()).isLessThanOrEqualTo(BYTES_MAX + NOTE_BYTES);
        hear(MINUTE_SECONDS, SECOND_NANOS);
        assertThat(loop.instances().getFirst().status().findings())
                .extracting(Finding::kind)
                .containsExactly(Kind.CHECKSUM);
    }

    /** A wait that takes the processor is for what is rare. */
    @Test
    void onlyATakeoverIsWaitedForPunctually() {
        start(own);
        wire.says(own, 150);
        loop.cycle();
        boolean takesOver = false;
        while (state() == State.BACKUP) {
            takesOver = host.awaitedPunctually;
            host.nanos = host.awaitedNanos;
            loop.cycle();
        }
        assertThat(takesOver).isTrue();

        for (int cycle = 0; cycle < 20; cycle++) {
            assertThat(host.awaitedPunctually).isFalse();
            host.nanos = host.awaitedNanos;
            loop.cycle();
        }
    }

    private void start(Instances instances) {
        loop.begin();
        var routers = loop.virtualRouters(meters);
        mailbox.put(
                new Mail.Reconfigure(routers.change(List.of(instances.settings()), InterfaceSettings.NONE, () -> {})));
        while (!mailbox.isEmpty() || loop.instances().isEmpty() || state() == State.INITIALIZE) {
            host.nanos += PACE_NANOS;
            loop.cycle();
        }
    }

    private State state() {
        return loop.instances().getFirst().status().role().state();
    }

    /** Once the code has been compiled, and whatever is made once has been made. */
    private long bytesForEach() {
        hear(PACKETS, PACE_NANOS);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        hear(PACKETS, PACE_NANOS);
        return (THREADS.getCurrentThreadAllocatedBytes() - before) / PACKETS;
    }

    private void hear(int packets, long paceNanos) {
        for (int packet = 0; packet < packets; packet++) {
            host.nanos += paceNanos;
            wire.waiting = true;
            loop.cycle();
        }
    }

    /** One packet at a time, always the same. */
    private final class Wire implements AdvertisementSocket {
        private Datagram said = new Datagram(new byte[0], PEER, LOCAL, 0);
        private boolean waiting;

        void says(Instances sender, int priority) {
            byte[] bytes = VrrpCodec.encode(
                    sender.settings().router().advertisement(priority),
                    new Authentication.None(),
                    0,
                    ChecksumForm.PSEUDO_HEADER,
                    PEER,
                    Family.IPV4.multicastGroup());
            said = new Datagram(bytes, PEER, Family.IPV4.multicastGroup(), 255);
            waiting = true;
        }

        @Override
        public void join(InetAddress group) {}

        @Override
        public @Nullable Datagram receive() {
            if (!waiting) {
                return null;
            }
            waiting = false;
            return said;
        }

        @Override
        public long receivedAtNanos() {
            return host.nanos;
        }

        @Override
        public void send(byte[] payload, InetAddress source, InetAddress destination, int hopLimit) {}

        @Override
        public void close() {}
    }

    /** One that allocates nothing itself. */
    private final class QuietHost implements Host, Announcements, Reporter {
        private final KernelNetwork network = (KernelNetwork) Proxy.newProxyInstance(
                KernelNetwork.class.getClassLoader(),
                new Class<?>[] {KernelNetwork.class},
                (_, method, _) -> switch (method.getName()) {
                    case "links" -> List.of(LINK);
                    case "addresses" ->
                        List.of(new InterfaceAddress(
                                LINK.index(), LOCAL, 24, Optional.empty(), 0, 0x80, InterfaceAddress.FOREVER));
                    case "memberships" -> Optional.empty();
                    case "deleteAddress" -> true;
                    default -> null;
                });
        private final Notifier notifier = new Notifier(_ -> {}, () -> {}, new Workers(this, (_, _) -> {}));
        private long nanos = 1_000_000_000L;
        private long awaitedNanos;
        private boolean awaitedPunctually;

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public long epochMillis() {
            return 1_700_000_000_000L;
        }

        @Override
        public void await(long deadlineNanos, boolean punctually) {
            awaitedNanos = deadlineNanos;
            awaitedPunctually = punctually;
        }

        @Override
        public void look() {}

        @Override
        public void wake() {}

        @Override
        public void notifications(Consumer<NetlinkEvent> reader) {}

        @Override
        public KernelNetwork network() {
            return network;
        }

        @Override
        public AdvertisementSocket listen(Family family, int interfaceIndex) {
            return wire;
        }

        @Override
        public AdvertisementSocket sender(Family family, int interfaceIndex) {
            return wire;
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
            return new UnseenTraffic();
        }

        @Override
        public Notifier notifier() {
            return notifier;
        }

        @Override
        public Reporter reporter() {
            return this;
        }

        @Override
        public void prepare(Link link) {}

        @Override
        public Optional<String> impediment() {
            return Optional.empty();
        }

        @Override
        public void start(Announcement announcement, Listener listener) {
            listener.announced();
        }

        @Override
        public void stop(String instance) {}

        @Override
        public void firstTraffic(
                VirtualRouterMeters meters, TransitionReport report, InetAddress address, long sinceDecisionNanos) {}

        @Override
        public void transition(VirtualRouterMeters router, TransitionReport report) {}

        @Override
        public void findings(VirtualRouterMeters router, List<Finding> former, List<Finding> present) {}

        @Override
        public void record(Entry entry) {}

        @Override
        public void warn(String message) {}
    }
}
