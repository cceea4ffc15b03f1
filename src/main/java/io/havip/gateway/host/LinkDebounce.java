package io.havip.gateway.host;

import io.havip.gateway.settings.InterfaceDelays;
import io.havip.linux.Link;
import io.havip.vrrp.VirtualRouter;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which links count as usable, that is switched on and with a carrier: as the kernel says, or, where a change has to last for
 * a while first, as it was before that. All times are nanoseconds of one monotonic clock.
 */
final class LinkDebounce {
    private final Map<Integer, Counted> links = new HashMap<>();
    private Map<String, InterfaceDelays> delays = Map.of();
    private long deadlineNanos = VirtualRouter.NEVER;

    /**
     * @param usable as it counts
     * @param changedNanos since when the kernel says otherwise; {@link VirtualRouter#NEVER} if it does not
     */
    private record Counted(String name, boolean usable, long changedNanos) {
        Counted changed() {
            return new Counted(name, !usable, VirtualRouter.NEVER);
        }
    }

    /** Other delays from now on, for changes that do not yet count too. */
    void change(List<InterfaceDelays> changed) {
        delays = changed.stream().collect(Collectors.toMap(InterfaceDelays::interfaceName, Function.identity()));
        findDeadline();
    }

    /** These are all there are, and count as they are: what was before is not known. */
    void begin(Collection<Link> present) {
        links.clear();
        for (var link : present) {
            links.put(link.index(), new Counted(link.name(), usable(link), VirtualRouter.NEVER));
        }
        findDeadline();
    }

    /** A link that is new, or may have changed; a new one has been down until now. A change without a delay counts at once. */
    void observe(Link link, long nowNanos) {
        var former = links.getOrDefault(link.index(), new Counted(link.name(), false, VirtualRouter.NEVER));
        if (former.usable() == usable(link)) {
            links.put(link.index(), new Counted(link.name(), former.usable(), VirtualRouter.NEVER));
        } else if (former.changedNanos() == VirtualRouter.NEVER) {
            var waiting = new Counted(link.name(), former.usable(), nowNanos);
            links.put(link.index(), dueNanos(waiting) <= nowNanos ? waiting.changed() : waiting);
        }
        findDeadline();
    }

    /** The link is gone, which counts at once: there is nothing that could come back. */
    void forget(int index) {
        links.remove(index);
        findDeadline();
    }

    /** Those that are not among these are gone. */
    void retain(Collection<Integer> indexes) {
        links.keySet().retainAll(indexes);
        findDeadline();
    }

    boolean counts(Link link) {
        var counted = links.get(link.index());
        return counted != null && counted.usable();
    }

    /** When the next change will count; {@link VirtualRouter#NEVER} when none waits for that. */
    long deadlineNanos() {
        return deadlineNanos;
    }

    /** The changes that have lasted long enough count from now on. Returns whether there were any. */
    boolean settle(long nowNanos) {
        if (nowNanos < deadlineNanos) {
            return false;
        }
        links.replaceAll((_, counted) -> dueNanos(counted) <= nowNanos ? counted.changed() : counted);
        findDeadline();
        return true;
    }

    private void findDeadline() {
        deadlineNanos = VirtualRouter.NEVER;
        for (var counted : links.values()) {
            deadlineNanos = Math.min(deadlineNanos, dueNanos(counted));
        }
    }

    private long dueNanos(Counted counted) {
        if (counted.changedNanos() == VirtualRouter.NEVER) {
            return VirtualRouter.NEVER;
        }
        var delay = delays.get(counted.name());
        long delayNanos = delay == null ? 0 : counted.usable() ? delay.downNanos() : delay.upNanos();
        return counted.changedNanos() + delayNanos;
    }

    private static boolean usable(Link link) {
        return link.up() && link.running();
    }
}
