package io.havip.cloud;

import io.havip.cloud.CloudAddress.Progress;
import io.havip.cloud.CloudAddress.Reading;
import java.util.Optional;

/** What happens to an address, as far as {@link Reconciliation} has to know. */
sealed interface CloudEvent {
    /**
     * This node has become Active.
     *
     * @param decidedAtNanos when that was decided
     */
    record Taken(long decidedAtNanos) implements CloudEvent {}

    /** It no longer is. */
    record Yielded() implements CloudEvent {}

    /** Asked by {@link CloudEffect.AskRole}: whether an advertisement of this node left within its last interval. */
    record RoleAnswered(boolean confirmed) implements CloudEvent {}

    /** @param call as that of the effect that asked for it: an answer to another one is late, and counts for nothing */
    record Read(long call, Reading reading) implements CloudEvent {}

    /** @param task to ask about; empty where it is done */
    record Claimed(long call, Optional<String> task) implements CloudEvent {}

    record Progressed(long call, Progress progress) implements CloudEvent {}

    record Failed(long call, CallFailed failure) implements CloudEvent {}

    /** The {@link Reconciliation#deadlineNanos deadline} has come, or might have. */
    record Due() implements CloudEvent {}
}
