package io.havip.cloud;

import io.havip.cloud.CloudAddress.Reading;
import java.util.Map;
import java.util.Optional;

/**
 * One address in its cloud at one moment.
 *
 * @param name the address's
 * @param provider the provider's
 * @param reading the last answer of the provider's; empty before the first
 * @param readAtEpochMillis the wall-clock time of that
 * @param calls how many there were, by what was asked and what became of it; all combinations
 * @param corrections how often somebody else got it while this node was Active, and it was had back
 * @param announcements how often it was announced again because the cloud had not followed
 * @param outlived how many changes were under way when the role was lost
 * @param changesLeft how many may be asked for at once
 */
public record Holding(
        String name,
        String provider,
        Optional<Reading> reading,
        long readAtEpochMillis,
        Map<Kind, Long> calls,
        long corrections,
        long announcements,
        long outlived,
        int changesLeft) {
    public Holding {
        calls = Map.copyOf(calls);
    }

    /** A kind of calls. */
    public record Kind(Call call, Outcome outcome) {}

    public enum Call {
        READ,
        CLAIM,
        PROGRESS
    }

    /** What becomes of a call: an answer, or why there is none. */
    public enum Outcome {
        ANSWERED,
        PASSING,
        UNSHOWN,
        THROTTLED,
        UNKNOWN,
        UNCLEAR,
        CREDENTIALS,
        FORBIDDEN,
        CLOCK,
        FINAL,
        /** Nobody waited any longer. */
        CANCELLED
    }
}
