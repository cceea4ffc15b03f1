package io.havip.gateway.instance;

import io.havip.gateway.settings.InstanceSettings;
import io.havip.health.EffectivePriority;
import io.havip.programs.Notifier;
import io.havip.programs.Notifier.Subject;
import io.havip.programs.NotifyScript.Occasion;
import io.havip.vrrp.State;
import io.havip.vrrp.VirtualRouterSettings.Reaction;
import java.util.Map;
import java.util.Optional;

/** What programs and FIFOs are told of one virtual router. Owned by the loop's thread. */
public final class InstanceNotices {
    private final Notifier notifier;
    private State toldState = State.INITIALIZE;
    private int toldPriority;
    private boolean removed;

    /** @param priority the one that it has before anything has been weighed */
    public InstanceNotices(Notifier notifier, int priority) {
        this.notifier = notifier;
        this.toldPriority = priority;
    }

    /** The state that was told last. */
    State toldState() {
        return toldState;
    }

    /** From now on its end is told as a removal. */
    void remove() {
        removed = true;
    }

    /**
     * It has another state. At the start, before every tracker has spoken, FAULT is not yet one that anyone should act upon: it
     * is told when {@link #weighed} knows more, and if it ends before, what was told last is still so.
     *
     * @param faults what is wrong with it, by what it is
     */
    void moved(InstanceSettings settings, State state, int priority, Map<String, String> faults, SyncGroup group) {
        boolean unchecked = state == State.FAULT && summary(faults).equals(Optional.of(EffectivePriority.UNCHECKED));
        boolean known = state == toldState && state != State.INITIALIZE;
        if (unchecked || known) {
            return;
        }
        toldState = state;
        toldPriority = priority;
        var scripts = settings.notifications().scripts();
        if (removed && scripts.containsKey(Occasion.DELETED)) {
            notifier.tellDeleted(settings.name(), scripts, priority);
        } else {
            notifier.tell(Subject.INSTANCE, settings.name(), scripts, state, priority);
        }
        group.moved(notifier);
    }

    /** Its trackers have spoken: a FAULT that was not told before any had is told once one of them has found a fault. */
    void weighed(InstanceSettings settings, State state, int priority, Map<String, String> faults, SyncGroup group) {
        if (state == State.FAULT && toldState != State.FAULT) {
            moved(settings, state, priority, faults, group);
        }
    }

    /** What is wrong in short: that a tracker has not spoken yet counts only where there is nothing else. */
    static Optional<String> summary(Map<String, String> faults) {
        if (faults.isEmpty()) {
            return Optional.empty();
        }
        boolean unchecked = faults.values().stream().allMatch(EffectivePriority.UNCHECKED::equals);
        return Optional.of(unchecked ? EffectivePriority.UNCHECKED : "is faulty");
    }

    /** It has this effective priority, whatever that comes from; told when it is another one than was told last. */
    void prioritized(InstanceSettings settings, State state, int priority) {
        if (priority != toldPriority && settings.notifications().tellsPriority()) {
            notifier.tellPriority(settings.name(), state, priority);
        }
        toldPriority = priority;
    }

    /** As Active, it has heard a lower priority; without effect where it takes no notice of others. */
    void lowerHeard(InstanceSettings settings, int priority) {
        if (!settings.router().has(Reaction.IGNORES_OTHERS)) {
            notifier.tellLowerHeard(settings.name(), settings.notifications().scripts(), priority);
        }
    }
}
