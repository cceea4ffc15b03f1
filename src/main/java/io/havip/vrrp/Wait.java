package io.havip.vrrp;

/**
 * What a Backup waits for before it becomes Active, or has waited for. Times are those of {@link VirtualRouter}.
 *
 * @param advertisementIntervalNanos that of the Active; its own as long as it follows none
 * @param skewTimeNanos by its priority and that interval
 * @param activeDownIntervalNanos the silence after which the Active is taken for gone
 * @param fromNanos when the Active_Down_Timer was set last: by an advertisement that counts, or when the wait began
 * @param dueNanos when it takes over, or tries to, unless something comes between
 * @param lowerSinceNanos since when none but lower priorities advertise; {@link VirtualRouter#NEVER} where that is not so
 * @param preemptDelayNanos for how long those are tolerated
 */
public record Wait(
        long advertisementIntervalNanos,
        long skewTimeNanos,
        long activeDownIntervalNanos,
        long fromNanos,
        long dueNanos,
        long lowerSinceNanos,
        long preemptDelayNanos) {}
