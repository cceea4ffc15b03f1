package io.havip.gateway;

import io.havip.announce.Announcer;
import io.havip.announce.ConflictWatch;
import io.havip.haproxy.ProcessWatch;
import io.havip.health.Tracker;
import io.havip.health.Verdict;
import io.havip.linux.ErrnoException;
import io.havip.linux.PidFd;
import io.havip.observe.InstanceStatus;
import io.havip.observe.Journal;
import io.havip.observe.Meters;
import io.havip.observe.Meters.VirtualRouterMeters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A running gateway: the loop with its virtual routers, the announcer, the trackers. Made once, started once, closed once;
 * closing releases every role first.
 */
public final class Gateway implements AutoCloseable {
    private final Meters meters;
    private final Journal journal;
    private final Mailbox mailbox = new Mailbox();
    private final Announcer announcer;
    private final ConflictWatch conflicts;
    private final ProtocolLoop loop;
    private final Thread thread;
    private final List<Tracker> trackers = new ArrayList<>();

    /**
     * @param instances names unique, VRIDs unique per interface and family
     * @param onFailure told when the loop has died of an error: there is no gateway any more, and the process should end
     */
    public Gateway(List<InstanceSettings> instances, Meters meters, Journal journal, Consumer<Throwable> onFailure) {
        this.meters = meters;
        this.journal = journal;
        this.announcer = new Announcer(new AnnouncementMeters());
        this.loop = new ProtocolLoop(instances, mailbox, announcer, journal, meters);
        this.conflicts = new ConflictWatch(
                instances.stream()
                        .flatMap(instance -> instance.addresses().stream())
                        .collect(Collectors.groupingBy(
                                VirtualAddress::interfaceName,
                                Collectors.mapping(VirtualAddress::address, Collectors.toSet()))),
                claim -> mailbox.put(new Mail.ClaimSeen(claim)),
                journal::warn);
        this.thread = Thread.ofPlatform()
                .name("protocol-loop")
                .uncaughtExceptionHandler((_, failure) -> onFailure.accept(failure))
                .unstarted(loop::run);
    }

    /** Adds a tracker, to be started with the gateway. */
    public void track(Tracker tracker) {
        trackers.add(tracker);
    }

    public void start() {
        thread.start();
        conflicts.start();
        for (var tracker : trackers) {
            tracker.start(this::decide, meters::healthCheck);
        }
    }

    private void decide(Verdict verdict) {
        mailbox.put(new Mail.VerdictReached(verdict));
        meters.health(verdict.tracker(), verdict.healthy());
        var message = verdict.tracker() + (verdict.healthy() ? " is healthy: " : " is unhealthy: ") + verdict.reason();
        if (verdict.healthy()) {
            journal.info(message);
        } else {
            journal.warn(message);
        }
    }

    /** Watches processes through a descriptor in the loop's epoll: their end is seen within a millisecond. */
    public ProcessWatch processWatch() {
        return (pid, onExit) -> {
            PidFd process;
            try {
                process = PidFd.open(pid);
            } catch (ErrnoException alreadyGone) {
                onExit.run();
                return () -> {};
            }
            mailbox.put(new Mail.WatchProcess(process, onExit));
            return () -> mailbox.put(new Mail.UnwatchProcess(process));
        };
    }

    /** The state of every virtual router, by instance name. */
    public Map<String, InstanceStatus> status() {
        var statuses = new TreeMap<String, InstanceStatus>();
        loop.instances().forEach(instance -> statuses.put(instance.settings().name(), instance.status()));
        return statuses;
    }

    /** Whether the loop runs and keeps its deadlines. */
    public boolean alive() {
        return thread.isAlive() && loop.stalls().alive(System.nanoTime());
    }

    /** Releases every role, then stops watching and announcing. */
    @Override
    public void close() throws InterruptedException {
        mailbox.put(new Mail.Stop());
        thread.join();
        conflicts.close();
        announcer.close();
        trackers.forEach(Tracker::close);
        mailbox.close();
    }

    private final class AnnouncementMeters implements Announcer.Listener {
        @Override
        public void sent(String instance, boolean neighbourAdvertisement) {
            of(instance, virtualRouter -> virtualRouter.announced(neighbourAdvertisement));
        }

        @Override
        public void failed(String instance, String interfaceName, String reason) {
            of(instance, VirtualRouterMeters::announcementFailed);
            journal.warn("can't announce on " + interfaceName + ": " + reason);
        }

        private void of(String name, Consumer<VirtualRouterMeters> count) {
            for (var instance : loop.instances()) {
                if (instance.settings().name().equals(name)) {
                    count.accept(instance.meters());
                }
            }
        }
    }
}
