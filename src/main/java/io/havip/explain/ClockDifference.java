package io.havip.explain;

import io.havip.explain.RecordedPackets.Advertised;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far one node's clock is ahead of another's, by packets that both have recorded: none arrives before it was sent. So each packet
 * of the one says that the difference is at most so much, each of the other that it is at least so much.
 *
 * <p>Advertisements look alike. Which is which is known of those with which a router begins, after a silence too, or changes its priority; from those on
 * the others are known by their times.
 *
 * @param node whose clock is ahead, by a negative time where it is behind
 * @param than whose it is compared with
 * @param leastMicros empty where no packet of {@code node}'s was recorded by both
 * @param mostMicros empty where no packet of {@code than}'s was recorded by both
 * @param packets how many both have recorded
 */
public record ClockDifference(
        String node, String than, OptionalLong leastMicros, OptionalLong mostMicros, int packets) {
    /** Of the time between two that look alike: within it there is no doubt which is meant. */
    private static final int SPACING_PART = 4;

    private static final long SPACING_MICROS_MAX = 200_000;

    private record Kind(String source, int priority) {}

    /** A node's recording, and where it advertises from. */
    record Witness(String node, String source, RecordedPackets recording) {}

    /** Empty where nothing is known of it, or packets contradict each other. */
    static Optional<ClockDifference> of(Witness node, Witness than) {
        var begun = beginnings(node.recording());
        var crude = beginnings(than.recording()).entrySet().stream()
                .flatMap(
                        beginning -> Optional.ofNullable(begun.get(beginning.getKey()))
                                .map(micros -> micros - beginning.getValue())
                                .stream())
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
        long tolerance = Math.min(spacing(node.recording()), spacing(than.recording())) / SPACING_PART;
        if (crude.length == 0 || crude[crude.length - 1] - crude[0] > tolerance) {
            return Optional.empty();
        }
        var least = new ArrayList<Long>();
        var most = new ArrayList<Long>();
        for (var sent : node.recording().advertisements()) {
            than.recording()
                    .heard(sent.source(), sent.priority(), sent.atMicros() - crude[0], tolerance)
                    .ifPresent(other -> {
                        long difference = sent.atMicros() - other.atMicros();
                        if (sent.source().equals(node.source())) {
                            least.add(difference);
                        } else if (sent.source().equals(than.source())) {
                            most.add(difference);
                        }
                    });
        }
        var lower = least.stream().mapToLong(Long::longValue).max();
        var upper = most.stream().mapToLong(Long::longValue).min();
        boolean contradictory = lower.isPresent() && upper.isPresent() && lower.getAsLong() > upper.getAsLong();
        return contradictory || lower.isEmpty() && upper.isEmpty()
                ? Optional.empty()
                : Optional.of(new ClockDifference(node.node(), than.node(), lower, upper, least.size() + most.size()));
    }

    /** The first of each kind, of those that began while it was being recorded, and only once. */
    private static Map<Kind, Long> beginnings(RecordedPackets recording) {
        var last = new HashMap<String, Advertised>();
        var begun = new HashMap<Kind, Long>();
        var ambiguous = new HashSet<Kind>();
        for (var sent : recording.advertisements()) {
            var former = last.put(sent.source(), sent);
            var before = former == null ? recording.advertisements().getFirst() : former;
            // Who was silent for that long begins anew.
            boolean known = sent.atMicros() - before.atMicros() > 2 * sent.intervalMicros()
                    || former != null && former.priority() != sent.priority();
            if (!known) {
                continue;
            }
            var kind = new Kind(sent.source(), sent.priority());
            if (begun.put(kind, sent.atMicros()) != null) {
                ambiguous.add(kind);
            }
        }
        begun.keySet().removeAll(ambiguous);
        return begun;
    }

    /** Between two that look alike, the least. */
    private static long spacing(RecordedPackets recording) {
        var last = new HashMap<Kind, Advertised>();
        long least = SPACING_MICROS_MAX;
        for (var sent : recording.advertisements()) {
            var former = last.put(new Kind(sent.source(), sent.priority()), sent);
            if (former != null) {
                least = Math.min(least, Math.max(0, sent.atMicros() - former.atMicros()));
            }
        }
        return least;
    }

    /** The estimate, halfway between the two; empty where only one is known. */
    public OptionalLong estimateMicros() {
        return leastMicros.isPresent() && mostMicros.isPresent()
                ? OptionalLong.of((leastMicros.getAsLong() + mostMicros.getAsLong()) / 2)
                : OptionalLong.empty();
    }

    /** Whether it is certainly more than what transitions of one move may be apart. */
    public boolean exceedsPairing() {
        return leastMicros.orElse(Long.MIN_VALUE) > Story.TOGETHER_MICROS
                || mostMicros.orElse(Long.MAX_VALUE) < -Story.TOGETHER_MICROS;
    }

    /** By how much the estimate may be wrong, either way; empty where there is none. */
    public OptionalLong errorMicros() {
        return leastMicros.isPresent() && mostMicros.isPresent()
                ? OptionalLong.of(Math.ceilDiv(mostMicros.getAsLong() - leastMicros.getAsLong(), 2))
                : OptionalLong.empty();
    }
}
