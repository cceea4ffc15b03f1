package io.havip.cloud;

/**
 * What is said of the cloud that this node is in.
 *
 * @param provider whose it is
 * @param limits how long calls may take
 * @param verifyNanos between two readings while Active, on average: each pause is between two thirds and four thirds of it
 * @param changesPerHour how often a node may ask for changes of one address
 * @param announcementNanos how long the cloud may take to follow an announcement, where that moves an address
 */
public record CloudSettings(
        ProviderSettings provider, CallLimits limits, long verifyNanos, int changesPerHour, long announcementNanos) {}
