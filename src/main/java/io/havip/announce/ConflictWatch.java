package io.havip.announce;

import io.havip.linux.FrameCapture;
import io.havip.linux.LinkLayerException;
import io.havip.wire.AddressClaim;
import java.net.InetAddress;
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

    private static final long RETRY_SECONDS = 1;

    private final Map<String, Set<InetAddress>> addresses;
    private final Consumer<AddressClaim> claims;
    private final Consumer<String> warnings;
    private final Map<String, FrameCapture> captures = new ConcurrentHashMap<>();
    /** Discards what comes after its end. */
    private final ScheduledThreadPoolExecutor retries = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("conflict-watch").daemon().factory(), new DiscardPolicy());

    /**
     * @param addresses the virtual addresses, by the name of their interface
     * @param claims called on the captures' own threads
     * @param warnings told in a sentence what can't be watched
     */
    public ConflictWatch(
            Map<String, Set<InetAddress>> addresses, Consumer<AddressClaim> claims, Consumer<String> warnings) {
        this.addresses = Map.copyOf(addresses);
        this.claims = claims;
        this.warnings = warnings;
    }

    public void start() {
        addresses.keySet().forEach(this::open);
    }

    @Override
    public void close() {
        retries.shutdownNow();
        retries.close();
        captures.values().forEach(FrameCapture::close);
    }

    private void open(String interfaceName) {
        try {
            capture(interfaceName);
        } catch (RuntimeException e) {
            warn(interfaceName, e);
            retryLater(interfaceName);
        }
    }

    private void capture(String interfaceName) {
        captures.put(interfaceName, FrameCapture.start(interfaceName, CLAIMS, new Claims(interfaceName)));
    }

    private void retryLater(String interfaceName) {
        retries.schedule(() -> retry(interfaceName), RETRY_SECONDS, TimeUnit.SECONDS);
    }

    private void retry(String interfaceName) {
        var ended = captures.remove(interfaceName);
        if (ended != null) {
            ended.close();
        }
        try {
            capture(interfaceName);
        } catch (RuntimeException stillMissing) {
            retryLater(interfaceName);
        }
    }

    private void warn(String interfaceName, RuntimeException e) {
        warnings.accept("conflicts on " + interfaceName + " are not watched for now: " + e.getMessage());
    }

    private final class Claims implements FrameCapture.Listener {
        private final String interfaceName;
        private final Set<InetAddress> watched;

        Claims(String interfaceName) {
            this.interfaceName = interfaceName;
            this.watched = addresses.getOrDefault(interfaceName, Set.of());
        }

        @Override
        public void onFrame(byte[] frame, long capturedAtEpochNanos) {
            AddressClaim.decode(frame)
                    .filter(claim -> watched.contains(claim.address()))
                    .ifPresent(claims);
        }

        @Override
        public void onFailure(LinkLayerException failure) {
            warn(interfaceName, failure);
            retryLater(interfaceName);
        }
    }
}
