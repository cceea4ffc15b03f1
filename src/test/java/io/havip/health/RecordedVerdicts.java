package io.havip.health;

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

    public List<Boolean> healths() {
        return verdicts.stream().map(Verdict::healthy).toList();
    }

    public Verdict last() {
        return verdicts.getLast();
    }
}
