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

    /** HAProxy did not do what was asked in time: one such result may be an accident. */
    record Missed(String reason) implements CheckResult {}

    /** Nobody is there. */
    record Refused(String reason) implements CheckResult {}
}
