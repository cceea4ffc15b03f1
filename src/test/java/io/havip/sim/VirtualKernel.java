package io.havip.sim;

import io.havip.vrrp.Advertisement;
import io.havip.vrrp.Event.AdvertisementHeard;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What goes on in a node while its agent sleeps or is dead: the kernel receives and stamps advertisements, as long as there
 * is a socket, and takes away addresses whose lease ends.
 */
final class VirtualKernel {
    private static final long SECOND_NANOS = 1_000_000_000L;
    /** How late Linux removes an address, as measured. */
    static final long EXPIRY_LATENESS_NANOS_MAX = 100_000_000L;

    private final Timeline timeline;
    private final Dice dice;
    private final Clock clock;
    private final Runnable expired;
    private final Queue<AdvertisementHeard> received = new ArrayDeque<>();

    private boolean listening;
    private boolean bound;
    private long boundUntilNanos;
    private boolean expiryArmed;

    /** @param expired told when the lease of the addresses has ended */
    VirtualKernel(Timeline timeline, Dice dice, Clock clock, Runnable expired) {
        this.timeline = timeline;
        this.dice = dice;
        this.clock = clock;
        this.expired = expired;
    }

    void openSocket() {
        listening = true;
    }

    void closeSocket() {
        listening = false;
        received.clear();
    }

    void receive(Advertisement advertisement, InetAddress source) {
        if (listening) {
            received.add(new AdvertisementHeard(advertisement, source, clock.localNanos(timeline.nowNanos())));
        }
    }

    @Nullable AdvertisementHeard read() {
        return received.poll();
    }

    boolean bound() {
        return bound;
    }

    void bind(long leaseSeconds) {
        bound = true;
        long leaseEndsLocalNanos = clock.localNanos(timeline.nowNanos()) + leaseSeconds * SECOND_NANOS;
        boundUntilNanos = clock.trueNanos(leaseEndsLocalNanos) + dice.between(0, EXPIRY_LATENESS_NANOS_MAX);
        armExpiry();
    }

    void unbind() {
        bound = false;
    }

    private void armExpiry() {
        if (!expiryArmed) {
            expiryArmed = true;
            timeline.at(boundUntilNanos, this::expire);
        }
    }

    private void expire() {
        expiryArmed = false;
        if (!bound) {
            return;
        }
        if (timeline.nowNanos() < boundUntilNanos) {
            armExpiry();
        } else {
            bound = false;
            expired.run();
        }
    }
}
