package io.havip.observe.recorder;

import io.havip.linux.LinkLayer;
import io.havip.linux.Workers;
import io.havip.observe.RecorderMeters;
import io.havip.observe.recorder.LinkRecorder.Plan;
import io.havip.wire.FrameSubject;
import io.havip.wire.PasswordMask;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Keeps the last packets of each virtual router, and writes them down when one has moved: a moment later, so that what came of it is
 * there too. Callable from any thread but the loop's; returns at once.
 */
public final class FlightRecorder implements AutoCloseable {
    private static final String THREAD = "recorder";
    private static final long LOOK_MILLIS = 3_000;
    /** After which a transition's packets are written: the first of its consequences, and what libpcap hands over late. */
    private static final long AFTERMATH_MILLIS = 1_000 + LinkLayer.BATCH_MILLIS;
    /** Transitions that wait for that, of all routers, and of one. */
    static final int PENDING_MAX = 4_096;

    static final int PENDING_OF_ONE_MAX = 8;
    /** So many routers have as much memory as one can have. */
    private static final double FULL_RINGS = 64;

    private static final long CLOSE_MILLIS = 2_000;

    private final Recordings recordings;
    private final Consumer<String> warnings;
    private final RecorderMeters meters;
    private final Workers workers;
    private final UnaryOperator<byte[]> mask;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean watching;

    /** Discards what comes after its end. Owns all that follows. */
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name(THREAD).daemon().factory(), new DiscardPolicy());

    private Map<String, Recorded> routers = Map.of();
    /** Before the last change: it may have been their end. */
    private Map<String, Recorded> formerRouters = Map.of();

    private final OwnAddresses own;
    private final Map<String, LinkRecorder> links = new HashMap<>();
    private final Map<Long, Pending> pending = new TreeMap<>();
    /** What was told of as not recorded, and has not been since. */
    private final Set<String> missing = new HashSet<>();

    private record Recorded(RecordedRouter router, PacketRing ring) {
        boolean sameAs(RecordedRouter other) {
            return router.vrid() == other.vrid()
                    && router.family() == other.family()
                    && router.baseName().equals(other.baseName());
        }
    }

    private record Pending(RecordedMove move, Recorded recorded) {}

    /**
     * @param passwords whether those of version 2 are recorded as they are sent
     * @param warnings told in a sentence what can't be recorded, and what can again
     */
    public FlightRecorder(
            Recordings recordings,
            boolean passwords,
            Consumer<String> warnings,
            RecorderMeters meters,
            Workers workers) {
        this.recordings = recordings;
        this.warnings = warnings;
        this.meters = meters;
        this.workers = workers;
        this.own = new OwnAddresses(LinkLayer::addresses, workers.clock());
        this.mask = passwords ? UnaryOperator.identity() : PasswordMask::masked;
    }

    /** What was written, or is to be. */
    public Recordings recordings() {
        return recordings;
    }

    /** @param wanted in place of those of an earlier call; names unique */
    public void watch(List<RecordedRouter> wanted) {
        execute(() -> take(wanted));
        if (!watching) {
            watching = true;
            thread.scheduleWithFixedDelay(
                    workers.guarded(THREAD, this::look), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** A virtual router has moved, and the journal has told it. */
    public void moved(RecordedMove move) {
        if (!watching) {
            return;
        }
        if (waiting.incrementAndGet() > PENDING_MAX || !execute(() -> take(move))) {
            giveUp();
        }
    }

    private void giveUp() {
        waiting.decrementAndGet();
        meters.recordingLost();
    }

    private boolean execute(Runnable task) {
        return workers.execute(thread, THREAD, task);
    }

    private void later(Runnable task) {
        var _ = thread.schedule(workers.guarded(THREAD, task), AFTERMATH_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void take(List<RecordedRouter> wanted) {
        var present = new HashMap<String, Recorded>();
        for (var router : wanted) {
            var known = routers.get(router.name());
            var ring = known != null && known.sameAs(router) ? known.ring() : new PacketRing();
            present.put(router.name(), new Recorded(router, ring));
        }
        double share = Math.min(1, FULL_RINGS / Math.max(1, present.size()));
        present.values().forEach(recorded -> recorded.ring().limit(share));
        formerRouters = routers;
        routers = present;
        record(plans(present));
        own.watch(wanted);
    }

    private static Map<String, Plan> plans(Map<String, Recorded> recorded) {
        var advertised = new HashMap<String, Map<FrameSubject.Router, PacketRing>>();
        var announced = new HashMap<String, Map<InetAddress, PacketRing>>();
        for (var each : recorded.values()) {
            var router = each.router();
            advertised
                    .computeIfAbsent(router.baseName(), _ -> new HashMap<>())
                    .put(new FrameSubject.Router(router.family(), router.vrid()), each.ring());
            router.addresses()
                    .forEach(watched -> announced
                            .computeIfAbsent(watched.baseName(), _ -> new HashMap<>())
                            .put(watched.address(), each.ring()));
        }
        var names = new HashSet<>(advertised.keySet());
        names.addAll(announced.keySet());
        return names.stream()
                .collect(Collectors.toMap(
                        name -> name,
                        name -> new Plan(
                                advertised.getOrDefault(name, Map.of()), announced.getOrDefault(name, Map.of()))));
    }

    /** What has been replaced records on for a while: it may have the end of a router. */
    private void record(Map<String, Plan> plans) {
        var replaced = new HashMap<>(links);
        plans.forEach((name, plan) -> {
            var former = replaced.get(name);
            if (former != null && former.plan().equals(plan)) {
                replaced.remove(name);
            } else {
                links.put(name, new LinkRecorder(name, plan, mask, workers));
            }
        });
        links.keySet().retainAll(plans.keySet());
        missing.retainAll(plans.keySet());
        lookAtLinks();
        later(() -> replaced.values().forEach(this::end));
    }

    private void end(LinkRecorder link) {
        meters.packetsLost(link.newlyLost());
        link.close();
    }

    private void look() {
        lookAtLinks();
        links.values().forEach(link -> meters.packetsLost(link.newlyLost()));
        recordings.write();
    }

    private void lookAtLinks() {
        links.forEach((name, link) -> {
            var why = link.look();
            if (why.isPresent() && missing.add(name)) {
                warnings.accept("packets on " + name + " are not recorded for now: " + why.get());
            } else if (why.isEmpty() && missing.remove(name)) {
                warnings.accept("packets on " + name + " are recorded again");
            }
        });
    }

    private void take(RecordedMove move) {
        String instance = move.report().instance();
        var recorded = routers.getOrDefault(instance, formerRouters.get(instance));
        if (recorded == null) {
            waiting.decrementAndGet();
            return;
        }
        long ofThisOne = pending.values().stream()
                .filter(each -> each.recorded() == recorded)
                .limit(PENDING_OF_ONE_MAX)
                .count();
        if (ofThisOne == PENDING_OF_ONE_MAX) {
            giveUp();
            return;
        }
        own.look(recorded.router());
        pending.put(move.sequence(), new Pending(move, recorded));
        later(() -> write(move.sequence()));
    }

    private void write(long sequence) {
        var due = pending.remove(sequence);
        if (due != null) {
            waiting.decrementAndGet();
            var recorded = due.recorded();
            recordings.add(
                    sequence,
                    Transcript.of(due.move(), recorded.router(), recorded.ring().packets(), own.of(recorded.router())));
        }
    }

    /** Writes what is to be written, with what has passed until now. */
    @Override
    public void close() throws InterruptedException {
        var written = new CountDownLatch(1);
        if (watching && execute(() -> finish(written))) {
            boolean _ = written.await(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        }
        thread.shutdownNow();
    }

    private void finish(CountDownLatch written) {
        try {
            if (!pending.isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(LinkLayer.BATCH_MILLIS);
            }
            List.copyOf(pending.keySet()).forEach(this::write);
            links.values().forEach(this::end);
        } catch (InterruptedException tooLate) {
            Thread.currentThread().interrupt();
        } finally {
            written.countDown();
        }
    }
}
