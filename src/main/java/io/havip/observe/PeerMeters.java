package io.havip.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** The meters of what the other nodes are asked. */
public final class PeerMeters {
    private final MeterRegistry registry;

    /** Why one has not told what it was asked. */
    public enum Reason {
        /** No connection comes about. */
        UNREACHABLE,
        /** There is one, and no whole answer in time. */
        TIMEOUT,
        /** It is not known to be who it should be. */
        UNTRUSTED,
        /** It does not take the token. */
        UNAUTHORIZED,
        /** It answers something else, or too much. */
        ANSWER
    }

    public PeerMeters(MeterRegistry registry) {
        this.registry = registry;
        for (var reason : Reason.values()) {
            counter(reason);
        }
    }

    private Counter counter(Reason reason) {
        return Counter.builder("havip.peer.questions.failed")
                .description("Questions that another node has not answered")
                .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    public void failed(Reason reason) {
        counter(reason).increment();
    }
}
