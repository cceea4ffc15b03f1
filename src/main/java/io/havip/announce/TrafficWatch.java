package io.havip.announce;

import io.havip.linux.FrameCapture;
import io.havip.linux.LinkLayer;
import io.havip.linux.LinkLayer.Extent;
import io.havip.linux.LinkLayerException;
import io.havip.linux.Workers;
import io.havip.wire.IpDestination;
import io.havip.wire.MacAddress;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Captures the first frames for virtual addresses, where {@link TrafficLedger} looks out for them: on each interface those to its
 * MAC addresses, of IP, that are no neighbour discovery. A capture hands over one frame of each address. When none is looked
 * out for on an interface, there is no capture.
 */
public final class TrafficWatch implements Traffic, AutoCloseable {
    private static final String THREAD = "traffic-watch";
    private static final long LOOK_SECONDS = 3;
    /** Until a capture is replaced that has done a part of its work: addresses that move together get theirs together. */
    private static final long NARROW_MILLIS = 100;

    private static final String NOWHERE = "";
    private static final MacAddress NOBODY = new MacAddress(0x02_00_00_00_00_00L);
    /** To 192.0.2.1. */
    private static final byte[] FRAME = HexFormat.of()
            .parseHex("020000000000" + "020000000000" + "0800" + "45000014" + "00".repeat(12) + "c0000201");

    private final Runnable unseen;
    private final Consumer<String> warnings;
    private final Workers workers;
    private volatile Map<String, List<InetAddress>> missed = Map.of();
    /** What the thread has yet to be told: of all, and of each instance, only what has come last. */
    private final AtomicReference<@Nullable Map<String, List<WatchedAddress>>> settings = new AtomicReference<>();

    private final Map<String, Change> changes = new ConcurrentHashMap<>();

    /**
     * Has a task for the settings, one for each instance, and one for each address of each capture at most. Discards what comes after
     * its end. Owns all that follows.
     */
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name(THREAD).daemon().factory(), new DiscardPolicy());

    private final TrafficLedger ledger = new TrafficLedger();
    private final Map<String, Opened> captures = new HashMap<>();
    /** What was told of as not watched, and has not been since. */
    private final Set<String> missing = new HashSet<>();

    private boolean narrowing;

    /**
     * @param unseen called for each takeover that nobody has looked at: another change of the same instance came before its turn
     * @param warnings told in a sentence what can't be watched, and what can again
     */
    public TrafficWatch(Runnable unseen, Consumer<String> warnings, Workers workers) {
        this.unseen = unseen;
        this.warnings = warnings;
        this.workers = workers;
        rehearse();
        thread.scheduleWithFixedDelay(
                workers.guarded(THREAD, this::look), LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    private sealed interface Change {
        /** As {@link Traffic#taken}. */
        record Taken(long decidedAtNanos, Listener listener) implements Change {}

        record Released() implements Change {}
    }

    /** An interface as it is now. */
    private record Place(int index, MacAddress mac) {}

    /**
     * @param wanted when it was opened
     * @param seen those of them that it has handed over
     */
    private record Opened(
            Place place,
            Set<WatchedAddress> wanted,
            Set<WatchedAddress> seen,
            FrameCapture capture,
            FirstFrames frames) {
        boolean covers(Set<WatchedAddress> open) {
            return open.stream().allMatch(address -> wanted.contains(address) && !seen.contains(address));
        }
    }

    /** A takeover of nobody's: what is done first takes long. What it leaves to the thread is done before the first settings are. */
    private void rehearse() {
        var address = new WatchedAddress(IpDestination.of(FRAME).orElseThrow(), NOWHERE, Optional.empty());
        long nowNanos = nanos();
        ledger.watch(Map.of(NOWHERE, List.of(address)), nowNanos);
        ledger.taken(NOWHERE, nowNanos, (_, _) -> {});
        String _ = TrafficFilter.of(NOBODY, ledger.open().getOrDefault(NOWHERE, Set.of()));
        arrived(NOWHERE, address, nowNanos);
        ledger.watch(Map.of(), nowNanos);
        // From here on the ledger is the thread's.
        new FirstFrames(NOWHERE, Set.of(address)).onFrame(FRAME, 0);
        released(NOWHERE);
    }

    /** @param addresses of each instance, by its name; in place of those of an earlier call */
    public void watch(Map<String, List<WatchedAddress>> addresses) {
        var wanted = Map.copyOf(addresses);
        wanted.values().stream()
                .flatMap(List::stream)
                .collect(Collectors.groupingBy(WatchedAddress::baseName, Collectors.counting()))
                .forEach((interfaceName, count) -> {
                    if (count > TrafficLedger.ADDRESSES_MAX) {
                        warnings.accept("traffic on %s is watched for %d of %d addresses at a time"
                                .formatted(interfaceName, TrafficLedger.ADDRESSES_MAX, count));
                    }
                });
        // The next look captures, or a takeover: a start has more urgent things to do.
        if (settings.getAndSet(wanted) == null && !execute(this::takeUp)) {
            settings.set(null);
        }
    }

    private void takeUp() {
        ledger.watch(Objects.requireNonNull(settings.getAndSet(null)), nanos());
    }

    @Override
    public void taken(String instance, long decidedAtNanos, Listener listener) {
        change(instance, new Change.Taken(decidedAtNanos, listener));
    }

    @Override
    public void released(String instance) {
        change(instance, new Change.Released());
    }

    /** A later one takes the place of one that waits: of no instance is there more than one, however often its role moves. */
    private void change(String instance, Change change) {
        var former = changes.put(instance, change);
        if (former instanceof Change.Taken) {
            unseen.run();
        }
        if (former == null && !execute(() -> takeUp(instance)) && changes.remove(instance) instanceof Change.Taken) {
            unseen.run();
        }
    }

    private void takeUp(String instance) {
        switch (Objects.requireNonNull(changes.remove(instance))) {
            case Change.Taken(long decidedAtNanos, var listener) -> ledger.taken(instance, decidedAtNanos, listener);
            case Change.Released() -> ledger.released(instance, nanos());
        }
        capture();
    }

    @Override
    public List<InetAddress> missed(String instance) {
        return missed.getOrDefault(instance, List.of());
    }

    private boolean execute(Runnable task) {
        return workers.execute(thread, THREAD, task);
    }

    private long nanos() {
        return workers.clock().nanos();
    }

    private void look() {
        ledger.review(nanos());
        captures.entrySet().stream()
                .filter(opened -> hasEnded(opened.getKey(), opened.getValue()))
                .map(Map.Entry::getKey)
                .toList()
                .forEach(this::end);
        capture();
    }

    /** One that has another name now goes on without a word, and another one may have its name. */
    private boolean hasEnded(String interfaceName, Opened opened) {
        var failure = opened.frames().failure;
        if (failure != null) {
            warn(interfaceName, String.valueOf(failure.getMessage()));
        }
        return failure != null || !place(interfaceName).equals(Optional.of(opened.place()));
    }

    /** Empty where there is none, or none of Ethernet. */
    private static Optional<Place> place(String interfaceName) {
        return LinkLayer.hardwareAddress(interfaceName).map(mac -> new Place(LinkLayer.index(interfaceName), mac));
    }

    private void arrived(String interfaceName, WatchedAddress address, long atNanos) {
        var opened = captures.get(interfaceName);
        if (opened != null) {
            opened.seen().add(address);
        }
        ledger.arrived(interfaceName, address.address(), atNanos);
        capture();
    }

    /** Has captured what is looked out for. */
    private void capture() {
        var open = ledger.open();
        Set.copyOf(captures.keySet()).stream()
                .filter(interfaceName -> !open.containsKey(interfaceName))
                .forEach(this::end);
        open.forEach((interfaceName, addresses) -> {
            var opened = captures.get(interfaceName);
            if (opened == null || !opened.covers(addresses)) {
                replace(interfaceName, addresses);
            } else if (!opened.seen().isEmpty() && !narrowing) {
                narrowing = true;
                thread.schedule(workers.guarded(THREAD, this::narrow), NARROW_MILLIS, TimeUnit.MILLISECONDS);
            }
        });
        missed = Map.copyOf(ledger.missed(nanos()));
    }

    /** So that who has come is not captured on and on while others are waited for. */
    private void narrow() {
        narrowing = false;
        ledger.open().forEach((interfaceName, addresses) -> {
            var opened = captures.get(interfaceName);
            if (opened != null && !opened.seen().isEmpty()) {
                replace(interfaceName, addresses);
            }
        });
    }

    /** The next one captures before the former one has ended. */
    private void replace(String interfaceName, Set<WatchedAddress> addresses) {
        var former = captures.remove(interfaceName);
        try {
            open(interfaceName, addresses);
        } finally {
            if (former != null) {
                former.capture().close();
            }
        }
    }

    private void open(String interfaceName, Set<WatchedAddress> addresses) {
        var place = place(interfaceName);
        if (place.isEmpty()) {
            warn(interfaceName, "it is not there, or has no MAC address");
            return;
        }
        var frames = new FirstFrames(interfaceName, addresses);
        try {
            var filter = TrafficFilter.of(place.get().mac(), addresses);
            var capture = FrameCapture.start(interfaceName, filter, Extent.HEADERS, frames, workers);
            captures.put(interfaceName, new Opened(place.get(), addresses, new HashSet<>(), capture, frames));
            ledger.captured(interfaceName, nanos());
        } catch (RuntimeException e) {
            warn(interfaceName, String.valueOf(e.getMessage()));
            return;
        }
        if (missing.remove(interfaceName)) {
            warnings.accept("traffic on " + interfaceName + " is watched again");
        }
    }

    private void end(String interfaceName) {
        var ended = captures.remove(interfaceName);
        if (ended != null) {
            ended.capture().close();
        }
    }

    /** Once, until it is watched again. */
    private void warn(String interfaceName, String why) {
        if (missing.add(interfaceName)) {
            warnings.accept("traffic on " + interfaceName + " is not watched for now: " + why);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        thread.close();
        captures.values().forEach(opened -> opened.capture().close());
    }

    /** Hands over the first frame of each address. Called by the capture's thread alone. */
    private final class FirstFrames implements FrameCapture.Listener {
        private final String interfaceName;
        private final Map<InetAddress, WatchedAddress> awaited = new HashMap<>();
        /** Why it has ended by itself. */
        private volatile @Nullable LinkLayerException failure;

        FirstFrames(String interfaceName, Set<WatchedAddress> addresses) {
            this.interfaceName = interfaceName;
            addresses.forEach(address -> awaited.put(address.address(), address));
        }

        @Override
        public void onFrame(byte[] frame, long capturedAtEpochNanos) {
            var first = IpDestination.of(frame).map(awaited::remove);
            if (first.isPresent()) {
                long atNanos = workers.clock().nanosAt(capturedAtEpochNanos);
                execute(() -> arrived(interfaceName, first.get(), atNanos));
            }
        }

        @Override
        public void onFailure(LinkLayerException why) {
            failure = why;
        }
    }
}
