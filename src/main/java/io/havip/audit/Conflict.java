package io.havip.audit;

import io.havip.audit.SeenTenure.End;
import io.havip.vrrp.Version;
import io.havip.wire.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Two that are active at a time. */
final class Conflict {
    private final Tenancy earlier;
    private final Tenancy later;
    /** The first advertisement of the earlier one that the later one should have heard. */
    private Optional<Heard> answer = Optional.empty();

    Conflict(Tenancy one, Tenancy other) {
        boolean inOrder = one.first().at() <= other.first().at();
        earlier = inOrder ? one : other;
        later = inOrder ? other : one;
        if (earlier.last().at() > later.first().at()) {
            answer = Optional.of(earlier.last());
        }
    }

    boolean between(Tenancy one, Tenancy other) {
        return earlier == one && later == other || earlier == other && later == one;
    }

    boolean involves(Tenancy tenancy) {
        return earlier == tenancy || later == tenancy;
    }

    Tenancy otherThan(Tenancy tenancy) {
        return earlier == tenancy ? later : earlier;
    }

    void hears(Tenancy tenancy, Heard heard) {
        if (tenancy == earlier && answer.isEmpty()) {
            answer = Optional.of(heard);
        }
    }

    /** Whether both were active at all: else the earlier one was gone when the later one came. */
    boolean overlaps() {
        return answer.isPresent();
    }

    /** The packets between which both were active. */
    List<PacketRef> packets() {
        var until = earlier.last().at() < later.last().at() ? earlier.last() : later.last();
        var to = until.at() > later.first().at() ? until : answer.orElse(until);
        return List.of(later.first().packet(), to.packet());
    }

    /** @param how that which ends it ended */
    String sentence(End how) {
        var packets = packets();
        long nanos = packets.getLast().atEpochNanos() - packets.getFirst().atEpochNanos();
        var loser = later.active() ? earlier : later;
        var differences = differences();
        return "%s and %s were both active for %s%s: %s"
                .formatted(
                        name(earlier),
                        name(later),
                        Span.text(nanos),
                        how == End.CAPTURE_ENDED ? ", when the capture ended" : "",
                        differences.isEmpty()
                                ? IpAddress.text(loser.first().source())
                                        + " should have given way (RFC 9568 section 6.4.3), and seems not to hear the"
                                        + " other"
                                : "they differ in " + String.join(", ", differences)
                                        + ", and may discard what the other one says");
    }

    private static String name(Tenancy tenancy) {
        return "%s (priority %d)"
                .formatted(
                        IpAddress.text(tenancy.first().source()),
                        tenancy.last().advertisement().priority());
    }

    /** For which routers discard an advertisement. */
    private List<String> differences() {
        var differences = new ArrayList<String>();
        var one = earlier.last();
        var other = later.last();
        var ours = one.advertisement();
        var theirs = other.advertisement();
        if (ours.version() != theirs.version()) {
            differences.add("their versions");
        } else if (ours.version() == Version.V2 && ours.intervalNanos() != theirs.intervalNanos()) {
            differences.add("their intervals");
        }
        if (!ours.addresses().equals(theirs.addresses())) {
            differences.add("their addresses (unless these are two networks that were captured together)");
        }
        if (!one.authentication().equals(other.authentication())) {
            differences.add("their passwords");
        }
        if (one.destination().isMulticastAddress() != other.destination().isMulticastAddress()) {
            differences.add("multicast and unicast");
        }
        return differences;
    }
}
