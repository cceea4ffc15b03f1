package io.havip.announce;

import io.havip.wire.AddressClaim;

/**
 * A claim of an address, where and when it was made: it says nothing of another link, nor of a later time.
 *
 * @param interfaceName the interface that it was captured on, as {@link ConflictWatch#watch} was told of it
 * @param capturedAtNanos on the monotonic clock; never too late
 */
public record SeenClaim(AddressClaim claim, String interfaceName, long capturedAtNanos) {}
