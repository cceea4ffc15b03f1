package io.havip.gateway.host;

/**
 * What may happen all the time: told of at once, and then not before some time has passed, with how often it has happened since it
 * was told of. Owned by one thread.
 */
public final class Occasional {
    private final long pauseNanos;
    private int untold;
    private boolean told;
    private long toldAtNanos;

    /** @param pauseNanos how long it is kept to itself at least */
    public Occasional(long pauseNanos) {
        this.pauseNanos = pauseNanos;
    }

    /**
     * It has happened.
     *
     * @return how often it has, if that is to be told now; 0 if not
     */
    public int happened(long nowNanos) {
        return happened(nowNanos, false);
    }

    /** @param urgent whether it is to be told now in any case */
    public int happened(long nowNanos, boolean urgent) {
        untold++;
        if (told && !urgent && nowNanos - toldAtNanos < pauseNanos) {
            return 0;
        }
        int count = untold;
        told = true;
        toldAtNanos = nowNanos;
        untold = 0;
        return count;
    }
}
