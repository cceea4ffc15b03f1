package io.havip.explain;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Something that an explanation says, and where that is from.
 *
 * @param atMicros when it was so, since 1970, by the clock of its node; empty for what has no moment
 * @param entries numbers in the node's journal
 * @param packets numbers in what the node recorded at its transition, as Wireshark shows them
 */
public record Clause(OptionalLong atMicros, Fact fact, List<Long> entries, List<Long> packets) {
    public Clause {
        entries = List.copyOf(entries);
        packets = List.copyOf(packets);
    }

    static Clause at(long atMicros, Fact fact, Logged... entries) {
        return new Clause(OptionalLong.of(atMicros), fact, numbers(entries), List.of());
    }

    static Clause always(Fact fact, Logged... entries) {
        return new Clause(OptionalLong.empty(), fact, numbers(entries), List.of());
    }

    private static List<Long> numbers(Logged... entries) {
        return List.of(entries).stream().map(Logged::number).toList();
    }

    Clause seenIn(long packet) {
        return new Clause(atMicros, fact, entries, List.of(packet));
    }

    /** @param node which has that address, where that is known */
    public record Router(String address, Optional<String> node, OptionalInt priority) {
        /** Its address, and its node's name. */
        String text() {
            return address + node.map(name -> " (" + name + ")").orElse("");
        }
    }

    /** What is said, in numbers. Microseconds throughout. */
    public sealed interface Fact {
        /** Who had the role before, as this node saw it; empty for itself. */
        record Holder(Optional<Router> router) implements Fact {}

        /** The advertisement that was heard last before the decision; with priority 0 a release. */
        record Heard(Router router, long beforeDecisionMicros) implements Fact {}

        /** None but lower priorities were heard from then on, until the decision. */
        record LowerHeard(Router last, long beforeDecisionMicros, long preemptDelayMicros) implements Fact {}

        /** Something kept it from the role. */
        record Fault(String of, String reason) implements Fact {}

        /** A tracker that counts against its priority said so. */
        record Ailing(String tracker, String reason) implements Fact {}

        /** Its priority was not the configured one. */
        record Priority(long configured, long effective) implements Fact {}

        /** What is to be done in such a case, and the protocol's own time for it where it has one. */
        record Rule(Precept precept, Optional<Timer> timer, OptionalLong version) implements Fact {}

        /**
         * The decision.
         *
         * @param detectionMicros since the evidence
         * @param afterDueMicros since the moment when the protocol's timer was due, where it had one
         * @param latenessMicros how far past its deadline the loop woke up
         */
        record Decided(
                String from,
                String to,
                String cause,
                OptionalLong detectionMicros,
                OptionalLong afterDueMicros,
                long latenessMicros)
                implements Fact {}

        /** What was done then: each step's duration, one after the other. */
        record Done(boolean takes, OptionalLong advertiseMicros, OptionalLong bindMicros, OptionalLong announceMicros)
                implements Fact {}

        /** Whether a takeover took as long as it may. */
        record Bound(long wholeMicros, long boundMicros, boolean within) implements Fact {}

        /** When the network followed; empty where the journal names no traffic. */
        record Traffic(Optional<String> address, long sinceDecisionMicros) implements Fact {}

        /**
         * Another entry of the journal.
         *
         * @param toldAfterMicros how much later than it was seen the entry was written: of trackers
         */
        record Beside(String kind, String sentence, long count, long toldAfterMicros) implements Fact {}

        /**
         * The configuration that was in force.
         *
         * @param former which was in force until an entry shortly before, if another one was
         */
        record Configuration(String hash, Optional<String> former) implements Fact {}

        /** A packet that was recorded. */
        record Seen(What what, String of, long sinceDecisionMicros, int count) implements Fact {}

        /** Of a node that did not move: the state that it had last told of, since when. */
        record Stayed(String state) implements Fact {}

        /** The journal says nothing at that time: its last entry was earlier. */
        record Silent() implements Fact {}

        /** It was started again, and the run before had ended in order or not. */
        record Restarted(Optional<Boolean> formerEnded) implements Fact {}
    }

    /** What a recorded packet was. */
    public enum What {
        /** An advertisement of its own, the first after the decision. */
        ADVERTISED,
        /** A release, its own. */
        RELEASED,
        /** A gratuitous ARP or unsolicited neighbour advertisement of its own. */
        ANNOUNCED,
        /** Somebody else claims a virtual address. */
        CLAIMED,
        /** Somebody else advertises, the first time after the decision. */
        OTHER_ADVERTISED
    }

    /**
     * The protocol's own time for it.
     *
     * @param intervals how many advertisement intervals the Active_Down_Interval has
     * @param waitMicros from the timer's last setting, or a release, until it was due
     */
    public record Timer(long intervals, long intervalMicros, long skewMicros, long activeDownMicros, long waitMicros) {}
}
