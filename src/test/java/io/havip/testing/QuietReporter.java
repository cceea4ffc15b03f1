package io.havip.testing;

import io.havip.observe.Finding;
import io.havip.observe.TransitionReport;
import io.havip.observe.VirtualRouterMeters;
import io.havip.observe.journal.Entry;
import io.havip.observe.journal.Reporter;
import java.net.InetAddress;
import java.util.List;

/** Is told everything and keeps it to itself, but for what a test listens to. */
public class QuietReporter implements Reporter {
    @Override
    public void transition(VirtualRouterMeters router, TransitionReport report) {}

    @Override
    public void firstTraffic(
            VirtualRouterMeters router, TransitionReport report, InetAddress address, long sinceDecisionNanos) {}

    @Override
    public void findings(VirtualRouterMeters router, List<Finding> former, List<Finding> present) {}

    @Override
    public void record(Entry entry) {}

    @Override
    public void warn(String message) {}
}
