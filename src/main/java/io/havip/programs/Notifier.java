package io.havip.programs;

import io.havip.linux.Workers;
import io.havip.programs.NotifyScript.Occasion;
import io.havip.vrrp.State;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs the scripts that are told of state changes, as keepalived does: first the state's own, then the general one, which
 * gets {@code INSTANCE NAME STATE PRIORITY} (or {@code GROUP NAME STATE 0}) after its own arguments. Those of one subject
 * run one after the other, in the order of its changes; those of several at the same time. What they print is discarded.
 * FIFOs get the general script's arguments as a line, before any script is run.
 */
public final class Notifier {
    /** Enough to promote a database. Then a script is killed, so that the next change is told. */
    private static final long RUN_SECONDS = 600;

    /** So many changes of one subject may wait until the programs have ended that were told of those before. */
    private static final int WAITING_MAX = 100;

    /** Then a thread without work ends: reloads may bring ever new names. */
    private static final long IDLE_SECONDS = 30;

    private final Consumer<String> warnings;
    private final Runnable lost;
    private final Workers workers;
    private final Map<String, ThreadPoolExecutor> queues = new ConcurrentHashMap<>();
    /** Instances whose script of a lower priority waits to be run. */
    private final Set<String> lowerHeard = ConcurrentHashMap.newKeySet();

    private final List<NotifyFifo> fifos = new CopyOnWriteArrayList<>();

    /** What has changed its state: the first of the general script's further arguments. */
    public enum Subject {
        INSTANCE,
        GROUP
    }

    /**
     * @param warnings told in a sentence what has gone wrong, from threads of its own; must not block for long
     * @param lost told of each change that a program, and each line that a FIFO, had no room for, likewise
     */
    public Notifier(Consumer<String> warnings, Runnable lost, Workers workers) {
        this.workers = workers;
        this.lost = lost;
        this.warnings = warnings;
    }

    /**
     * Opens FIFOs, which are told of everything from then on. To be called once, before anything is told.
     *
     * @throws IOException if one can't be made or opened, or its reader can't be run
     */
    public void open(List<NotifyFifoSettings> settings) throws IOException {
        for (var each : settings) {
            fifos.add(new NotifyFifo(each, warnings, lost, workers));
        }
    }

    /**
     * Tells of a new state. Returns at once; callable from any thread.
     *
     * @param name the VRRP instance's, or the sync group's
     * @param state the new state
     * @param priority the effective priority; of a group 0
     */
    public void tell(Subject subject, String name, Map<Occasion, NotifyScript> scripts, State state, int priority) {
        tell(subject, name, scripts, occasion(state), priority);
    }

    /** The instance is no more, because a changed configuration has no such one. */
    public void tellDeleted(String instance, Map<Occasion, NotifyScript> scripts, int priority) {
        tell(Subject.INSTANCE, instance, scripts, Occasion.DELETED, priority);
    }

    /**
     * An Active has heard a lower priority, whose sender may have told the network that the addresses are there. Its script is
     * not run again for what is heard while it waits to be: advertisements come faster than scripts end.
     */
    public void tellLowerHeard(String instance, Map<Occasion, NotifyScript> scripts, int priority) {
        write(Subject.INSTANCE, instance, "MASTER_RX_LOWER_PRI", priority);
        var script = scripts.get(Occasion.LOWER_HEARD);
        if (script != null && lowerHeard.add(instance)) {
            boolean taken = execute(Subject.INSTANCE, instance, () -> {
                lowerHeard.remove(instance);
                run(instance, script, List.of());
            });
            if (!taken) {
                lowerHeard.remove(instance);
            }
        }
    }

    /** The effective priority has changed, and the state has not. Told to the FIFOs only. */
    public void tellPriority(String instance, State state, int priority) {
        if (state == State.ACTIVE || state == State.BACKUP) {
            write(Subject.INSTANCE, instance, word(occasion(state)) + "_PRIORITY", priority);
        }
    }

    private void tell(
            Subject subject, String name, Map<Occasion, NotifyScript> scripts, Occasion occasion, int priority) {
        write(subject, name, word(occasion), priority);
        var own = scripts.get(occasion);
        var general = scripts.get(Occasion.ANY);
        if (own == null && general == null) {
            return;
        }
        execute(subject, name, () -> {
            if (own != null) {
                run(name, own, List.of());
            }
            if (general != null) {
                run(name, general, List.of(subject.name(), name, word(occasion), Integer.toString(priority)));
            }
        });
    }

    private void write(Subject subject, String name, String word, int priority) {
        if (!fifos.isEmpty()) {
            var line = "%s \"%s\" %s %d".formatted(subject, name, word, priority);
            fifos.forEach(fifo -> fifo.tell(line));
        }
    }

    private static Occasion occasion(State state) {
        return switch (state) {
            case ACTIVE -> Occasion.ACTIVE;
            case BACKUP -> Occasion.BACKUP;
            case FAULT -> Occasion.FAULT;
            case INITIALIZE -> Occasion.STOP;
        };
    }

    private boolean execute(Subject subject, String name, Runnable task) {
        String thread = thread(subject, name);
        return workers.execute(queues.computeIfAbsent(thread, _ -> queue(thread, name)), thread, task);
    }

    private static String thread(Subject subject, String name) {
        return "notify-" + subject + " " + name;
    }

    private ThreadPoolExecutor queue(String thread, String name) {
        var queue = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(WAITING_MAX),
                Thread.ofPlatform().daemon().name(thread).factory(),
                (newest, full) -> leaveOutOldest(thread, name, newest, full));
        queue.allowCoreThreadTimeOut(true);
        return queue;
    }

    /** What is so now matters more than what was. */
    private void leaveOutOldest(String thread, String name, Runnable newest, ThreadPoolExecutor full) {
        if (full.isShutdown()) {
            throw new RejectedExecutionException("nothing is told any more");
        }
        full.getQueue().poll();
        lowerHeard.remove(name);
        lost.run();
        workers.failed(
                thread,
                new IllegalStateException(WAITING_MAX + " changes wait for its programs: the oldest one is left out"));
        full.execute(newest);
    }

    /** Forgets all others, after they were told of their end; one whose programs have not ended is forgotten the next time. */
    public void retain(Set<String> instances, Set<String> groups) {
        var present = Stream.concat(
                        instances.stream().map(name -> thread(Subject.INSTANCE, name)),
                        groups.stream().map(name -> thread(Subject.GROUP, name)))
                .collect(Collectors.toSet());
        queues.entrySet()
                .removeIf(queue -> !present.contains(queue.getKey())
                        && queue.getValue().getActiveCount() == 0
                        && queue.getValue().getQueue().isEmpty());
    }

    /** How many subjects have been told of by programs, and not been forgotten. */
    int subjects() {
        return queues.size();
    }

    /** keepalived's words. */
    private static String word(Occasion occasion) {
        return occasion == Occasion.ACTIVE ? "MASTER" : occasion.name();
    }

    private void run(String name, NotifyScript script, List<String> further) {
        ProgramRun.run(name + ": notify script", script, further, RUN_SECONDS, warnings);
    }

    /** Waits until everything was told, so long at most; what then still runs is killed, and the FIFOs are closed. */
    public void close(long millis) throws InterruptedException {
        queues.values().forEach(ExecutorService::shutdown);
        long deadlineNanos = workers.clock().nanos() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (var queue : queues.values()) {
            if (!queue.awaitTermination(deadlineNanos - workers.clock().nanos(), TimeUnit.NANOSECONDS)) {
                queue.shutdownNow();
            }
        }
        for (var fifo : fifos) {
            fifo.close();
        }
    }
}
