package io.havip.gateway;

import io.havip.announce.Announcer;
import io.havip.announce.ConflictWatch;
import io.havip.announce.TrafficWatch;
import io.havip.cloud.CloudOwnership;
import io.havip.cloud.CloudSettings;
import io.havip.cloud.Ownership;
import io.havip.gateway.host.LinuxHost;
import io.havip.gateway.host.VirtualMacInterfaces;
import io.havip.gateway.instance.VrrpInstance;
import io.havip.gateway.loop.Mail;
import io.havip.gateway.loop.Mailbox;
import io.havip.gateway.loop.ProtocolLoop;
import io.havip.gateway.loop.Reconfiguration;
import io.havip.gateway.loop.Rehearsal;
import io.havip.gateway.loop.VirtualRouters;
import io.havip.gateway.loop.WarmUp;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.InterfaceSettings;
import io.havip.gateway.settings.SyncGroupSettings;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.gateway.settings.VirtualMac;
import io.havip.haproxy.ProcessWatch;
import io.havip.health.Tracker;
import io.havip.health.Verdict;
import io.havip.linux.AddressFilter;
import io.havip.linux.PacketSocket;
import io.havip.linux.Workers;
import io.havip.observe.InstanceReport;
import io.havip.observe.InstanceStatus;
import io.havip.observe.Meters;
import io.havip.observe.StrayReport;
import io.havip.observe.journal.Journal;
import io.havip.programs.Notifier;
import io.havip.programs.NotifyFifoSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A running gateway: the loop with its virtual routers, the announcer, the trackers. Made once, started once, closed once;
 * closing releases every role first. In between, its settings may change.
 */
public final class Gateway implements AutoCloseable {
    private static final Duration REVIEW = Duration.ofSeconds(1);

    /** From the release to the end, with the wait for successors: Docker kills after 10 s. */
    private static final long END_MILLIS = 9_000;
    /** Of that, for captures, which would take the end of their interface for a failure. */
    private static final long CAPTURE_MILLIS = 1_500;
    /** Of that, for the readers of FIFOs, after the scripts. */
    private static final long NOTIFIER_MILLIS = 1_500;

    private final Meters meters;
    private final Journal journal;
    private final LinuxHost host;
    private final Mailbox mailbox;
    private final Announcer announcer;
    private final Workers workers;
    private final Rehearsal rehearsal;
    private final WarmUp warmUp;
    private final Notifier notifier;
    private final ConflictWatch conflicts;
    private final TrafficWatch traffic;
    private final Optional<CloudOwnership> cloud;
    private final AddressFilter filter = new AddressFilter();
    private final AtomicBoolean released = new AtomicBoolean();
    private volatile long releasedAtNanos;
    private final VirtualMacInterfaces virtualMacs;
    private final ProtocolLoop loop;
    private final VirtualRouters virtualRouters;
    private final Thread thread;
    private final Trackers trackers;
    private Workers.@Nullable Worker watch;
    private volatile @Nullable Thread changing;
    private boolean closed;

    /**
     * Something to be tracked.
     *
     * @param name what {@link Tracker#name} will be
     * @param settings the tracker is the same one for as long as they are equal
     * @param make makes it, ready to be started
     */
    public record TrackerPlan(String name, Object settings, Supplier<Tracker> make) {}

    /**
     * @param cloudSettings of the cloud that this node is in, if it is in one
     * @param onFailure told when the loop has died of an error: there is no gateway any more, and the process should end
     */
    public Gateway(
            Meters meters,
            Journal journal,
            Workers workers,
            Rehearsal rehearsal,
            Optional<CloudSettings> cloudSettings,
            Consumer<Throwable> onFailure) {
        this.meters = meters;
        this.journal = journal;
        this.workers = workers;
        this.rehearsal = rehearsal;
        this.warmUp = new WarmUp(workers.clock());
        this.announcer = new Announcer(new PacketSocket(), journal::warn, workers);
        this.notifier = new Notifier(journal::warn, meters.loop()::notificationLost, workers);
        this.virtualMacs = new VirtualMacInterfaces(journal::warn, workers);
        this.traffic = new TrafficWatch(meters.loop()::takeoverUnseen, journal::warn, workers);
        this.cloud = cloudSettings.map(settings ->
                new CloudOwnership(settings, workers, workers.clock().epochNanos()));
        this.host = new LinuxHost(
                announcer,
                traffic,
                cloud.<Ownership>map(own -> own).orElse(Ownership.NONE),
                notifier,
                journal,
                warmUp::until,
                meters.loop()::listingTorn);
        this.mailbox = new Mailbox(meters.loop(), host::wake);
        this.trackers = new Trackers(mailbox, meters, journal);
        this.loop = new ProtocolLoop(host, mailbox, meters, virtualMacs::compare);
        this.virtualRouters = loop.virtualRouters(meters);
        this.conflicts = new ConflictWatch(
                seen -> mailbox.put(new Mail.ClaimSeen(seen)), meters.loop()::claimsDropped, journal::warn, workers);
        this.thread = Thread.ofPlatform()
                .name("protocol-loop")
                .uncaughtExceptionHandler((_, failure) -> onFailure.accept(failure))
                .unstarted(loop::run);
    }

    /**
     * What a change of settings came to: names of virtual routers.
     *
     * @param unchanged how many were not touched
     */
    public record Changes(List<String> added, List<String> changed, List<String> removed, int unchanged) {}

    /**
     * A gateway at one moment.
     *
     * @param instances every virtual router, in the order of the configuration
     * @param strays what was received for none of them
     * @param verdicts the last one of each tracker that has spoken, by their names
     * @param alive whether the loop runs and keeps its deadlines
     */
    public record Snapshot(
            List<InstanceReport> instances, List<StrayReport> strays, List<Verdict> verdicts, boolean alive) {}

    /**
     * Opens FIFOs for state changes. Before the start.
     *
     * @throws IOException if one can't be made or opened, or its reader can't be run
     */
    public void open(List<NotifyFifoSettings> fifos) throws IOException {
        notifier.open(fifos);
    }

    /**
     * Starts with these settings. Whoever follows a tracker waits in FAULT until that has given its verdict.
     *
     * @param instances names unique, VRIDs unique per interface and family
     * @param interfaces what holds for interfaces
     * @param plans names unique
     * @param everythingRuns called when all threads are there and no virtual router has begun
     * @throws IllegalArgumentException if a tracker can't be made
     * @throws UncheckedIOException if addresses are not to be accepted, and {@code nft} can't see to it
     */
    public synchronized void start(
            List<InstanceSettings> instances,
            InterfaceSettings interfaces,
            List<TrackerPlan> plans,
            Runnable everythingRuns)
            throws InterruptedException {
        var made = trackers.make(plans);
        filter.removeStale();
        filter.refuse(refused(instances));
        virtualMacs.removeStale();
        rehearsal.play(host, workers, instances);
        warmUp.prepare(host, workers, instances);
        carryOut(instances, interfaces, () -> {
            thread.start();
            conflicts.watch(addresses(instances));
            trackers.start(made);
            watch = workers.start("watch", this::review);
            everythingRuns.run();
        });
    }

    private void review() throws InterruptedException {
        while (true) {
            Thread.sleep(REVIEW);
            announcer.review();
            trackers.review();
        }
    }

    /**
     * Goes on with other settings. What is as before is not disturbed: it keeps state, timers, addresses and connections.
     * A virtual router whose name, interface, VRID and family are as before keeps its role. Returns when the new settings
     * are in force.
     *
     * @throws InterruptedException if the gateway ends meanwhile
     * @param instances as in {@link #start}
     * @param interfaces as in {@link #start}
     * @param plans as in {@link #start}; who runs already follows a new one from its first verdict on
     * @throws IllegalArgumentException if a tracker can't be made; then nothing has changed
     * @throws UncheckedIOException as in {@link #start}; then nothing has changed
     */
    public synchronized Changes change(
            List<InstanceSettings> instances, InterfaceSettings interfaces, List<TrackerPlan> plans)
            throws InterruptedException {
        changing = Thread.currentThread();
        try {
            if (released.get()) {
                throw new InterruptedException();
            }
            return takeUp(instances, interfaces, plans);
        } finally {
            changing = null;
        }
    }

    private Changes takeUp(List<InstanceSettings> instances, InterfaceSettings interfaces, List<TrackerPlan> plans)
            throws InterruptedException {
        var made = trackers.make(plans);
        filter.refuse(refused(instances));
        trackers.start(made);
        var difference = carryOut(instances, interfaces, () -> {});
        difference.removed().forEach(instance -> instance.meters().close());
        notifier.retain(
                instances.stream().map(InstanceSettings::name).collect(Collectors.toSet()),
                instances.stream()
                        .flatMap(settings -> settings.syncGroup().stream())
                        .map(SyncGroupSettings::name)
                        .collect(Collectors.toSet()));
        trackers.retain(plans.stream().map(TrackerPlan::name).collect(Collectors.toSet()));
        return new Changes(
                names(difference.added()),
                names(difference.changed().keySet()),
                names(difference.removed()),
                instances.size()
                        - difference.added().size()
                        - difference.changed().size());
    }

    /** @param beforehand done when the difference is known, and nobody is told of it yet */
    private Reconfiguration carryOut(
            List<InstanceSettings> instances, InterfaceSettings interfaces, Runnable beforehand)
            throws InterruptedException {
        virtualMacs.require(macs(instances));
        announcer.group(interfaces.announcementGroups());
        traffic.watch(instances.stream()
                .collect(Collectors.toMap(InstanceSettings::name, InstanceSettings::watchedAddresses)));
        journal.recorder()
                .watch(instances.stream().map(InstanceSettings::recorded).toList());
        cloud.ifPresent(own -> own.watch(CloudAddresses.of(instances)));
        var carriedOut = new CountDownLatch(1);
        var difference = virtualRouters.change(instances, interfaces, carriedOut::countDown);
        beforehand.run();
        mailbox.put(new Mail.Reconfigure(difference));
        Reconfiguration.await(carriedOut, thread);
        conflicts.watch(addresses(instances));
        virtualMacs.release();
        return difference;
    }

    private static List<String> names(Collection<VrrpInstance> instances) {
        return instances.stream()
                .map(instance -> instance.settings().name())
                .sorted()
                .toList();
    }

    private static Map<String, Set<InetAddress>> addresses(List<InstanceSettings> instances) {
        return instances.stream()
                .flatMap(instance -> instance.moving().addresses().stream())
                .collect(Collectors.groupingBy(
                        VirtualAddress::interfaceName,
                        Collectors.mapping(VirtualAddress::address, Collectors.toSet())));
    }

    private static List<VirtualMac> macs(List<InstanceSettings> instances) {
        return instances.stream()
                .flatMap(instance -> instance.moving().virtualMacs().stream())
                .toList();
    }

    private static Set<InetAddress> refused(List<InstanceSettings> instances) {
        return instances.stream()
                .filter(instance -> !instance.moving().accept())
                .flatMap(instance -> instance.moving().addresses().stream())
                .map(VirtualAddress::address)
                .collect(Collectors.toSet());
    }

    /** Watches processes through a descriptor in the loop's epoll: their end is seen within a millisecond. */
    public ProcessWatch processWatch() {
        return host.processWatch();
    }

    /** The state of every virtual router, by instance name. */
    public Map<String, InstanceStatus> status() {
        var statuses = new TreeMap<String, InstanceStatus>();
        loop.instances().forEach(instance -> statuses.put(instance.settings().name(), instance.status()));
        return statuses;
    }

    /** All that people want to know, at one moment between two cycles of the loop. */
    public Snapshot snapshot() {
        var moment = loop.moment();
        return new Snapshot(
                moment.statuses().entrySet().stream()
                        .map(router -> router.getKey().meters().report(router.getValue()))
                        .toList(),
                meters.strays(),
                moment.verdicts(),
                alive());
    }

    /** Whether the loop runs and keeps its deadlines. */
    public boolean alive() {
        return thread.isAlive() && loop.stalls().alive(host.nanos());
    }

    /**
     * Gives up every role now, whatever else goes on; {@link #close} does the rest. The addresses stay until their successors are
     * heard, or the loop has waited long enough; when this is called again they go at once. Any thread may call it.
     */
    public void release() {
        mailbox.stop();
        if (released.compareAndSet(false, true)) {
            releasedAtNanos = host.nanos();
        }
        var waiting = changing;
        if (waiting != null) {
            waiting.interrupt();
        }
    }

    /** Whether the roles have been, or are being, given up for good. */
    public boolean ends() {
        return released.get();
    }

    /** Releases every role, then stops watching and announcing: each part, whatever goes wrong with another, and is told of. */
    @Override
    public void close() throws InterruptedException {
        if (!released.get()) {
            release();
        }
        closeParts();
    }

    private synchronized void closeParts() throws InterruptedException {
        if (closed) {
            return;
        }
        closed = true;
        // It removes the addresses. What matters most then is what would be left of the virtual MACs.
        thread.join();
        var closing = new Closing(journal::warn);
        closing.close("the warm-up", warmUp);
        closing.closeTogether(Map.of("the conflict watch", conflicts, "the traffic watch", traffic), CAPTURE_MILLIS);
        closing.close("the virtual MACs", virtualMacs);
        if (watch != null) {
            watch.close();
        }
        var parts = new LinkedHashMap<String, AutoCloseable>();
        trackers.forEach((name, tracker) -> parts.put("the tracker " + name, tracker));
        long millis = Math.max(0, END_MILLIS - TimeUnit.NANOSECONDS.toMillis(host.nanos() - releasedAtNanos));
        cloud.ifPresent(own -> parts.put("the cloud", own));
        parts.put("the packet filter", filter);
        parts.put("the announcer", announcer);
        parts.put("the notifier", () -> notifier.close(millis - NOTIFIER_MILLIS));
        closing.closeTogether(parts, millis);
        closing.close("the mailbox", mailbox);
        closing.close("the host", host);
    }
}
