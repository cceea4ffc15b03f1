package io.havip.health;

import java.util.function.Consumer;

/** Watches one thing on threads of its own and tells a listener whenever the verdict or its reason changes, and once at the start. */
public interface Tracker extends AutoCloseable {
    /** The name that {@code track_script} and the metrics' label {@code tracker} use. */
    String name();

    /**
     * Starts to watch.
     *
     * @param verdicts called from the tracker's own threads; must not block
     * @param checks called after every check, for the metrics
     */
    void start(Consumer<Verdict> verdicts, CheckListener checks);

    /** Called by another thread, once a second: it has to see for itself whether its own threads get on. */
    default void review() {}

    /** Stops to watch and waits until its threads are gone, but not for ever: nothing is said any more. */
    @Override
    void close();

    /** Told of every single check. */
    interface CheckListener {
        /**
         * One check is over.
         *
         * @param durationNanos how long the check took
         */
        void checked(String tracker, boolean succeeded, long durationNanos);
    }
}
