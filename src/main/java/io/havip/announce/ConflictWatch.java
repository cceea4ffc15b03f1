package io.havip.announce;

import io.havip.linux.LastingCapture;
import io.havip.linux.LinkLayer.Extent;
import io.havip.linux.Workers;
import io.havip.wire.AddressClaim;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Listens to who claims our virtual addresses by ARP and neighbour advertisement: everyone on the link, ourselves
 * included. An interface that is missing, or has gone, is tried again until it is there.
 */
public final class ConflictWatch implements AutoCloseable {
    private static final String CLAIMS = "arp or (icmp6 and ip6[40] == 136)";

    private static final String THREAD = "conflict-watch";
    private static final long LOOK_SECONDS = 1;

    private final Consumer<SeenClaim> claims;
    private final Consumer<String> warnings;
    private final Workers workers;
    private volatile Map<String, Set<InetAddress>> addresses = Map.of();
    private final Map<String, LastingCapture> captures = new ConcurrentHashMap<>();
    /** What was told of as not watched, and has not been since. */
    private final Set<String> missed = new HashSet<>();
    /** Discards what comes after its end. */
    private final ScheduledThreadPoolExecutor looks = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name(THREAD).daemon().factory(), new DiscardPolicy());

    /**
     * @param claims called on the captures' own threads
     * @param warnings told in a sentence what can't be watched, and what can again
     */
    public ConflictWatch(Consumer<SeenClaim> claims, Consumer<String> warnings, Workers workers) {
        this.workers = workers;
        this.claims = claims;
        this.warnings = warnings;
        looks.scheduleWithFixedDelay(workers.guarded(THREAD, this::look), LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    private synchronized void look() {
        captures.forEach(this::look);
    }

    private void look(String interfaceName, LastingCapture capture) {
        var why = capture.look();
        if (why.isPresent() && missed.add(interfaceName)) {
            warnings.accept("conflicts on " + interfaceName + " are not watched for now: " + why.get());
        } else if (why.isEmpty() && missed.remove(interfaceName)) {
            warnings.accept("conflicts on " + interfaceName + " are watched again");
        }
    }

    /** @param watched the virtual addresses, by the name of their interface; in place of those of an earlier call */
    public synchronized void watch(Map<String, Set<InetAddress>> watched) {
        var former = addresses;
        addresses = Map.copyOf(watched);
        watched.keySet().stream().filter(name -> !former.containsKey(name)).forEach(this::begin);
        former.keySet().stream().filter(name -> !watched.containsKey(name)).forEach(this::forget);
    }

    private void begin(String interfaceName) {
        var capture = new LastingCapture(
                interfaceName, CLAIMS, Extent.WHOLE, (frame, at) -> decode(interfaceName, frame, at), workers);
        captures.put(interfaceName, capture);
        look(interfaceName, capture);
    }

    private void forget(String interfaceName) {
        var ended = captures.remove(interfaceName);
        if (ended != null) {
            ended.close();
        }
        missed.remove(interfaceName);
    }

    private void decode(String interfaceName, byte[] frame, long capturedAtEpochNanos) {
        AddressClaim.decode(frame)
                .filter(claim -> addresses.getOrDefault(interfaceName, Set.of()).contains(claim.address()))
                .ifPresent(claim -> claims.accept(
                        new SeenClaim(claim, interfaceName, workers.clock().nanosAt(capturedAtEpochNanos))));
    }

    @Override
    public void close() {
        looks.shutdownNow();
        looks.close();
        captures.values().forEach(LastingCapture::close);
    }
}
