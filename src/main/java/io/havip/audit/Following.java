package io.havip.audit;

import io.havip.audit.Irregularity.Kind;
import io.havip.audit.SeenTenure.End;
import io.havip.audit.Takeover.Cause;
import io.havip.wire.IpAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** One virtual router through the capture. */
final class Following {
    /** Routers that are followed; of others nothing is known. */
    static final int SPEAKERS_MAX = 32;

    /** A takeover that comes earlier than the bound by this part of it is one all the same. */
    private static final int EARLINESS_PART = 10;

    private final VirtualRouterId id;
    private final Ledger ledger;
    private final DueAnnouncements announcements;
    private final long captureBeganNanos;
    private final long toleranceNanos;

    private final Map<InetAddress, Speaker> speakers = new LinkedHashMap<>();
    private final List<Conflict> conflicts = new ArrayList<>();
    private final List<SeenTenure> tenures = new ArrayList<>();
    private Heard last;
    /** The last that is no release. */
    private Optional<Heard> claimed = Optional.empty();
    /** The release that nobody has followed yet. */
    private Optional<Heard> released = Optional.empty();

    private boolean intervalsDiffer;

    Following(
            VirtualRouterId id,
            Heard first,
            Ledger ledger,
            SeenAnnouncements announcements,
            long captureBeganNanos,
            long toleranceNanos) {
        this.id = id;
        this.last = first;
        this.ledger = ledger;
        this.announcements = new DueAnnouncements(id, announcements, ledger);
        this.captureBeganNanos = captureBeganNanos;
        this.toleranceNanos = toleranceNanos;
    }

    /** @return whether it was followed: there may be too many routers */
    boolean see(Heard heard) {
        settle(heard.at());
        if (!speakers.containsKey(heard.source()) && speakers.size() == SPEAKERS_MAX) {
            return false;
        }
        var speaker = speakers.computeIfAbsent(heard.source(), _ -> new Speaker(heard));
        last = heard;
        if (heard.release()) {
            speaker.tenancy().ifPresent(tenancy -> end(speaker, tenancy, heard.packet(), End.RELEASED));
            released = active().findAny().isEmpty() ? Optional.of(heard) : Optional.empty();
            return true;
        }
        speaker.speaks(heard);
        compareIntervals(heard);
        speaker.tenancy().ifPresentOrElse(tenancy -> goOn(speaker, tenancy, heard), () -> begin(speaker, heard));
        tenanciesBeside(speaker).forEach(other -> other.hears(heard));
        claimed = Optional.of(heard);
        released = Optional.empty();
        return true;
    }

    /** Nothing has been heard until now. */
    private void settle(long nowNanos) {
        announcements.settle(nowNanos);
        for (var speaker : speakers.values()) {
            speaker.tenancy()
                    .filter(tenancy -> tenancy.silentAt(nowNanos))
                    .ifPresent(tenancy -> fallSilent(speaker, tenancy));
        }
    }

    private void fallSilent(Speaker speaker, Tenancy tenancy) {
        end(speaker, tenancy, tenancy.last().packet(), tenancy.active() ? End.SILENT : End.YIELDED);
    }

    private Stream<Speaker> active() {
        return speakers.values().stream().filter(speaker -> speaker.tenancy().isPresent());
    }

    private Stream<Tenancy> tenanciesBeside(Speaker speaker) {
        return active().filter(other -> other != speaker).flatMap(other -> other.tenancy().stream());
    }

    private void compareIntervals(Heard heard) {
        long interval = heard.advertisement().intervalNanos();
        var other = speakers.values().stream()
                .map(Speaker::last)
                .filter(said -> said.advertisement().intervalNanos() != interval)
                .filter(said -> !said.source().equals(heard.source()))
                .findFirst();
        if (other.isPresent() && !intervalsDiffer) {
            intervalsDiffer = true;
            find(
                    Kind.INTERVALS_DIFFER,
                    "%s advertises every %s, %s every %s"
                            .formatted(
                                    name(other.get()),
                                    Span.text(other.get().advertisement().intervalNanos()),
                                    name(heard),
                                    Span.text(interval)),
                    other.get().packet(),
                    heard.packet());
        }
    }

    private void goOn(Speaker speaker, Tenancy tenancy, Heard heard) {
        tenancy.goesOn(heard);
        conflicts.stream()
                .filter(conflict -> conflict.involves(tenancy))
                .forEach(conflict -> conflict.hears(tenancy, heard));
        if (tenancy.defies()) {
            tenanciesBeside(speaker).forEach(other -> conflict(tenancy, other));
        }
    }

    private void conflict(Tenancy one, Tenancy other) {
        if (conflicts.stream().noneMatch(conflict -> conflict.between(one, other))) {
            conflicts.add(new Conflict(one, other));
        }
    }

    private void begin(Speaker speaker, Heard heard) {
        var rival = active().max(Comparator.comparingLong(other -> other.last().at()));
        var takeover = rival.isPresent()
                ? Optional.of(contested(heard, rival.get()))
                : claimed.map(former -> uncontested(heard, former));
        takeover.ifPresent(how -> judge(heard, how, speaker.wasActive()));
        var tenancy = new Tenancy(heard, takeover, toleranceNanos);
        speaker.begins(tenancy);
        if (takeover.filter(how -> how.cause() == Cause.EARLY).isPresent()) {
            rival.flatMap(Speaker::tenancy).ifPresent(other -> conflict(other, tenancy));
        }
        boolean serves = takeover.map(how -> how.cause() != Cause.RETURN || released.isPresent())
                .orElseGet(() -> beganWithinTheCapture(heard));
        if (serves
                && claimed.filter(heard::fromTheSameHost)
                        .filter(former -> !former.source().equals(heard.source()))
                        .isEmpty()) {
            announcements.expect(
                    Kind.NOT_ANNOUNCED,
                    speaker,
                    tenancy,
                    heard.packet(),
                    // FRR announces IPv6 addresses an interval before it manages to advertise.
                    heard.advertisement().intervalNanos(),
                    name(heard) + " became active, and did not announce");
        }
    }

    /** Else it may have been active before the capture began. */
    private boolean beganWithinTheCapture(Heard first) {
        return first.at() - captureBeganNanos > new StandIn(first).activeDownIntervalNanos() + toleranceNanos;
    }

    private Takeover uncontested(Heard heard, Heard former) {
        var evidence = released.orElse(former);
        if (evidence.source().equals(heard.source())) {
            return new Takeover(Cause.RETURN, evidence.source(), evidence.packet(), OptionalLong.empty());
        }
        return new Takeover(
                released.isPresent() ? Cause.RELEASE : Cause.SILENCE,
                evidence.source(),
                evidence.packet(),
                bound(heard, former, evidence));
    }

    /** While another one is active, as far as is known by now. */
    private Takeover contested(Heard heard, Speaker rival) {
        var former = rival.last();
        var tenancy = rival.tenancy().orElseThrow();
        var bound = bound(heard, former, former);
        long afterNanos = heard.at() - former.at();
        if (bound.isPresent() && afterNanos >= bound.getAsLong() - earliness(bound.getAsLong())) {
            fallSilent(rival, tenancy);
            return new Takeover(Cause.SILENCE, former.source(), former.packet(), bound);
        }
        if (tenancy.hears(heard)) {
            return new Takeover(Cause.PREEMPTION, former.source(), former.packet(), OptionalLong.empty());
        }
        var patience = bound.stream().map(nanos -> nanos - earliness(nanos)).findFirst();
        return tenancy.crosses(heard, patience)
                ? new Takeover(Cause.CROSSING, former.source(), tenancy.first().packet(), OptionalLong.empty())
                : new Takeover(Cause.EARLY, former.source(), former.packet(), bound);
    }

    private OptionalLong bound(Heard heard, Heard former, Heard evidence) {
        var due = StandIn.takeoverNanos(heard, former, released);
        return due.isPresent() ? OptionalLong.of(due.getAsLong() - evidence.at()) : due;
    }

    /** What the successor has heard was not where the capture was made. */
    private long earliness(long boundNanos) {
        return Math.min(toleranceNanos, boundNanos / EARLINESS_PART);
    }

    private void judge(Heard heard, Takeover takeover, boolean heardBefore) {
        long afterNanos = heard.at() - takeover.evidence().atEpochNanos();
        if (takeover.cause() == Cause.RETURN && released.isEmpty()) {
            claimed.ifPresent(gone -> noOwner(gone, heard.packet()));
        } else if (takeover.cause() == Cause.SILENCE || takeover.cause() == Cause.RELEASE) {
            takeover.boundNanos().ifPresent(bound -> judge(heard, takeover, heardBefore, afterNanos, bound));
        }
    }

    private void judge(Heard heard, Takeover takeover, boolean heardBefore, long afterNanos, long boundNanos) {
        if (afterNanos <= boundNanos + toleranceNanos) {
            return;
        }
        boolean release = takeover.cause() == Cause.RELEASE;
        find(
                Kind.LATE_TAKEOVER,
                "%s took over %s after the %s of %s, %s later than its %s of %s allows%s"
                        .formatted(
                                name(heard),
                                Span.text(afterNanos),
                                release ? "release" : "last advertisement",
                                IpAddress.text(takeover.from()),
                                Span.text(afterNanos - boundNanos),
                                release ? "Skew_Time" : "Active_Down_Interval",
                                Span.text(boundNanos),
                                heardBefore ? "" : "; it may have come up only then"),
                takeover.evidence(),
                heard.packet());
    }

    /** @param gone the last advertisement before */
    private void noOwner(Heard gone, PacketRef until) {
        long nanos = until.atEpochNanos() - gone.at();
        if (nanos > new StandIn(gone).activeDownIntervalNanos() + toleranceNanos) {
            find(
                    Kind.NO_OWNER,
                    "%s fell silent, and nobody was active for %s".formatted(name(gone), Span.text(nanos)),
                    gone.packet(),
                    until);
        }
    }

    private void end(Speaker speaker, Tenancy tenancy, PacketRef by, End how) {
        speaker.ends();
        announcements.dismiss(tenancy);
        tenancy.longestGap()
                .ifPresent(gap -> find(
                        Kind.INTERVAL,
                        "%s advertises every %s, and was not heard for %s"
                                .formatted(
                                        name(tenancy.last()),
                                        Span.text(tenancy.last().advertisement().intervalNanos()),
                                        Span.text(gap.nanos())),
                        gap.from(),
                        gap.to()));
        tenancy.oddSpacingNanos()
                .ifPresent(spacing -> find(
                        Kind.INTERVAL,
                        "%s says that it advertises every %s, and does so every %s"
                                .formatted(
                                        name(tenancy.last()),
                                        Span.text(tenancy.last().advertisement().intervalNanos()),
                                        Span.text(spacing)),
                        tenancy.first().packet(),
                        tenancy.last().packet()));
        conflicts.stream()
                .filter(conflict -> conflict.involves(tenancy) && conflict.overlaps())
                .forEach(conflict -> settle(conflict, tenancy, how));
        conflicts.removeIf(conflict -> conflict.involves(tenancy));
        if (ledger.takesTenure()) {
            tenures.add(tenancy.ended(by, how));
        }
        // For whoever had given way to it, what comes next begins anew.
        if (how != End.YIELDED) {
            active().toList()
                    .forEach(other ->
                            other.tenancy().filter(Tenancy::obeys).ifPresent(obedient -> fallSilent(other, obedient)));
        }
    }

    private void settle(Conflict conflict, Tenancy ended, End how) {
        var winner = conflict.otherThan(ended);
        find(Kind.TWO_OWNERS, conflict.sentence(how), conflict.packets().toArray(PacketRef[]::new));
        active().filter(speaker -> speaker.tenancy().filter(winner::equals).isPresent())
                .filter(_ -> how != End.CAPTURE_ENDED)
                .forEach(speaker -> announcements.expect(
                        Kind.SILENT_HEAL,
                        speaker,
                        winner,
                        ended.last().packet(),
                        0,
                        "%s %s, and %s did not announce again"
                                .formatted(
                                        name(ended.last()),
                                        how == End.YIELDED ? "gave way" : "is active no more",
                                        name(winner.last()))));
    }

    /** @param end the capture's last frame */
    AuditReport.Router report(PacketRef end) {
        settle(end.atEpochNanos());
        boolean silent = active().findAny().isEmpty();
        for (var speaker : List.copyOf(speakers.values())) {
            speaker.tenancy()
                    .ifPresent(tenancy -> end(
                            speaker,
                            tenancy,
                            tenancy.last().packet(),
                            tenancy.obeys() ? End.YIELDED : End.CAPTURE_ENDED));
        }
        tenures.sort(Comparator.comparingLong(tenure -> tenure.first().atEpochNanos()));
        if (silent && released.isEmpty()) {
            claimed.ifPresent(gone -> noOwner(gone, end));
        }
        return new AuditReport.Router(id, last.advertisement(), tenures);
    }

    private void find(Kind kind, String sentence, PacketRef... packets) {
        ledger.find(new Irregularity(kind, id, sentence, List.of(packets)));
    }

    private static String name(Heard heard) {
        return IpAddress.text(heard.source());
    }
}
