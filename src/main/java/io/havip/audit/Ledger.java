package io.havip.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What an audit writes down: so much and no more; the rest is counted. */
final class Ledger {
    static final int FINDINGS_MAX = 1_000;
    static final int TENURES_MAX = 10_000;

    private final List<Irregularity> findings = new ArrayList<>();
    private final List<Irregularity> suspicions = new ArrayList<>();
    private long findingsLeftOut;
    private int tenures;
    private long tenuresLeftOut;

    void find(Irregularity finding) {
        if (findings.size() < FINDINGS_MAX) {
            findings.add(finding);
        } else {
            findingsLeftOut++;
        }
    }

    /** Something that will turn out to be a finding, or not to be one. */
    void suspect(Irregularity finding) {
        if (suspicions.size() < FINDINGS_MAX) {
            suspicions.add(finding);
        } else {
            findingsLeftOut++;
        }
    }

    /**
     * Some suspicions are findings.
     *
     * @return the others
     */
    List<Irregularity> confirm(Predicate<Irregularity> which) {
        suspicions.stream().filter(which).forEach(this::find);
        suspicions.removeIf(which);
        return suspicions;
    }

    /** Whether there is room for one more. */
    boolean takesTenure() {
        if (tenures == TENURES_MAX) {
            tenuresLeftOut++;
            return false;
        }
        tenures++;
        return true;
    }

    List<Irregularity> findings() {
        return findings;
    }

    /** In sentences. */
    List<String> leftOut() {
        var notes = new ArrayList<String>();
        if (findingsLeftOut > 0) {
            notes.add("findings that are not shown: %d".formatted(findingsLeftOut));
        }
        if (tenuresLeftOut > 0) {
            notes.add("tenures that are not shown: %d".formatted(tenuresLeftOut));
        }
        return notes;
    }
}
