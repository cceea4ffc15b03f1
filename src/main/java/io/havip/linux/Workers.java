package io.havip.linux;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The threads beside the loop, none of which dies unseen: one that throws is told of, and starts again after a while that
 * doubles with every short life ({@link Backoff}). Callable from any thread.
 */
public final class Workers {
    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

    private final Clock clock;
    private final FailureListener failures;
    private final Consumer<Worker> carrier;

    /** What a worker does, until it is interrupted or has nothing more to do. */
    @FunctionalInterface
    public interface Work {
        void run() throws InterruptedException;
    }

    /** Told on the worker's own thread. */
    @FunctionalInterface
    public interface FailureListener {
        /** @param worker the thread's name */
        void failed(String worker, Throwable failure);
    }

    public Workers(Clock clock, FailureListener failures) {
        this(clock, failures, worker -> worker.thread.start());
    }

    /** @param carrier has each worker {@linkplain Worker#live live}, in place of a thread of its own */
    public Workers(Clock clock, FailureListener failures, Consumer<Worker> carrier) {
        this.clock = clock;
        this.failures = failures;
        this.carrier = carrier;
    }

    /** For whatever the workers measure and wait for. */
    public Clock clock() {
        return clock;
    }

    /**
     * Starts a daemon thread.
     *
     * @throws ErrnoException if the kernel refuses one, at a limit of processes
     */
    public Worker start(String name, Work work) {
        return start(name, work, _ -> {});
    }

    /** @param aftermath done after each failure, before the wait: whatever must not stand as it is meanwhile */
    public Worker start(String name, Work work, Consumer<Throwable> aftermath) {
        var worker = new Worker(name, work, aftermath);
        try {
            carrier.accept(worker);
        } catch (OutOfMemoryError refused) {
            // The Java machine's word for that, whatever memory there is.
            throw new ErrnoException("pthread_create", Errno.EAGAIN, "no thread can be started");
        }
        return worker;
    }

    /** Of one task among others of a thread: what it throws is told of, and the next one is done as if it had not. */
    public Runnable guarded(String name, Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (Throwable failure) {
                failed(name, failure);
            }
        };
    }

    /**
     * Hands a task over, {@link #guarded}: that no thread can be started for it (a limit of processes) is told of in the same way,
     * and is no failure of the caller's, the loop's least of all. The next one has the executor try again.
     *
     * @return whether the executor has taken it
     */
    public boolean execute(Executor executor, String name, Runnable task) {
        try {
            executor.execute(guarded(name, task));
            return true;
        } catch (RuntimeException | Error refused) {
            failed(name, refused);
            return false;
        }
    }

    /** Something has failed that a worker does, and that is tried again elsewhere. */
    public void failed(String name, Throwable failure) {
        try {
            failures.failed(name, failure);
        } catch (RuntimeException | Error deaf) {
            // Whoever can't hear it must not be the end of whoever tells it.
        }
    }

    /** One thread, whatever becomes of its work. */
    public final class Worker implements AutoCloseable {
        private final String name;
        private final Work work;
        private final Consumer<Throwable> aftermath;
        private final CountDownLatch ending = new CountDownLatch(1);
        private final Thread thread;
        private Backoff backoff = Backoff.INITIAL;

        private Worker(String name, Work work, Consumer<Throwable> aftermath) {
            this.name = name;
            this.work = work;
            this.aftermath = aftermath;
            this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
        }

        private void run() {
            var pause = live();
            while (pause.isPresent() && waited(pause.getAsLong())) {
                pause = live();
            }
        }

        /**
         * Does its work until that ends.
         *
         * @return in how many nanoseconds it is to be done again; empty where it has ended for good
         */
        public OptionalLong live() {
            long startedAtNanos = clock.nanos();
            try {
                work.run();
                return OptionalLong.empty();
            } catch (InterruptedException closed) {
                return OptionalLong.empty();
            } catch (Throwable failure) {
                boolean last = ending.getCount() == 0;
                failed(name, failure);
                guarded(name, () -> aftermath.accept(failure)).run();
                long pauseNanos = backoff.delayNanos();
                backoff = backoff.next(clock.nanos() - startedAtNanos);
                return last ? OptionalLong.empty() : OptionalLong.of(pauseNanos);
            }
        }

        /** Whether to go on: one that waits when the end comes, has once more to finish its work. */
        private boolean waited(long nanos) {
            try {
                boolean _ = ending.await(nanos, TimeUnit.NANOSECONDS);
                return true;
            } catch (InterruptedException closed) {
                return false;
            }
        }

        /** Waits until it has ended by itself, as it has been told to; it starts once more at most. */
        public void awaitEnd() throws InterruptedException {
            ending.countDown();
            thread.join();
        }

        /**
         * The same for a while.
         *
         * @return whether it has ended in time
         */
        public boolean awaitEnd(long millis) throws InterruptedException {
            ending.countDown();
            return thread.join(Duration.ofMillis(millis));
        }

        /** It gets on no more: told of like a failure, with where it stands. It may get on again all the same. */
        public void hangs() {
            var failure = new IllegalStateException("hangs");
            failure.setStackTrace(thread.getStackTrace());
            failed(name, failure);
        }

        /** Interrupts it, and waits until it has ended. */
        @Override
        public void close() {
            boolean _ = end(FOREVER);
        }

        /**
         * Interrupts it, and waits until it has ended, for a while.
         *
         * @return whether it has
         */
        public boolean end(Duration patience) {
            ending.countDown();
            thread.interrupt();
            try {
                return thread.join(patience);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
