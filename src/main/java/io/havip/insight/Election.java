package io.havip.insight;

import io.havip.config.text.Durations;
import io.havip.insight.NodePlan.Member;
import io.havip.vrrp.Version;
import io.havip.vrrp.VirtualRouter;
import io.havip.vrrp.VirtualRouterSettings.Reaction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Who has the addresses of one virtual router: at the start, after each single failure of the one who has them, and after its
 * return. Bounds are of the protocol; the machine's own lateness comes on top.
 */
final class Election {
    private static final long MILLISECOND_NANOS = 1_000_000L;

    private final List<Member> members;
    private final List<Row> rows = new ArrayList<>();

    /**
     * What happens on an occasion.
     *
     * @param warning whether that is probably not what is wanted
     */
    record Row(String occasion, String consequence, boolean warning) {}

    private Election(List<Member> members) {
        this.members = members;
    }

    /** @param members one of each node, at least two */
    static List<Row> of(List<Member> members) {
        var election = new Election(members);
        election.tell();
        return election.rows;
    }

    private void tell() {
        var first = best(members);
        row("at the start", first.name() + " is active, with priority " + first.priority() + tie(first));
        var router = first.instance().router();
        boolean comesBack = router.preemption().preempt() || router.owner();
        becomesWorse(first, "");
        for (var member : members) {
            if (member != first && comesBack) {
                failsAsBackup(member, first);
            } else if (member != first) {
                becomesWorse(member, ", active,");
            }
        }
    }

    private void becomesWorse(Member active, String role) {
        var next = best(members.stream().filter(member -> member != active).toList());
        vanishes(active, role, next);
        var failures =
                new ArrayList<>(Failure.of(active.instance(), active.node().config()));
        Predicate<Failure> moves = failure -> failure.fault() || failure.priority() < next.priority();
        failures.addAll(Failure.ofFiles(active.instance(), moves));
        if (failures.stream().filter(moves).allMatch(Failure::fault)) {
            Failure.ofAllWeights(active.instance(), active.node().config()).ifPresent(failures::add);
        }
        failures.forEach(failure -> fails(active, role, failure, next));
    }

    /** A failure that raises a priority, by a reversed weight, can move what nobody expects to move. */
    private void failsAsBackup(Member backup, Member active) {
        row(backup.name() + " fails", "nothing moves: " + active.name() + " is active while it works");
        Failure.of(backup.instance(), backup.node().config()).stream()
                .filter(failure -> failure.mute() && !failure.fault())
                .forEach(failure -> row(
                        backup.name() + ": " + failure.what(),
                        "it hears nobody, and within " + milliseconds(silenceNanos(backup, active))
                                + " both are active"));
        if (!backup.instance().router().preemption().preempt()) {
            return;
        }
        Failure.of(backup.instance(), backup.node().config()).stream()
                .filter(failure -> !failure.fault() && failure.priority() > active.priority())
                .forEach(failure -> warn(
                        backup.name() + ": " + failure.what(),
                        "raises its priority to " + failure.priority() + ", above " + active.name() + "'s "
                                + active.priority() + ": " + backup.name() + " takes over"));
    }

    private void vanishes(Member active, String role, Member next) {
        String takes = next.name() + " takes over ";
        row(active.name() + role + " vanishes", takes + "within " + milliseconds(silenceNanos(next, active)));
        row(active.name() + role + " is stopped", takes + release(next, active));
        row(
                active.name() + (role.isEmpty() ? "'s agent is killed" : role + " its agent is killed"),
                takes + "within " + milliseconds(silenceNanos(next, active))
                        + ", and the kernel takes the addresses from "
                        + active.name() + " within "
                        + new VirtualRouter(active.instance().router()).leaseSeconds()
                        + " s of its last advertisement");
        row(active.name() + " then returns", returns(active, next));
    }

    private static String returns(Member returning, Member active) {
        if (returning.priority() <= active.priority()) {
            return active.name() + " stays active: its priority is "
                    + (returning.priority() == active.priority() ? "as high" : "higher");
        }
        var router = returning.instance().router();
        return router.preemption().preempt() || router.owner()
                ? returning.name() + " takes back within " + milliseconds(preemptionNanos(returning, active))
                : active.name() + " stays active: " + returning.name() + " does not preempt";
    }

    private void fails(Member active, String role, Failure failure, Member next) {
        String occasion = active.name() + (role.isEmpty() ? ": " : role + " ") + failure.what();
        String noticed = failure.detectionNanos() == 0
                ? "is noticed at once"
                : "is noticed within " + milliseconds(failure.detectionNanos());
        if (failure.mute()) {
            row(
                    occasion,
                    noticed + ", " + failure.silence() + ": " + next.name() + " takes over within "
                            + milliseconds(silenceNanos(next, active))
                            + (failure.fault() ? "" : ", and both are active"));
            return;
        }
        if (failure.fault()) {
            row(occasion, noticed + ", and " + next.name() + " takes over " + release(next, active));
            return;
        }
        String left = noticed + ", makes the priority " + failure.priority();
        if (failure.priority() >= next.priority()) {
            warn(
                    occasion,
                    left + (failure.priority() == next.priority() ? ", as high as " : ", still above ") + next.name()
                            + "'s " + next.priority() + ": the addresses stay with " + active.name());
        } else if (!next.instance().router().preemption().preempt()) {
            warn(
                    occasion,
                    left + ", but " + next.name() + " does not preempt: the addresses stay with " + active.name()
                            + "; without a weight, the failure would release them");
        } else {
            row(
                    occasion,
                    left + ", and " + next.name() + " takes over within " + milliseconds(preemptionNanos(next, active))
                            + " more");
        }
    }

    private Member best(List<Member> candidates) {
        return candidates.stream()
                .reduce((one, other) -> beats(other, one) ? other : one)
                .orElseThrow();
    }

    /** Of two that both advertise; a backup never replaces an active one of the same priority. */
    private static boolean beats(Member one, Member other) {
        return one.priority() != other.priority() ? one.priority() > other.priority() : greaterAddress(one, other);
    }

    /** As far as the configurations tell. */
    private static boolean greaterAddress(Member one, Member other) {
        return one.source().isPresent()
                && other.source().isPresent()
                && Arrays.compareUnsigned(
                                one.source().get().getAddress(),
                                other.source().get().getAddress())
                        > 0;
    }

    private String tie(Member first) {
        Optional<Member> equal = members.stream()
                .filter(member -> member != first && member.priority() == first.priority())
                .findFirst();
        return equal.map(member -> ", as " + member.name() + " has: "
                        + (first.source().isPresent() && member.source().isPresent()
                                ? "its address is the greater one"
                                : "the greater address decides, which the configurations don't tell"))
                .orElse("");
    }

    /** How long the active router has to be silent for the next one. A version 3 router goes by the interval that it hears. */
    private static long silenceNanos(Member next, Member active) {
        return next.instance().router().activeDownIntervalNanos(next.priority(), intervalNanos(next, active));
    }

    private static long intervalNanos(Member next, Member active) {
        return (next.instance().router().version() == Version.V3 ? active : next)
                .instance()
                .router()
                .timing()
                .advertisementIntervalNanos();
    }

    /** Of a lower-priority active router: as after its silence, and perhaps the delay, which begins with what is heard of it. */
    private static long preemptionNanos(Member next, Member active) {
        long delayNanos = next.instance().router().preemption().delayNanos();
        return silenceNanos(next, active) + (delayNanos == 0 ? 0 : delayNanos + intervalNanos(next, active));
    }

    private static String release(Member next, Member active) {
        var router = next.instance().router();
        return router.has(Reaction.FAST_RELEASE)
                ? "at once, because no one else can"
                : "within "
                        + milliseconds(router.version().skewTimeNanos(next.priority(), intervalNanos(next, active)));
    }

    private static String milliseconds(long nanos) {
        return nanos >= 10_000 * MILLISECOND_NANOS
                ? Durations.show(Math.ceilDiv(nanos, MILLISECOND_NANOS) * MILLISECOND_NANOS)
                : Math.ceilDiv(nanos, MILLISECOND_NANOS) + " ms";
    }

    private void row(String occasion, String consequence) {
        rows.add(new Row(occasion, consequence, false));
    }

    private void warn(String occasion, String consequence) {
        rows.add(new Row(occasion, consequence, true));
    }
}
