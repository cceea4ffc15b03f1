package io.havip.health;

import io.havip.linux.Workers;
import java.util.Optional;
import java.util.function.Supplier;

/** Sees to it that something is there, and says so when it can't be. */
public final class PresenceTracker extends PeriodicTracker {
    private final Supplier<Optional<String>> restore;

    /** @param restore puts back what is missing, and says why it can't */
    public PresenceTracker(String name, Supplier<Optional<String>> restore, Workers workers) {
        super(name, workers);
        this.restore = restore;
    }

    @Override
    Verdict look(long nowNanos) {
        var lack = restore.get();
        return new Verdict(name(), lack.isEmpty(), lack.orElse("everything is there"), nowNanos);
    }
}
