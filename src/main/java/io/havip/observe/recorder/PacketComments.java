package io.havip.observe.recorder;

import static io.havip.vrrp.State.ACTIVE;

import io.havip.observe.TransitionReport;
import io.havip.wire.AddressClaim;
import io.havip.wire.CapturedFrame;
import io.havip.wire.Dissector;
import io.havip.wire.Dissector.Dissection;
import io.havip.wire.IpAddress;
import io.havip.wire.VrrpCodec.Decoded;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What stands beside a transition's packets: which one decided, and which were the first after the decision. */
final class PacketComments {
    /** How those at the packet that decided begin. */
    static final String DECIDED = "decided: ";

    /** Between the evidence and its packet there is what two readings of two clocks differ by. */
    private static final long SAME_NANOS = 20_000_000L;

    private static final int ETHERNET = 1;

    private final RecordedMove move;
    private final TransitionReport report;
    private final List<Seen> seen = new ArrayList<>();
    private final Map<RecordedPacket, String> comments = new HashMap<>();

    /** @param ours whether this host has sent it, if it is an advertisement */
    private record Seen(RecordedPacket packet, Dissection what, boolean ours) {}

    private PacketComments(RecordedMove move, List<RecordedPacket> packets, Set<InetAddress> own) {
        this.move = move;
        this.report = move.report();
        for (var packet : packets) {
            var what = Dissector.dissect(new CapturedFrame(
                    0,
                    packet.interfaceName(),
                    ETHERNET,
                    packet.atEpochNanos(),
                    packet.bytes().length,
                    packet.bytes(),
                    ""));
            seen.add(new Seen(packet, what, what instanceof Dissection.Vrrp vrrp && own.contains(vrrp.source())));
        }
    }

    /**
     * Few have one.
     *
     * @param packets of the router that has moved, as they were recorded
     * @param own addresses of this host
     */
    static Map<RecordedPacket, String> of(RecordedMove move, List<RecordedPacket> packets, Set<InetAddress> own) {
        var comments = new PacketComments(move, packets, own);
        comments.commentDecision();
        comments.commentAdvertisement(true, "our first advertisement");
        comments.commentAdvertisement(false, "the first advertisement of another router");
        comments.commentAnnouncements();
        return comments.comments;
    }

    private void commentDecision() {
        Optional<Seen> decisive = Optional.empty();
        long nearestNanos = SAME_NANOS;
        for (var each : seen) {
            long nanos = Math.abs(each.packet().atEpochNanos() - move.evidenceAtEpochNanos());
            if (!each.ours() && nanos < nearestNanos && priority(each).isPresent()) {
                nearestNanos = nanos;
                decisive = Optional.of(each);
            }
        }
        decisive.ifPresent(each -> meaning(each, priority(each).orElseThrow())
                .ifPresent(meaning -> comments.put(each.packet(), DECIDED + meaning)));
    }

    /** Empty where no packet decides. */
    private Optional<String> meaning(Seen packet, int priority) {
        var from = IpAddress.text(((Dissection.Vrrp) packet.what()).source());
        int ours = report.circumstances().priority();
        return switch (report.cause()) {
            case ACTIVE_DOWN, LAST_RESORT ->
                Optional.of("the last that was heard of %s (priority %d), %s before it was taken for gone"
                        .formatted(from, priority, milliseconds(-sinceDecisionNanos(packet))));
            case RELEASE_HEARD -> Optional.of(from + " releases the role");
            case PREEMPTION -> Optional.of("%s has priority %d, less than our %d".formatted(from, priority, ours));
            case BETTER_HEARD ->
                Optional.of("%s has priority %d%s"
                        .formatted(
                                from,
                                priority,
                                priority > ours ? ", more than our " + ours : ", as we have, and the greater address"));
            case UNHEARD ->
                Optional.of("%s goes on with priority %d, and so does not hear ours".formatted(from, priority));
            case STARTUP, FAULT, RECOVERY, LAST_RESORT_RETRY, STALL, GROUP, SEND_REFUSED, SHUTDOWN -> Optional.empty();
        };
    }

    private void commentAdvertisement(boolean ours, String what) {
        seen.stream()
                .filter(each ->
                        each.ours() == ours && after(each) && priority(each).isPresent())
                .findFirst()
                .ifPresent(each -> comment(
                        each, what + " after the decision" + (priority(each).orElseThrow() == 0 ? ", a release" : "")));
    }

    private void commentAnnouncements() {
        if (report.to() != ACTIVE) {
            return;
        }
        var announced = new HashMap<InetAddress, Seen>();
        seen.stream()
                .filter(this::after)
                .forEach(each -> claim(each).ifPresent(claim -> announced.putIfAbsent(claim.address(), each)));
        announced.forEach((address, first) ->
                comment(first, "the first announcement of " + IpAddress.text(address) + " after the decision"));
    }

    private static Optional<AddressClaim> claim(Seen each) {
        return each.what() instanceof Dissection.Neighbour neighbour
                ? neighbour.claim().filter(AddressClaim::unasked)
                : Optional.empty();
    }

    private void comment(Seen each, String what) {
        comments.putIfAbsent(each.packet(), what + ", " + milliseconds(sinceDecisionNanos(each)) + " later");
    }

    private boolean after(Seen each) {
        return sinceDecisionNanos(each) >= 0;
    }

    private long sinceDecisionNanos(Seen each) {
        return each.packet().atEpochNanos() - move.decidedAtEpochNanos();
    }

    private static Optional<Integer> priority(Seen each) {
        return each.what() instanceof Dissection.Vrrp vrrp && vrrp.decoded() instanceof Decoded.Packet packet
                ? Optional.of(packet.advertisement().priority())
                : Optional.empty();
    }

    private static String milliseconds(long nanos) {
        return String.format(Locale.ROOT, "%.3f ms", nanos / 1e6);
    }
}
