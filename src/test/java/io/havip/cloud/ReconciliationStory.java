package io.havip.cloud;

import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.havip.cloud.CallFailed.Kind;
import io.havip.cloud.CloudAddress.Reading;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** One address, and what it is told. */
abstract class ReconciliationStory {
    static final Reading HERE = new Reading(true, Optional.of("a"), true, Optional.empty());
    static final Reading THERE = new Reading(false, Optional.of("b"), true, Optional.of("f1"));
    static final Reading FORBIDDEN = new Reading(false, Optional.of("b"), false, Optional.empty());

    long nowNanos = HOURS.toNanos(1);
    final Allowance allowance = new Allowance(24);
    Reconciliation machine = machine(false);
    long call;

    final Reconciliation machine(boolean movesByAnnouncement) {
        return machine(() -> movesByAnnouncement);
    }

    final Reconciliation machine(BooleanSupplier movesByAnnouncement) {
        var settings = new CloudSettings(
                new NoProvider(),
                new CallLimits(SECONDS.toNanos(2), SECONDS.toNanos(5), SECONDS.toNanos(15)),
                SECONDS.toNanos(15),
                24,
                SECONDS.toNanos(10));
        return new Reconciliation(
                "10.0.0.100", movesByAnnouncement, settings, allowance, new SplittableRandom(1), nowNanos);
    }

    final List<CloudEffect> tell(CloudEvent event) {
        var effects = machine.handle(event, nowNanos);
        for (var effect : effects) {
            switch (effect) {
                case CloudEffect.Read(long number) -> call = number;
                case CloudEffect.Claim(long number, var _) -> call = number;
                case CloudEffect.AskProgress(long number, var _) -> call = number;
                default -> {}
            }
        }
        return effects;
    }

    final List<CloudEffect> read(Reading reading) {
        return tell(new CloudEvent.Read(call, reading));
    }

    final List<CloudEffect> fail(Kind kind) {
        return tell(new CloudEvent.Failed(call, new CallFailed(kind, "Code", "a sentence", Optional.empty())));
    }

    /** What is next when its time has come. */
    final List<CloudEffect> due() {
        nowNanos = machine.deadlineNanos();
        return tell(new CloudEvent.Due());
    }

    final List<CloudEffect> take() {
        return tell(new CloudEvent.Taken(nowNanos));
    }

    final void claim() {
        take();
        read(THERE);
        assertThat(tell(new CloudEvent.RoleAnswered(true))).containsExactly(new CloudEffect.Claim(call, THERE));
    }

    final void hold() {
        take();
        read(HERE);
    }

    final List<Trouble.Kind> troubles() {
        return machine.troubles().stream().map(Trouble::kind).toList();
    }
}
