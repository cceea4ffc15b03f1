package io.havip.testing;

import io.havip.linux.Clock;
import io.havip.linux.Workers;

/** Workers for what is tested with threads of its own and the machine's clock. */
public final class TestWorkers {
    private TestWorkers() {}

    /** Failures are written where the test's output goes. */
    public static Workers make() {
        return new Workers(Clock.MACHINE, (worker, failure) -> failure.printStackTrace());
    }
}
