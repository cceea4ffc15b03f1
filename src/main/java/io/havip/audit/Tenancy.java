package io.havip.audit;

import io.havip.audit.SeenTenure.End;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/** A tenure that goes on, and whether it should. */
final class Tenancy {
    /** The spacing is judged by the last so many, and at least by so few. */
    private static final int SPACINGS_MAX = 64;

    private static final int SPACINGS_MIN = 4;
    /** Several copies, for several peers, and answers to others count as one advertisement within this part of an interval. */
    private static final int ROUND_PART = 4;
    /** In intervals: it may advertise once more. */
    private static final int PATIENCE_WITH_A_BACKUP = 2;
    /** How much the usual spacing may differ from the interval: this part of it. */
    private static final int SPACING_PART = 10;

    private final Heard first;
    private final Optional<Takeover> takeover;
    private final StandIn standIn;
    private final long toleranceNanos;
    private Heard last;
    /** Between its last two advertisements. */
    private long silentNanos;

    /** Since it should have given way. */
    private int roundsTooMany;

    private final long[] spacings = new long[SPACINGS_MAX];
    private int rounds;
    private Heard roundBegan;
    private Optional<Gap> longest = Optional.empty();

    Tenancy(Heard first, Optional<Takeover> takeover, long toleranceNanos) {
        this.first = first;
        this.takeover = takeover;
        this.toleranceNanos = toleranceNanos;
        this.standIn = new StandIn(first);
        this.last = first;
        this.roundBegan = first;
    }

    /** Between two advertisements, where there is room for another one. */
    record Gap(PacketRef from, PacketRef to) {
        long nanos() {
            return to.atEpochNanos() - from.atEpochNanos();
        }
    }

    Heard first() {
        return first;
    }

    Heard last() {
        return last;
    }

    void goesOn(Heard own) {
        boolean sameInterval =
                own.advertisement().intervalNanos() == last.advertisement().intervalNanos();
        long interval = own.advertisement().intervalNanos();
        long spacing = own.at() - roundBegan.at();
        if (!sameInterval) {
            rounds = 0;
            roundBegan = own;
        } else if (spacing >= interval / ROUND_PART) {
            spacings[rounds % SPACINGS_MAX] = spacing;
            rounds++;
            observeGap(own, interval);
            roundsTooMany += standIn.active() ? 0 : 1;
            roundBegan = own;
        }
        silentNanos = own.at() - last.at();
        last = own;
        standIn.sends(own);
    }

    private void observeGap(Heard own, long interval) {
        var gap = new Gap(last.packet(), own.packet());
        if (standIn.active()
                && gap.nanos() > 2 * interval + toleranceNanos
                && longest.map(Gap::nanos).orElse(0L) < gap.nanos()) {
            longest = Optional.of(gap);
        }
    }

    /** @return whether it has to give way now */
    boolean hears(Heard other) {
        standIn.hears(other);
        return !standIn.active();
    }

    /**
     * Whether another one has become active before it could have heard this one: before its first advertisement was there, or at the
     * latest its second one, or the one that ended a silence.
     *
     * @param patienceNanos after that long a silence the other one takes over
     */
    boolean crosses(Heard other, OptionalLong patienceNanos) {
        boolean back = patienceNanos.isPresent() && silentNanos >= patienceNanos.getAsLong();
        return other.at() - (back ? last : first).at()
                <= Math.min(toleranceNanos, first.advertisement().intervalNanos());
    }

    /** Whether it should still be active, by all that it should have heard. */
    boolean active() {
        return standIn.active();
    }

    /** Whether it goes on though it should have given way: once more it may advertise, as a farewell, or before it has heard. */
    boolean defies() {
        return roundsTooMany > 1;
    }

    /** Whether by its own advertisements it is gone: who has given way is missed sooner. */
    boolean silentAt(long nanos) {
        long patience = obeys()
                ? PATIENCE_WITH_A_BACKUP * last.advertisement().intervalNanos()
                : standIn.activeDownIntervalNanos();
        return nanos - last.at() > patience;
    }

    /** Whether it should have given way, and, as far as can be said, has. */
    boolean obeys() {
        return !standIn.active() && !defies();
    }

    long activeDownIntervalNanos() {
        return standIn.activeDownIntervalNanos();
    }

    /** The longest gap among those in which an advertisement is missing. */
    Optional<Gap> longestGap() {
        return longest;
    }

    /** How far its advertisements usually are apart, where that is not what they say, and amounts to more than is tolerated. */
    Optional<Long> oddSpacingNanos() {
        if (rounds < SPACINGS_MIN) {
            return Optional.empty();
        }
        long[] sorted = Arrays.copyOf(spacings, Math.min(rounds, SPACINGS_MAX));
        Arrays.sort(sorted);
        long usual = sorted[sorted.length / 2];
        long interval = last.advertisement().intervalNanos();
        long difference = Math.abs(usual - interval);
        return difference > interval / SPACING_PART && difference > toleranceNanos / rounds
                ? Optional.of(usual)
                : Optional.empty();
    }

    SeenTenure ended(PacketRef by, End how) {
        return new SeenTenure(first.source(), first.advertisement().priority(), first.packet(), by, takeover, how);
    }
}
