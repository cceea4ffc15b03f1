package io.havip.health;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Everything that a tracker has said, in order. */
public final class RecordedVerdicts implements Consumer<Verdict> {
    private final List<Verdict> verdicts = new CopyOnWriteArrayList<>();

    @Override
    public void accept(Verdict verdict) {
        verdicts.add(verdict);
    }

    /** What became of the health, whatever the reasons. */
    public List<Boolean> healths() {
        var changes = new ArrayList<Boolean>();
        for (var verdict : verdicts) {
            if (changes.isEmpty() || changes.getLast() != verdict.healthy()) {
                changes.add(verdict.healthy());
            }
        }
        return changes;
    }

    public List<String> reasons() {
        return verdicts.stream().map(Verdict::reason).toList();
    }

    public Verdict last() {
        return verdicts.getLast();
    }
}
