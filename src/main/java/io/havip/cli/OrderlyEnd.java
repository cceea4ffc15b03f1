package io.havip.cli;

import io.havip.linux.TerminationSignal;
import io.havip.linux.Workers;
import io.quarkus.runtime.Quarkus;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;

/**
 * Keeps the virtual machine from halting before this is closed, and from lingering after. At a signal Quarkus only tells the
 * application and stops itself, its log first; roles that are still being released, or a HAProxy that is still being stopped,
 * would be cut short, and nobody would hear of it.
 */
final class OrderlyEnd implements AutoCloseable {
    private static final List<String> SIGNALS = List.of("TERM", "INT");
    /** As a shell tells of a program that a signal has ended. */
    private static final int SIGNALLED = 128;

    /** For the framework to stop: longer only where it writes to a log that nobody reads. */
    private static final long LINGER_MILLIS = 2_000;
    /** From a second signal on, for all that is still to be put in order. */
    private static final long HURRY_MILLIS = 5_000;

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();
    private volatile int status = 1;
    private @Nullable Thread starting = Thread.currentThread();
    private @Nullable TerminationSignal termination;

    /** Until {@link #beginWith}, the calling thread is interrupted when the process is told to end. */
    OrderlyEnd() {
        try {
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform().name("orderly-end").unstarted(this::await));
        } catch (IllegalStateException beingToldAlready) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Has this done as soon as a signal tells the process to end, before anything else, and again at every further one: whoever
     * sends two does not want to wait. From the second one on the process has {@value #HURRY_MILLIS} ms.
     */
    void beginWith(Runnable action, Workers workers) {
        started();
        rehearse();
        for (var name : SIGNALS) {
            Signal.handle(new Signal(name), signal -> told(action, signal.getNumber()));
        }
        if (TerminationSignal.reserved()) {
            var taken = TerminationSignal.take();
            termination = taken;
            workers.start("sigterm", () -> {
                while (taken.await()) {
                    told(action, TerminationSignal.NUMBER);
                }
            });
        }
    }

    /** Whoever waits from now on waits for the end. */
    private synchronized void started() {
        starting = null;
        boolean _ = Thread.interrupted();
    }

    private void told(Runnable action, int signal) {
        action.run();
        status = SIGNALLED + signal;
        switch (asked.getAndIncrement()) {
            case 0 -> Quarkus.asyncExit(status);
            case 1 -> haltAfter(HURRY_MILLIS);
            default -> {}
        }
    }

    /** The first signal pays for the first use of code: let it be one that means nothing. */
    private static void rehearse() {
        var harmless = new Signal("CONT");
        Signal.handle(harmless, _ -> {});
        Signal.raise(harmless);
    }

    private void await() {
        begun.countDown();
        synchronized (this) {
            if (starting != null) {
                starting.interrupt();
            }
        }
        try {
            closed.await();
            haltAfter(LINGER_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Unless the process has ended before. */
    private void haltAfter(long millis) {
        Thread.ofPlatform().name("halt").daemon().start(() -> {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(status);
        });
    }

    /** Waits for so long, unless the process is told to end. Returns whether it was. */
    boolean beginsWithin(long nanos) throws InterruptedException {
        return begun.await(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        if (termination != null) {
            termination.close();
        }
        closed.countDown();
        if (asked.get() > 0) {
            haltAfter(LINGER_MILLIS);
        }
    }
}
