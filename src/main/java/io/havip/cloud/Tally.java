package io.havip.cloud;

import io.havip.cloud.Holding.Call;
import io.havip.cloud.Holding.Kind;
import io.havip.cloud.Holding.Outcome;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** What is counted of one address. Counted on its threads, read by any. */
final class Tally {
    private static final int OUTCOMES = Outcome.values().length;

    private final AtomicLongArray calls = new AtomicLongArray(Call.values().length * OUTCOMES);
    final LongAdder corrections = new LongAdder();
    final LongAdder announcements = new LongAdder();
    final LongAdder outlived = new LongAdder();

    void called(Call call, Outcome outcome) {
        calls.incrementAndGet(call.ordinal() * OUTCOMES + outcome.ordinal());
    }

    Map<Kind, Long> calls() {
        var counts = new LinkedHashMap<Kind, Long>();
        for (var call : Call.values()) {
            Arrays.stream(Outcome.values())
                    .forEach(outcome -> counts.put(
                            new Kind(call, outcome), calls.get(call.ordinal() * OUTCOMES + outcome.ordinal())));
        }
        return counts;
    }
}
