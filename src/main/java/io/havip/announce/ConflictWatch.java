package io.havip.announce;

import io.havip.linux.LastingCapture;
import io.havip.linux.LinkLayer.Extent;
import io.havip.linux.Workers;
import io.havip.wire.AddressClaim;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Listens to who claims our virtual addresses by ARP and neighbour advertisement: everyone on the link, ourselves
 * included. The kernel sorts out what is said of other addresses. An interface that is missing, or has gone, is tried again until it
 * is there.
 */
public final class ConflictWatch implements AutoCloseable {
    private static final String THREAD = "conflict-watch";
    private static final long LOOK_SECONDS = 3;

    private final Consumer<SeenClaim> claims;
    private final LongConsumer lost;
    private final Consumer<String> warnings;
    private final Workers workers;
    private final Map<String, Watched> watched = new HashMap<>();
    /** What was told of as not watched, and has not been since. */
    private final Set<String> missed = new HashSet<>();
    /** Discards what comes after its end. */
    private final ScheduledThreadPoolExecutor looks = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name(THREAD).daemon().factory(), new DiscardPolicy());

    /**
     * @param claims called on the captures' own threads
     * @param lost told how many more claims the kernel had no room for
     * @param warnings told in a sentence what can't be watched, and what can again
     */
    public ConflictWatch(Consumer<SeenClaim> claims, LongConsumer lost, Consumer<String> warnings, Workers workers) {
        this.workers = workers;
        this.claims = claims;
        this.lost = lost;
        this.warnings = warnings;
        looks.scheduleWithFixedDelay(workers.guarded(THREAD, this::look), LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    /** One interface. */
    private final class Watched {
        private final Set<InetAddress> addresses;
        private final LastingCapture capture;
        private long told;

        Watched(String interfaceName, Set<InetAddress> addresses) {
            this.addresses = Set.copyOf(addresses);
            this.capture = new LastingCapture(
                    interfaceName,
                    NeighbourFilter.claims(addresses),
                    Extent.USUAL,
                    (frame, at) -> decode(interfaceName, frame, at),
                    workers);
        }

        private void decode(String interfaceName, byte[] frame, long capturedAtEpochNanos) {
            AddressClaim.decode(frame)
                    .filter(claim -> addresses.contains(claim.address()))
                    .ifPresent(claim -> claims.accept(
                            new SeenClaim(claim, interfaceName, workers.clock().nanosAt(capturedAtEpochNanos))));
        }

        void tellLost() {
            long until = capture.lost();
            if (until > told) {
                lost.accept(until - told);
                told = until;
            }
        }

        void end() {
            capture.close();
            tellLost();
        }
    }

    private synchronized void look() {
        watched.forEach(this::look);
    }

    private void look(String interfaceName, Watched one) {
        var why = one.capture.look();
        if (why.isPresent() && missed.add(interfaceName)) {
            warnings.accept("conflicts on " + interfaceName + " are not watched for now: " + why.get());
        } else if (why.isEmpty() && missed.remove(interfaceName)) {
            warnings.accept("conflicts on " + interfaceName + " are watched again");
        }
        one.tellLost();
    }

    /** @param wanted the virtual addresses, by the name of their interface; in place of those of an earlier call */
    public synchronized void watch(Map<String, Set<InetAddress>> wanted) {
        wanted.forEach((interfaceName, addresses) -> {
            var former = watched.get(interfaceName);
            if (former == null || !former.addresses.equals(addresses)) {
                replace(interfaceName, new Watched(interfaceName, addresses));
            }
        });
        Set.copyOf(watched.keySet()).stream()
                .filter(name -> !wanted.containsKey(name))
                .forEach(this::forget);
    }

    /** The next one captures before the former one has ended: a claim meanwhile may be told twice. */
    private void replace(String interfaceName, Watched next) {
        var former = watched.put(interfaceName, next);
        look(interfaceName, next);
        if (former != null) {
            former.end();
        }
    }

    private void forget(String interfaceName) {
        var ended = watched.remove(interfaceName);
        if (ended != null) {
            ended.end();
        }
        missed.remove(interfaceName);
    }

    @Override
    public void close() {
        looks.shutdownNow();
        looks.close();
        synchronized (this) {
            watched.values().forEach(Watched::end);
        }
    }
}
