package io.havip.cloud.api;

import io.havip.cloud.CallFailed;
import io.havip.cloud.CallFailed.Kind;
import io.havip.linux.Clock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The key that counts now: a role's is renewed before it runs out, one in a file read each time. */
public final class AccessKeys {
    /** As the providers advise: Tencent's and Amazon's clients do so as well. */
    private static final long RENEWED_EARLY_MILLIS = 300_000;

    /** After a source has failed, as long as the known key lives. */
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Source source;
    private final Clock clock;
    private final ReentrantLock renewing = new ReentrantLock();
    private volatile @Nullable AccessKey known;
    private volatile long dueAtNanos;

    /** Where keys come from. */
    @FunctionalInterface
    public interface Source {
        AccessKey read() throws CallFailed, InterruptedException;
    }

    public AccessKeys(Source source, Clock clock) {
        this.source = source;
        this.clock = clock;
        this.dueAtNanos = clock.nanos();
    }

    /**
     * The known one at once as long as it lives, but for one caller at a time, who renews it when that is due. Who has none that lives
     * waits for the source.
     */
    public AccessKey current() throws CallFailed, InterruptedException {
        var last = known;
        if (last != null && lives(last, 0)) {
            return lives(last, RENEWED_EARLY_MILLIS) || !isDue() || !renewing.tryLock() ? last : renewed();
        }
        renewing.lockInterruptibly();
        return renewed();
    }

    /** Gives the lock back. */
    private AccessKey renewed() throws CallFailed, InterruptedException {
        try {
            var last = known;
            boolean serves = last != null && lives(last, 0);
            if (last != null && serves && (lives(last, RENEWED_EARLY_MILLIS) || !isDue())) {
                return last;
            }
            try {
                var renewed = source.read();
                known = renewed;
                return renewed;
            } catch (CallFailed e) {
                dueAtNanos = clock.nanos() + PAUSE_NANOS;
                if (last != null && serves) {
                    return last;
                }
                throw new CallFailed(
                        kind(e.kind()), e.code(), "there are no credentials: " + e.getMessage(), e.pause());
            }
        } finally {
            renewing.unlock();
        }
    }

    /** What passes is no matter of the credentials; what they would have signed has not been sent. */
    private static Kind kind(Kind ofSource) {
        return switch (ofSource) {
            case PASSING, THROTTLED, UNKNOWN, UNCLEAR, UNSHOWN -> Kind.PASSING;
            case CREDENTIALS, FORBIDDEN, CLOCK, FINAL -> Kind.CREDENTIALS;
        };
    }

    private boolean isDue() {
        return clock.nanos() - dueAtNanos >= 0;
    }

    /** The provider does not take it: the next one is read anew. */
    public void refused(AccessKey key) {
        renewing.lock();
        try {
            if (key.equals(known)) {
                known = null;
            }
        } finally {
            renewing.unlock();
        }
    }

    private boolean lives(AccessKey key, long forMillis) {
        return key.expiresAtEpochMillis() - clock.epochMillis() > forMillis;
    }
}
