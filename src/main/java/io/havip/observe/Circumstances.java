package io.havip.observe;

import io.havip.health.Verdict;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;

/**
 * What a virtual router knew when it moved.
 *
 * @param former the router before: whom it followed, and what had been found wrong
 * @param priority its effective priority from then on, 1..255
 * @param heard who had advertised, as far as it is remembered; in no order
 * @param faults what was wrong with it: the thing's name and what is wrong with it
 * @param verdicts the last one of each tracker that it follows and that has spoken
 * @param loopLatenessNanos how far past its deadline the loop had woken up
 */
public record Circumstances(
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
     * A router as it was heard last.
     *
     * @param priority 0 for a release
     * @param atNanos when, on the monotonic clock: the kernel's receive time
     */
    public record Heard(InetAddress address, int priority, long atNanos) {}
}
