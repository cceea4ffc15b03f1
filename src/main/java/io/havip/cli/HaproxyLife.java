package io.havip.cli;

import io.havip.haproxy.HaproxyInfo;
import io.havip.haproxy.HaproxySupervisor;
import io.havip.observe.journal.Entry;
import io.havip.observe.journal.Entry.HaproxyChange;
import io.havip.observe.journal.Journal;
import java.util.Optional;
import java.util.OptionalLong;

/** Tells the journal what becomes of HAProxy, as its supervisor and its tracker see it. */
final class HaproxyLife implements HaproxySupervisor.LifeListener {
    private final Journal journal;

    HaproxyLife(Journal journal) {
        this.journal = journal;
    }

    @Override
    public void started(long pid) {
        tell(HaproxyChange.STARTED, pid, "HAProxy has been started, process " + pid);
    }

    @Override
    public void ended(long pid, String how) {
        tell(HaproxyChange.ENDED, pid, "HAProxy, process %d, %s".formatted(pid, how));
    }

    @Override
    public void reloaded(long pid) {
        tell(HaproxyChange.RELOADED, pid, "HAProxy has taken up its configuration");
    }

    @Override
    public void reloadRefused(String why) {
        journal.record(new Entry.Haproxy(
                HaproxyChange.RELOAD_REFUSED,
                OptionalLong.empty(),
                Optional.empty(),
                "HAProxy goes on with its old configuration: " + why));
    }

    /** Another HAProxy than before answers the tracker, or none any longer. */
    void seen(Optional<HaproxyInfo> present) {
        journal.record(present.map(info -> new Entry.Haproxy(
                        HaproxyChange.ANSWERS,
                        OptionalLong.of(info.pid()),
                        Optional.of(info.version()),
                        "HAProxy %s answers, process %d".formatted(info.version(), info.pid())))
                .orElseGet(() -> new Entry.Haproxy(
                        HaproxyChange.SILENT,
                        OptionalLong.empty(),
                        Optional.empty(),
                        "no HAProxy answers any longer")));
    }

    private void tell(HaproxyChange change, long pid, String sentence) {
        journal.record(new Entry.Haproxy(change, OptionalLong.of(pid), Optional.empty(), sentence));
    }
}
