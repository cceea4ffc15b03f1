package io.havip.cloud.api;

import io.havip.cloud.CallFailed;
import io.havip.cloud.CallFailed.Kind;
import io.havip.linux.Clock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The key that counts now: a role's is renewed before it runs out, one in a file read each time. */
public final class AccessKeys {
    /** As the providers advise: Tencent's and Amazon's clients do so as well. */
    private static final long RENEWED_EARLY_MILLIS = 300_000;

    private final Source source;
    private final Clock clock;
    private final ReentrantLock renewing = new ReentrantLock();
    private @Nullable AccessKey known;

    /** Where keys come from. */
    @FunctionalInterface
    public interface Source {
        AccessKey read() throws CallFailed, InterruptedException;
    }

    public AccessKeys(Source source, Clock clock) {
        this.source = source;
        this.clock = clock;
    }

    /** Waits for the source where the known one is about to run out; the known one serves until then, though it can't be renewed. */
    public AccessKey current() throws CallFailed, InterruptedException {
        renewing.lockInterruptibly();
        try {
            var last = known;
            if (last != null && lives(last, RENEWED_EARLY_MILLIS)) {
                return last;
            }
            try {
                var renewed = source.read();
                known = renewed;
                return renewed;
            } catch (CallFailed e) {
                if (last != null && lives(last, 0)) {
                    return last;
                }
                throw new CallFailed(
                        e.kind() == Kind.THROTTLED ? Kind.PASSING : Kind.CREDENTIALS,
                        e.code(),
                        "there are no credentials: " + e.getMessage(),
                        e.pause());
            }
        } finally {
            renewing.unlock();
        }
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
