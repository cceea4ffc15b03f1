package io.havip.gateway.instance;

import io.havip.gateway.host.Deadlines;
import io.havip.gateway.host.InterfaceTable;
import io.havip.health.Verdict;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What a loop's virtual routers have in common. Owned by the loop's thread.
 *
 * @param verdicts the last one of every tracker
 * @param latenessNanos how far past its deadline the loop has woken up
 * @param changed called when one of them has published another status
 */
public record Commons(
        Deadlines deadlines,
        InterfaceTable interfaces,
        Map<String, Verdict> verdicts,
        LongSupplier latenessNanos,
        Runnable changed) {}
