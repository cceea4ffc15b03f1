package io.havip.observe;

import java.net.InetAddress;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Since when a virtual router's state has been as it is, part by part, in milliseconds of the clock of the day since 1970. What goes and
 * comes back begins anew; another sentence about the same does not.
 *
 * @param faults by the things' names
 * @param heldBack empty where it is not held back
 */
public record Since(
        Map<InetAddress, Long> bound,
        Map<String, Long> faults,
        Optional<Long> heldBack,
        Map<Finding.Kind, Long> findings) {
    /** Nothing has been anyhow yet. */
    public static final Since NOTHING = new Since(Map.of(), Map.of(), Optional.empty(), Map.of());

    public Since {
        bound = Map.copyOf(bound);
        faults = Map.copyOf(faults);
        findings = Map.copyOf(findings);
    }

    /** What is so from this moment on, or was already. */
    public Since then(
            Collection<InetAddress> addresses,
            Collection<String> faulty,
            boolean held,
            Collection<Finding> found,
            long epochMillis) {
        return new Since(
                kept(addresses, bound, epochMillis),
                kept(faulty, faults, epochMillis),
                held ? heldBack.or(() -> Optional.of(epochMillis)) : Optional.empty(),
                kept(found.stream().map(Finding::kind).toList(), findings, epochMillis));
    }

    private static <K> Map<K, Long> kept(Collection<K> present, Map<K, Long> former, long epochMillis) {
        return present.stream()
                .distinct()
                .collect(Collectors.toMap(Function.identity(), each -> former.getOrDefault(each, epochMillis)));
    }
}
