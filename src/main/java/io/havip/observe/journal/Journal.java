package io.havip.observe.journal;

import io.havip.health.Verdict;
import io.havip.linux.Workers;
import io.havip.observe.Finding;
import io.havip.observe.InstanceStatus;
import io.havip.observe.JournalMeters;
import io.havip.observe.RecorderMeters;
import io.havip.observe.TransitionReport;
import io.havip.observe.TransitionReport.Phase;
import io.havip.observe.VirtualRouterMeters;
import io.havip.observe.recorder.FlightRecorder;
import io.havip.observe.recorder.RecordedMove;
import io.havip.observe.recorder.Recordings;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Counts what happens, at once, and writes it down on a thread of its own: whoever reports here, the loop above all, never waits
 * for a log or a disk. What comes faster than it is written down, for long, is given up and counted; that costs no metric.
 */
public final class Journal implements Reporter, AutoCloseable {
    private static final Logger LOG = Logger.getLogger("io.havip");
    private static final long CLOSE_SECONDS = 5;
    private static final long FORMER_MILLIS = 2_000;

    private static final String THREAD = "journal";
    /** Every one of 400 virtual routers may move, and move back, some times before one is written down. */
    static final int ENTRIES_MAX = 4_096;

    private final Workers workers;
    private final JournalMeters meters;
    private final EntryJson json;
    private final BlockingQueue<Runnable> queue = new ArrayBlockingQueue<>(ENTRIES_MAX);
    private final AtomicInteger lost = new AtomicInteger();
    private final Recent recent = new Recent();
    private final Optional<DiskWriter> disk;
    private final FlightRecorder recorder;
    private final Workers.Worker worker;
    private volatile Teller teller;
    private volatile boolean closed;
    private boolean goesOn = true;

    /** Whose entries they are: the node's name, and the hash of the configuration in force. */
    private record Teller(String node, String configuration) {}

    /** @param node the node's name */
    public Journal(String node, JournalSettings settings, Workers workers, MeterRegistry registry) {
        this.workers = workers;
        this.meters = new JournalMeters(registry);
        this.json = new EntryJson(workers.clock());
        this.teller = new Teller(node, "");
        this.disk = settings.directory()
                .map(directory -> new DiskWriter(
                        directory, settings, recent, meters, new DiskWriter.Notices(LOG::info, LOG::warn), workers));
        var recorderMeters = new RecorderMeters(registry);
        var recordings = new Recordings(
                () -> disk.filter(DiskWriter::writing).flatMap(_ -> settings.directory()),
                disk.isPresent(),
                settings.bytesMax(),
                this::warn,
                recorderMeters);
        this.recorder = new FlightRecorder(recordings, settings.passwords(), this::warn, recorderMeters, workers);
        meters.watch(() -> disk.filter(DiskWriter::writing).isPresent());
        this.worker = workers.start(THREAD, this::takeIn);
    }

    /** What comes from now on is told with these: the node's name, and which configuration is in force. */
    public void configuration(String node, String hash) {
        teller = new Teller(node, hash);
    }

    /** Writes down the packets of every transition that is told. */
    public FlightRecorder recorder() {
        return recorder;
    }

    /** At most so many of the last entries, the oldest first. */
    public List<Line> last(int count) {
        return recent.last(count);
    }

    /** The entries with greater numbers, as far as memory still has them, the oldest first. */
    public List<Line> after(long sequence) {
        return recent.after(sequence);
    }

    @Override
    public void transition(VirtualRouterMeters router, TransitionReport report) {
        router.transition(report);
        record(new Entry.Transition(router.identity(), report));
    }

    @Override
    public void rehearse(Entry entry) {
        var told = told();
        give(() -> EntryLog.of(entry, new Line(1, json.text(1, entry, told, Optional.empty()))));
    }

    @Override
    public void firstTraffic(
            VirtualRouterMeters router, TransitionReport report, InetAddress address, long sinceDecisionNanos) {
        router.followed(report, Map.of(Phase.FIRST_TRAFFIC, sinceDecisionNanos));
        record(new Entry.FirstTraffic(router.identity(), report, address, sinceDecisionNanos));
    }

    @Override
    public void verified(
            VirtualRouterMeters router, TransitionReport report, String address, Map<Phase, Long> sinceDecisionNanos) {
        router.followed(report, sinceDecisionNanos);
        record(new Entry.Verified(router.identity(), report, address, sinceDecisionNanos));
    }

    @Override
    public void findings(VirtualRouterMeters router, List<Finding> former, List<Finding> present) {
        if (former.equals(present)) {
            return;
        }
        var of = router.identity();
        var told = told();
        give(() -> differences(of, former, present).forEach(entry -> tell(entry, told)));
    }

    private static List<Entry> differences(InstanceStatus.Identity of, List<Finding> former, List<Finding> present) {
        var known = kinds(former);
        var left = kinds(present);
        return Stream.<Entry>concat(
                        present.stream()
                                .filter(finding -> !known.contains(finding.kind()))
                                .map(finding -> new Entry.Found(of, finding)),
                        known.stream().filter(kind -> !left.contains(kind)).map(kind -> new Entry.Gone(of, kind)))
                .toList();
    }

    private static Set<Finding.Kind> kinds(List<Finding> findings) {
        return findings.stream().map(Finding::kind).collect(Collectors.toSet());
    }

    /** A tracker's verdict, which is another one than before. */
    public void verdict(Verdict verdict) {
        record(new Entry.TrackerChange(verdict));
    }

    @Override
    public void record(Entry entry) {
        var told = told();
        if (!give(() -> tell(entry, told))) {
            lost.incrementAndGet();
        }
    }

    private EntryJson.Told told() {
        var present = teller;
        return new EntryJson.Told(workers.clock().nanos(), present.node(), present.configuration());
    }

    /** Whether there was room. */
    private boolean give(Runnable task) {
        boolean taken = !closed && queue.offer(task);
        if (!taken) {
            meters.dropped();
        }
        return taken;
    }

    public void info(String message) {
        give(() -> LOG.info(message));
    }

    @Override
    public void warn(String message) {
        give(() -> LOG.warn(message));
    }

    public void error(String message) {
        give(() -> LOG.error(message));
    }

    private void takeIn() throws InterruptedException {
        if (disk.isPresent()) {
            disk.get().awaitFormer(FORMER_MILLIS);
        }
        while (goesOn) {
            workers.guarded(THREAD, queue.take()).run();
        }
    }

    private void tell(Entry entry, EntryJson.Told told) {
        recent.skip(lost.getAndSet(0));
        var line = recent.add(sequence -> json.text(sequence, entry, told, recent.last()));
        EntryLog.log(entry, line);
        if (entry instanceof Entry.Transition(var _, var report)) {
            var decidedAt = Instant.parse(line.json().getString(EntryJson.AT));
            recorder.moved(new RecordedMove(line.sequence(), decidedAt, told.node(), report));
        }
    }

    /** Waits until everything that was reported is written, a few seconds at most. */
    @Override
    public void close() throws InterruptedException {
        closed = true;
        if (queue.offer(() -> goesOn = false, CLOSE_SECONDS, TimeUnit.SECONDS)) {
            boolean _ = worker.awaitEnd(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
        }
        recorder.close();
        if (disk.isPresent()) {
            disk.get().close();
        }
    }
}
