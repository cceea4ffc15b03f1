package io.havip.gateway.loop;

import io.havip.announce.SeenClaim;
import io.havip.observe.Meters.LoopMeters;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The loop's letter box: anyone may put something in, only the loop takes it out. What is urgent is read first, whatever else
 * waits. A later verdict takes the place of the same tracker's earlier one, a later claim that of the same claimant's; claims, which
 * strangers make, are limited in number. Nobody waits for a lock.
 */
public final class Mailbox implements AutoCloseable {
    /** More claimants at a time are more than anybody could look into. */
    static final int CLAIMS_MAX = 256;

    private static final Comparator<SeenClaim> CLAIMANTS = Comparator.comparing(SeenClaim::interfaceName)
            .thenComparing(seen -> seen.claim().address().getAddress(), Arrays::compare)
            .thenComparing(seen -> seen.claim().sender().bits());

    private final AtomicInteger stops = new AtomicInteger();
    /** Whoever puts one in waits until it has been carried out. */
    private final ConcurrentLinkedQueue<Mail> reconfigurations = new ConcurrentLinkedQueue<>();

    private final LatestOfEach<String, Mail> verdicts = new LatestOfEach<>(String::compareTo, Integer.MAX_VALUE);
    private final LatestOfEach<SeenClaim, Mail> claims = new LatestOfEach<>(CLAIMANTS, CLAIMS_MAX);
    private final LoopMeters meters;
    private final Runnable wake;
    private volatile boolean closed;

    /** @param wake ends the loop's wait */
    public Mailbox(LoopMeters meters, Runnable wake) {
        this.meters = meters;
        this.wake = wake;
    }

    /** Without effect once it is closed: whoever still has something to say is late. */
    public void put(Mail mail) {
        if (closed) {
            return;
        }
        switch (mail) {
            case Mail.Reconfigure _ -> reconfigurations.add(mail);
            case Mail.VerdictReached(var verdict) -> verdicts.put(verdict.tracker(), mail);
            case Mail.TrackerEnded(var tracker) -> verdicts.put(tracker, mail);
            case Mail.ClaimSeen(var seen) -> {
                if (!claims.put(seen, mail)) {
                    meters.claimsDropped(1);
                    return;
                }
            }
        }
        wake.run();
    }

    /** Tells the loop to give up every role, and to end when the successors have been heard; the second time, to end at once. */
    public void stop() {
        stops.incrementAndGet();
        if (!closed) {
            wake.run();
        }
    }

    /** Whether it was told to stop, once more than this was asked. */
    boolean takeStop() {
        return stops.getAndUpdate(waiting -> Math.max(0, waiting - 1)) > 0;
    }

    /**
     * Reads the mail, the most urgent first.
     *
     * @param goesOn asked after each: what is left is there for the next time
     */
    void drain(Consumer<Mail> reader, BooleanSupplier goesOn) {
        for (var mail = poll(); mail != null; mail = goesOn.getAsBoolean() ? poll() : null) {
            reader.accept(mail);
        }
    }

    private @Nullable Mail poll() {
        var reconfiguration = reconfigurations.poll();
        if (reconfiguration != null) {
            return reconfiguration;
        }
        var verdict = verdicts.poll();
        return verdict != null ? verdict : claims.poll();
    }

    /** Whether all has been read. */
    public boolean isEmpty() {
        return stops.get() == 0 && reconfigurations.isEmpty() && verdicts.isEmpty() && claims.isEmpty();
    }

    @Override
    public void close() {
        closed = true;
    }
}
