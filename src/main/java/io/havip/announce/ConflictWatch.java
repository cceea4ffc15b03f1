package io.havip.announce;

import io.havip.linux.FrameCapture;
import io.havip.linux.LinkLayer;
import io.havip.linux.LinkLayer.Extent;
import io.havip.linux.LinkLayerException;
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
import org.jspecify.annotations.Nullable;

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
    private final Map<String, Opened> captures = new ConcurrentHashMap<>();
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

    /** By its name; the index tells whether it is still the interface of that name. */
    private record Opened(int interfaceIndex, FrameCapture capture, Claims claims) {}

    private synchronized void look() {
        addresses.keySet().forEach(this::look);
    }

    /** One that has another name now goes on without a word, and another one may have its name. */
    private void look(String interfaceName) {
        var opened = captures.get(interfaceName);
        if (opened != null) {
            var failure = opened.claims().failure;
            if (failure != null) {
                warn(interfaceName, failure);
            } else if (opened.interfaceIndex() == LinkLayer.index(interfaceName)) {
                return;
            }
            end(interfaceName);
        }
        open(interfaceName);
    }

    /** @param watched the virtual addresses, by the name of their interface; in place of those of an earlier call */
    public synchronized void watch(Map<String, Set<InetAddress>> watched) {
        var former = addresses;
        addresses = Map.copyOf(watched);
        watched.keySet().stream().filter(name -> !former.containsKey(name)).forEach(this::open);
        former.keySet().stream().filter(name -> !watched.containsKey(name)).forEach(this::forget);
    }

    private void forget(String interfaceName) {
        end(interfaceName);
        missed.remove(interfaceName);
    }

    private void end(String interfaceName) {
        var ended = captures.remove(interfaceName);
        if (ended != null) {
            ended.capture().close();
        }
    }

    @Override
    public void close() {
        looks.shutdownNow();
        looks.close();
        captures.values().forEach(opened -> opened.capture().close());
    }

    private void open(String interfaceName) {
        int index = LinkLayer.index(interfaceName);
        var listener = new Claims(interfaceName);
        try {
            var capture = FrameCapture.start(interfaceName, CLAIMS, Extent.WHOLE, listener, workers);
            captures.put(interfaceName, new Opened(index, capture, listener));
        } catch (RuntimeException e) {
            warn(interfaceName, e);
            return;
        }
        if (missed.remove(interfaceName)) {
            warnings.accept("conflicts on " + interfaceName + " are watched again");
        }
    }

    private void warn(String interfaceName, RuntimeException e) {
        if (missed.add(interfaceName)) {
            warnings.accept("conflicts on " + interfaceName + " are not watched for now: " + e.getMessage());
        }
    }

    private final class Claims implements FrameCapture.Listener {
        private final String interfaceName;
        /** Why it has ended by itself. */
        private volatile @Nullable LinkLayerException failure;

        Claims(String interfaceName) {
            this.interfaceName = interfaceName;
        }

        @Override
        public void onFrame(byte[] frame, long capturedAtEpochNanos) {
            AddressClaim.decode(frame)
                    .filter(claim ->
                            addresses.getOrDefault(interfaceName, Set.of()).contains(claim.address()))
                    .ifPresent(claim -> claims.accept(
                            new SeenClaim(claim, interfaceName, workers.clock().nanosAt(capturedAtEpochNanos))));
        }

        @Override
        public void onFailure(LinkLayerException why) {
            failure = why;
        }
    }
}
