package io.havip.observe;

import io.havip.health.Verdict;
import io.havip.vrrp.Version;
import io.havip.vrrp.Wait;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a virtual router knew when it moved.
 *
 * @param own how it was itself
 * @param former the router before: whom it followed, and what had been found wrong
 * @param priority its effective priority from then on, 1..255
 * @param heard who had advertised, as far as it is remembered; in no order
 * @param faults what was wrong with it: the thing's name and what is wrong with it
 * @param verdicts the last one of each tracker that it follows and that has spoken
 * @param loopLatenessNanos how far past its deadline the loop had woken up
 */
public record Circumstances(
        Own own,
        InstanceStatus former,
        int priority,
        List<Heard> heard,
        Map<String, String> faults,
        List<Verdict> verdicts,
        long loopLatenessNanos) {
    public Circumstances {
        heard = List.copyOf(heard);
        verdicts = List.copyOf(verdicts);
        faults = Map.copyOf(faults);
    }

    /**
     * The router itself.
     *
     * @param source the address that it advertises from; empty where it has none
     * @param waited what it waited for as a Backup that has become Active; what it waits for from then on as one that has become a
     *     Backup
     */
    public record Own(Version version, Optional<InetAddress> source, Optional<Wait> waited) {}

    /**
     * A router as it was heard last.
     *
     * @param priority 0 for a release
     * @param atNanos when, on the monotonic clock: the kernel's receive time
     */
    public record Heard(InetAddress address, int priority, long atNanos) {}
}
