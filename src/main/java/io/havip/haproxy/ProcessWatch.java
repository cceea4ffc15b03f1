package io.havip.haproxy;

/** Tells when a process ends, without delay (on Linux, a pidfd that becomes readable). */
@FunctionalInterface
public interface ProcessWatch {
    /**
     * Watches a process, which need not be a child. May be called on any thread.
     *
     * @param pid the process id, as this process sees it
     * @param onExit run once when the process has ended, at once if it has ended already or never was; may run on any
     *     thread, before this method returns even; does not block
     * @return what ends the watch: after it is closed, {@code onExit} may run once more at most, if it was under way
     */
    Watch watch(long pid, Runnable onExit);

    /** A process under watch. */
    @FunctionalInterface
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
