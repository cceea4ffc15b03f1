package io.havip.explain;

import io.havip.explain.Clause.Fact;
import io.havip.explain.Clause.Timer;
import io.havip.explain.Clause.What;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** What a node that moved says of it: what it knew, what it did, and what else happened there. */
final class Testimony {
    /** A packet's time in a recording, and that by which the loop knows it, differ by so much at most. */
    private static final long SAME_PACKET_MICROS = 20_000;

    /** What an Active gives way to others for. */
    private static final Set<String> BY_OTHERS = Set.of("better_heard", "send_refused", "unheard");

    private final Story story;
    private final Move move;
    private final Logged entry;
    private final RecordedPackets recording;
    private final Surroundings surroundings;
    private final List<Clause> timed = new ArrayList<>();

    Testimony(Story story, Move move, RecordedPackets recording) {
        this.story = story;
        this.move = move;
        this.entry = move.entry();
        this.recording = recording;
        this.surroundings = new Surroundings(move);
    }

    /** In the order of time, between who had the role before and what it comes to. */
    List<Clause> clauses() {
        var clauses = new ArrayList<Clause>();
        holder().ifPresent(clauses::add);
        priority().ifPresent(clauses::add);
        faults();
        heard();
        lowerHeard();
        timed.addAll(surroundings.clauses());
        decided();
        done();
        var traffic = traffic();
        traffic.ifPresent(timed::add);
        seen();
        claimed();
        timed.sort(Comparator.comparingLong(clause -> clause.atMicros().orElse(0)));
        for (var clause : timed) {
            if (clause.fact() instanceof Fact.Decided) {
                rule().ifPresent(clauses::add);
            }
            clauses.add(clause);
        }
        if (move.takes() && traffic.isEmpty()) {
            clauses.add(Clause.always(new Fact.Traffic(Optional.empty(), 0), entry));
        }
        bound().ifPresent(clauses::add);
        surroundings.configuration().ifPresent(clauses::add);
        return clauses;
    }

    private Optional<Clause> holder() {
        return move.gives()
                ? Optional.of(Clause.always(new Fact.Holder(Optional.empty()), entry))
                : move.router("active_peer", story)
                        .map(router -> Clause.always(new Fact.Holder(Optional.of(router)), entry));
    }

    private Optional<Clause> priority() {
        var configured = entry.number("priority", "configured");
        var effective = entry.number("priority", "effective");
        return configured.isPresent() && effective.isPresent() && configured.getAsLong() != effective.getAsLong()
                ? Optional.of(Clause.always(new Fact.Priority(configured.getAsLong(), effective.getAsLong()), entry))
                : Optional.empty();
    }

    private void faults() {
        var trackers = entry.objects("trackers").toList();
        entry.objects("faults").forEach(fault -> {
            var of = Logged.text(fault, "of").orElse("?");
            var seen = trackers.stream()
                    .filter(tracker ->
                            Logged.text(tracker, "tracker").filter(of::equals).isPresent())
                    .map(Surroundings::evidenceMicros)
                    .flatMapToLong(OptionalLong::stream)
                    .findFirst();
            surroundings.told(of, seen);
            timed.add(Clause.at(
                    seen.orElse(move.evidenceMicros()),
                    new Fact.Fault(of, Logged.text(fault, "reason").orElse("?")),
                    entry));
        });
        trackers.stream()
                .filter(tracker -> Boolean.FALSE.equals(tracker.getValue("healthy")))
                .forEach(tracker -> {
                    var name = Logged.text(tracker, "tracker").orElse("?");
                    var seen = Surroundings.evidenceMicros(tracker);
                    if (!surroundings.tells(name, seen)) {
                        surroundings.told(name, seen);
                        timed.add(Clause.at(
                                seen.orElse(move.evidenceMicros()),
                                new Fact.Ailing(
                                        name, Logged.text(tracker, "reason").orElse("?")),
                                entry));
                    }
                });
    }

    private void heard() {
        var at = entry.micros("last_heard");
        var router = move.router("last_heard", story);
        if (at.isEmpty() || router.isEmpty() || !(move.takes() || BY_OTHERS.contains(move.cause()))) {
            return;
        }
        var clause = Clause.at(
                at.getAsLong(),
                new Fact.Heard(router.get(), move.beforeMicros("last_heard").orElse(0)),
                entry);
        var packet = recording.heard(
                router.get().address(), router.get().priority().orElse(-1), at.getAsLong(), SAME_PACKET_MICROS);
        timed.add(packet.map(seen -> clause.seenIn(seen.number())).orElse(clause));
    }

    private void lowerHeard() {
        var since = entry.micros("wait", "lower_since");
        var last = move.router("last_heard", story);
        if (move.cause().equals("preemption") && since.isPresent() && last.isPresent()) {
            timed.add(Clause.at(
                    since.getAsLong(),
                    new Fact.LowerHeard(
                            last.get(),
                            move.beforeMicros("wait", "lower_since").orElse(0),
                            entry.number("wait", "preempt_delay_microseconds").orElse(0)),
                    entry));
        }
    }

    private Optional<Timer> timer() {
        var interval = entry.number("wait", "advertisement_interval_microseconds");
        var skew = entry.number("wait", "skew_time_microseconds");
        var down = entry.number("wait", "active_down_interval_microseconds");
        var due = move.beforeMicros("wait", "due");
        if (interval.isEmpty() || interval.getAsLong() <= 0 || skew.isEmpty() || down.isEmpty() || due.isEmpty()) {
            return Optional.empty();
        }
        boolean release = move.cause().equals("release_heard");
        var set = release ? move.beforeMicros("evidence") : move.beforeMicros("wait", "from");
        if (set.isEmpty()) {
            return Optional.empty();
        }
        long intervals = Math.round((down.getAsLong() - skew.getAsLong()) / (double) interval.getAsLong());
        return Optional.of(new Timer(
                intervals,
                interval.getAsLong(),
                skew.getAsLong(),
                down.getAsLong(),
                set.getAsLong() - due.getAsLong()));
    }

    private Optional<Clause> rule() {
        var timer = timer();
        return Precept.of(move, timer)
                .map(precept -> Clause.always(new Fact.Rule(precept, timer, entry.number("version")), entry));
    }

    private void decided() {
        var due = move.takes() ? move.beforeMicros("wait", "due") : OptionalLong.empty();
        timed.add(Clause.at(
                move.decidedMicros(),
                new Fact.Decided(
                        move.from(),
                        move.to(),
                        move.cause(),
                        move.phaseMicros("detection"),
                        due,
                        entry.number("loop_lateness_microseconds").orElse(0)),
                entry));
    }

    private void done() {
        var done = new Fact.Done(
                move.takes(), move.phaseMicros("advertise"), move.phaseMicros("bind"), move.phaseMicros("announce"));
        if (done.advertiseMicros().isPresent()
                || done.bindMicros().isPresent()
                || done.announceMicros().isPresent()) {
            timed.add(Clause.at(move.decidedMicros() + move.stepsMicros(), done, entry));
        }
    }

    private Optional<Clause> bound() {
        var whole = entry.number("whole_microseconds");
        var bound = entry.number("bound_microseconds");
        return whole.isPresent() && bound.isPresent()
                ? Optional.of(Clause.always(
                        new Fact.Bound(
                                whole.getAsLong(),
                                bound.getAsLong(),
                                entry.flag("within_bound").orElse(whole.getAsLong() <= bound.getAsLong())),
                        entry))
                : Optional.empty();
    }

    private Optional<Clause> traffic() {
        return move.side().entries().stream()
                .filter(other -> other.is("first_traffic"))
                .filter(other -> Move.VirtualRouterName.of(other)
                        .filter(router -> router.instance().equals(move.router().instance()))
                        .isPresent())
                .filter(other -> other.number("decided", "monotonic_nanos").equals(entry.number("monotonic_nanos")))
                .findFirst()
                .map(first -> Clause.at(
                        first.atMicros(),
                        new Fact.Traffic(
                                first.text("address"),
                                first.number("first_traffic_microseconds").orElse(0)),
                        first));
    }

    /** What the recording has that came of it. */
    private void seen() {
        var sent = recording.advertisements().stream()
                .filter(each -> surroundings.cameOfIt(each.atMicros()))
                .toList();
        move.source().ifPresent(own -> {
            tell(What.ADVERTISED, sent.stream().filter(each -> each.source().equals(own) && each.priority() > 0));
            tell(What.RELEASED, sent.stream().filter(each -> each.source().equals(own) && each.priority() == 0));
        });
        tell(What.OTHER_ADVERTISED, sent.stream().filter(each -> !move.source().equals(Optional.of(each.source()))));
    }

    private void claimed() {
        var own = move.source().map(recording::hardware).orElse(Set.of());
        var after = recording.claims().stream()
                .filter(claim -> surroundings.cameOfIt(claim.atMicros()))
                .toList();
        if (own.isEmpty()) {
            return;
        }
        for (var what : List.of(What.ANNOUNCED, What.CLAIMED)) {
            var some = after.stream()
                    .filter(claim -> own.contains(claim.hardware()) == (what == What.ANNOUNCED))
                    .toList();
            if (!some.isEmpty()) {
                var first = some.getFirst();
                var of = what == What.ANNOUNCED ? first.address() : claimant(first.hardware());
                timed.add(seen(what, of, first.atMicros(), some.size()).seenIn(first.number()));
            }
        }
    }

    /** Whoever advertises from that hardware, if somebody does. */
    private String claimant(String hardware) {
        return recording.advertisements().stream()
                .filter(sent -> sent.hardware().filter(hardware::equals).isPresent())
                .findFirst()
                .map(sent -> named(sent.source()))
                .orElse(hardware);
    }

    private String named(String address) {
        return new Clause.Router(address, story.node(address), OptionalInt.empty()).text();
    }

    private Clause seen(What what, String of, long atMicros, int count) {
        return Clause.at(atMicros, new Fact.Seen(what, of, atMicros - move.decidedMicros(), count));
    }

    private void tell(What what, Stream<RecordedPackets.Advertised> packets) {
        var all = packets.toList();
        if (!all.isEmpty()) {
            var first = all.getFirst();
            timed.add(seen(what, named(first.source()), first.atMicros(), all.size())
                    .seenIn(first.number()));
        }
    }
}
