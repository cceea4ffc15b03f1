package io.havip.cloud;

import io.havip.cloud.CloudAddress.Reading;
import java.util.Optional;
import java.util.OptionalLong;

/** What {@link Reconciliation} asks for, in the order in which it is to be done. */
sealed interface CloudEffect {
    /** Answered at once, before anything else happens, by {@link CloudEvent.RoleAnswered}. */
    record AskRole() implements CloudEffect {}

    /** @param call which one it is: they are numbered */
    record Read(long call) implements CloudEffect {}

    record Claim(long call, Reading seen) implements CloudEffect {}

    record AskProgress(long call, String task) implements CloudEffect {}

    /** Nobody waits any longer for the call that runs. */
    record Cancel() implements CloudEffect {}

    /** The cloud has not followed the announcements. */
    record AnnounceAgain() implements CloudEffect {}

    /**
     * The cloud says that the address is here, for the first time in this role. All times are since the role was decided.
     *
     * @param callNanos until the claim was answered; empty where it was here already, or moves by announcements
     * @param effectNanos until the provider said that it is done; likewise
     */
    record TellVerified(OptionalLong callNanos, OptionalLong effectNanos, long verifiedNanos) implements CloudEffect {}

    /**
     * It was here, somebody else got it while this node was Active, and it is here again.
     *
     * @param holder who had it; empty where nobody did
     * @param nanos since that was seen
     */
    record TellCorrected(Optional<String> holder, long nanos) implements CloudEffect {}

    /** A change was under way when the role was lost: it may take place all the same. */
    record TellOutlived() implements CloudEffect {}
}
