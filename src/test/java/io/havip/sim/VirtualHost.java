package io.havip.sim;

import io.havip.announce.Announcements;
import io.havip.announce.Traffic;
import io.havip.gateway.host.Host;
import io.havip.linux.AdvertisementSocket;
import io.havip.linux.Datagram;
import io.havip.linux.Errno;
import io.havip.linux.ErrnoException;
import io.havip.linux.FrameSocket;
import io.havip.linux.KernelNetwork;
import io.havip.linux.NetlinkEvent;
import io.havip.linux.Workers;
import io.havip.observe.Finding;
import io.havip.observe.TransitionReport;
import io.havip.observe.VirtualRouterMeters;
import io.havip.observe.journal.Entry;
import io.havip.observe.journal.Reporter;
import io.havip.programs.Notifier;
import io.havip.testing.UnseenTraffic;
import io.havip.vrrp.Family;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A host for one run of a node's agent: virtual are its clock, its kernel, its network and those who are told. */
final class VirtualHost implements Host {
    static final String INTERFACE = "eth0";

    static final long EPOCH_MILLIS = 1_700_000_000_000L;
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final Node node;
    private final Witness witness;
    private final Timeline timeline;
    private final VirtualKernel kernel;
    private final Network network;
    private final Notifier notifier = new Notifier(_ -> {}, () -> {}, new Workers(this, (_, _) -> {}));
    private final Announcements announcer;
    private final Diary diary = new Diary();
    private long deadlineNanos = Long.MAX_VALUE;

    /** @param witness told of what the agent does */
    VirtualHost(Node node, World world, Witness witness) {
        this.node = node;
        this.witness = witness;
        this.timeline = world.timeline();
        this.kernel = node.machine().kernel();
        this.network = world.network();
        this.announcer = new VirtualAnnouncer(world.timeline(), node.workforce(), witness, new Frames());
        kernel.open(this::wake);
    }

    /** The agent has been killed, or has ended by itself. */
    void end() {
        kernel.closeAll();
    }

    /** What the agent waits for. */
    long deadlineNanos() {
        return deadlineNanos;
    }

    @Override
    public long nanos() {
        return node.localNanos();
    }

    @Override
    public long epochMillis() {
        return EPOCH_MILLIS
                + timeline.nowNanos() / NANOS_PER_MILLI
                + node.machine().clockAheadMillis();
    }

    /** The simulation runs the next cycle when something has come, or the time. */
    @Override
    public void await(long untilNanos, boolean punctually) {
        deadlineNanos = untilNanos;
    }

    /** The agent is told of all that has come, always. */
    @Override
    public void look() {}

    @Override
    public void wake() {
        node.wakeSoon();
    }

    @Override
    public void notifications(Consumer<NetlinkEvent> reader) {
        kernel.notifications(reader);
    }

    @Override
    public KernelNetwork network() {
        return kernel;
    }

    @Override
    public AdvertisementSocket listen(Family family, int interfaceIndex) {
        kernel.listen(interfaceIndex);
        return new Socket();
    }

    @Override
    public AdvertisementSocket sender(Family family, int interfaceIndex) {
        kernel.senders().meet();
        return new Sender();
    }

    @Override
    public Optional<Runnable> claim(String name) {
        return Optional.of(() -> {});
    }

    @Override
    public Announcements announcements() {
        return announcer;
    }

    /** There are no clients. */
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
        return diary;
    }

    /** What first announcements are sent by. */
    private final class Frames implements FrameSocket {
        @Override
        public void send(int interfaceIndex, byte[] frame) {
            kernel.checkFrame(interfaceIndex);
        }

        @Override
        public void close() {}
    }

    /** What sends alone. */
    private class Sender implements AdvertisementSocket {
        @Override
        public void join(InetAddress group) {}

        @Override
        public @Nullable Datagram receive() {
            return null;
        }

        @Override
        public long receivedAtNanos() {
            throw new IllegalStateException("never receives");
        }

        @Override
        public void send(byte[] payload, InetAddress source, InetAddress destination, int hopLimit) {
            if (!destination.isMulticastAddress()) {
                throw new ErrnoException("sendmsg", Errno.ENETUNREACH, "nobody is there");
            }
            var sent = Sent.of(network.nextNumber(), true, payload, source, destination, hopLimit);
            witness.sends(sent);
            network.send(node, sent, kernel.waitedNanos());
        }

        @Override
        public void close() {}
    }

    private final class Socket extends Sender {
        private long receivedAtNanos;

        @Override
        public void join(InetAddress group) {
            kernel.join(group);
        }

        @Override
        public @Nullable Datagram receive() {
            var arrived = kernel.read();
            if (arrived == null) {
                return null;
            }
            witness.hears(arrived);
            receivedAtNanos = arrived.atNanos();
            return arrived.sent().datagram();
        }

        @Override
        public long receivedAtNanos() {
            return receivedAtNanos;
        }

        @Override
        public void close() {
            kernel.close();
        }
    }

    private final class Diary implements Reporter {
        @Override
        public void transition(VirtualRouterMeters meters, TransitionReport report) {
            witness.moves(report);
        }

        @Override
        public void firstTraffic(
                VirtualRouterMeters meters, TransitionReport report, InetAddress address, long sinceDecisionNanos) {
            throw new IllegalStateException("nobody sends any");
        }

        @Override
        public void findings(VirtualRouterMeters meters, List<Finding> former, List<Finding> present) {
            witness.finds(meters.identity().instance(), present);
        }

        @Override
        public void record(Entry entry) {
            if (entry instanceof Entry.Conflict(var router, var _, int _)) {
                witness.contests(router.instance());
            }
        }

        @Override
        public void warn(String message) {
            witness.warns(message);
        }
    }
}
