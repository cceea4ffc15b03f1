package io.havip.haproxy;

import java.util.Optional;

/** What one check of HAProxy found; the reason is one short sentence for people. */
sealed interface CheckResult {
    String reason();

    /**
     * HAProxy works.
     *
     * @param worker the process that works, if it could be told
     */
    record Passed(String reason, Optional<Worker> worker) implements CheckResult {}

    /**
     * HAProxy did not do what was asked in time: one such result may be an accident.
     *
     * @param silent whether there was no answer at all until the deadline
     */
    record Missed(String reason, boolean silent) implements CheckResult {
        Missed(String reason) {
            this(reason, false);
        }
    }

    /** Nobody is there. */
    record Refused(String reason) implements CheckResult {}
}
