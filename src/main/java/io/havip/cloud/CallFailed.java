package io.havip.cloud;

import java.time.Duration;
import java.util.Optional;

/** A call that the provider refused, or of which nothing is known. */
public final class CallFailed extends Exception {
    private static final long serialVersionUID = 1;

    public enum Kind {
        /** Refused for the moment, or never sent: nothing has happened, and it is asked again after a pause. */
        PASSING,
        /** Not sent, because the role was not shown any more when all was ready. */
        UNSHOWN,
        /** Too many calls: asked again after a longer pause. */
        THROTTLED,
        /** No answer in time, a broken connection, or an error within the provider: a change may have happened all the same. */
        UNKNOWN,
        /** Answered, but neither as what is done nor as what is refused: likewise. */
        UNCLEAR,
        /** The credentials are wrong, have run out, or can't be had. */
        CREDENTIALS,
        /** Their policy does not allow this call. */
        FORBIDDEN,
        /** This node's clock is too far from the provider's. */
        CLOCK,
        /** Nothing that asking again would change: there is no such address, or it can't be moved. */
        FINAL
    }

    private final Kind kind;
    private final String code;
    private final transient Optional<Duration> pause;

    /**
     * @param code the provider's own word for it, e.g. {@code RequestLimitExceeded}
     * @param message one sentence for the operator, without secrets
     * @param pause for how long the provider asks not to be called
     */
    public CallFailed(Kind kind, String code, String message, Optional<Duration> pause) {
        super(message);
        this.kind = kind;
        this.code = code;
        this.pause = pause;
    }

    public Kind kind() {
        return kind;
    }

    /** The same, where it is known that no change had been asked for yet. */
    CallFailed unsent() {
        return mayHaveHappened() ? new CallFailed(Kind.PASSING, code, String.valueOf(getMessage()), pause) : this;
    }

    /** Whether what was asked for may be done all the same. */
    boolean mayHaveHappened() {
        return kind == Kind.UNKNOWN || kind == Kind.UNCLEAR;
    }

    public String code() {
        return code;
    }

    public Optional<Duration> pause() {
        return pause;
    }

    /** What to do about it. */
    public String mend() {
        return switch (kind) {
            case PASSING, UNSHOWN, UNKNOWN -> "see whether this node reaches the API, and whether that is well";
            case THROTTLED -> "call it less often, from whatever else does";
            case CREDENTIALS -> "give this node credentials that are valid";
            case FORBIDDEN -> "allow this call in the policy of its credentials";
            case CLOCK -> "set this node's clock right, by NTP";
            case UNCLEAR -> "see what the API says to such a call, and whether that is what is expected of it";
            case FINAL -> "correct what the cloud, or the configuration, says of the address";
        };
    }
}
