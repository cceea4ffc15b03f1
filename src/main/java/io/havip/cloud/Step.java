package io.havip.cloud;

/** What a {@link Reconciliation} does, or waits to do. */
sealed interface Step {
    /** Until the deadline. */
    record Waiting(Step next) implements Step {}

    record Reading(long call) implements Step {}

    /** @param sinceNanos when that was first asked for this claim */
    record AskingRole(CloudAddress.Reading seen, long readAtNanos, long sinceNanos) implements Step {}

    record Claiming(long call) implements Step {}

    record Polling(long call, String task) implements Step {}

    /** The number of the call that runs; 0 while none does. */
    default long running() {
        return switch (this) {
            case Waiting _, AskingRole _ -> 0;
            case Reading(long call) -> call;
            case Claiming(long call) -> call;
            case Polling(long call, var _) -> call;
        };
    }

    /** The call, in a sentence. */
    default String name() {
        return switch (this) {
            case Claiming _ -> "the claim";
            case Polling _ -> "the question for the end of a change";
            default -> "the reading";
        };
    }
}
