package io.havip.linux;

/** Whether a thread gets on, as another one sees it that looks once a second. A process that is stopped loses no time by it. */
public final class Progress {
    private boolean busy;
    private long quietSeconds;

    /** The thread has begun something, or got further with it. */
    public synchronized void made() {
        busy = true;
        quietSeconds = 0;
    }

    /** It has nothing to do. */
    public synchronized void rests() {
        busy = false;
        quietSeconds = 0;
    }

    /** To be called once a second; returns for how many calls nothing was heard of it, while it had something to do. */
    public synchronized long review() {
        return busy ? ++quietSeconds : 0;
    }
}
