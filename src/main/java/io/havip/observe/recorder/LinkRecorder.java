package io.havip.observe.recorder;

import io.havip.announce.NeighbourFilter;
import io.havip.linux.LastingCapture;
import io.havip.linux.LinkLayer.Extent;
import io.havip.linux.Workers;
import io.havip.wire.FrameSubject;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What passes one interface, into the rings of the virtual routers that it is about. A flood costs no more than its pace: what is beyond
 * that the kernel drops, and counts; one of ARP is no other's loss.
 */
final class LinkRecorder implements AutoCloseable {
    /** What an interface has beside its routers', in frames a second. */
    private static final int PACE_BASE = 1_000;
    /** Of each: two that advertise every 40 ms, or every tenth of that while a pair quarrels. */
    private static final int PACE_EACH = 64;

    private final String interfaceName;
    private final Plan plan;
    private final UnaryOperator<byte[]> mask;
    private final Workers workers;
    private final List<LastingCapture> captures;
    private long lost;

    /** Which ring is whose. */
    record Plan(Map<FrameSubject.Router, PacketRing> routers, Map<InetAddress, PacketRing> addresses) {
        Plan {
            routers = Map.copyOf(routers);
            addresses = Map.copyOf(addresses);
        }
    }

    /** @param mask what is kept of a frame */
    LinkRecorder(String interfaceName, Plan plan, UnaryOperator<byte[]> mask, Workers workers) {
        this.interfaceName = interfaceName;
        this.plan = plan;
        this.mask = mask;
        this.workers = workers;
        this.captures = Stream.of(
                        capture(
                                plan.routers().size(),
                                RecorderFilter.advertisements(plan.routers().keySet())),
                        capture(
                                plan.addresses().size(),
                                NeighbourFilter.all(plan.addresses().keySet())))
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<LastingCapture> capture(int subjects, String filter) {
        if (subjects == 0) {
            return Optional.empty();
        }
        var pace = new Pace(PACE_BASE + subjects * PACE_EACH, workers.clock());
        return Optional.of(new LastingCapture(
                interfaceName,
                filter,
                Extent.WHOLE_IN_BATCHES,
                (frame, atEpochNanos) -> {
                    pace.await();
                    keep(frame, atEpochNanos);
                },
                workers));
    }

    Plan plan() {
        return plan;
    }

    private void keep(byte[] frame, long atEpochNanos) {
        var subject = FrameSubject.of(frame);
        if (subject.isEmpty()) {
            return;
        }
        var packet = new RecordedPacket(interfaceName, atEpochNanos, mask.apply(frame));
        switch (subject.get()) {
            case FrameSubject.Router router ->
                Optional.ofNullable(plan.routers().get(router)).ifPresent(ring -> ring.addAdvertisement(packet));
            case FrameSubject.Neighbour(var _, var sender, var target) ->
                Stream.of(sender, target)
                        .map(plan.addresses()::get)
                        .flatMap(Stream::ofNullable)
                        .distinct()
                        .forEach(ring -> ring.addNeighbour(packet));
        }
    }

    /** Sees to it that it records. Returns why it does not, in words; empty where it does. */
    Optional<String> look() {
        return captures.stream()
                .map(LastingCapture::look)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** How many frames the kernel had no room for since this was asked before. */
    long newlyLost() {
        long formerly = lost;
        lost = captures.stream().mapToLong(LastingCapture::lost).sum();
        return lost - formerly;
    }

    @Override
    public void close() {
        captures.forEach(LastingCapture::close);
    }
}
