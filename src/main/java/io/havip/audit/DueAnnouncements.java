package io.havip.audit;

import io.havip.audit.Irregularity.Kind;
import io.havip.vrrp.Family;
import io.havip.wire.IpAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What routers of a virtual router have to announce, because they have become active, or because another one was. */
final class DueAnnouncements {
    /** On top of an Active_Down_Interval: some routers leave a second between two rounds. */
    private static final long ROUND_NANOS = 1_000_000_000L;
    /** An announcement may be seen before the advertisement that was sent before it. */
    private static final long DISORDER_NANOS = 10_000_000L;

    private final VirtualRouterId id;
    private final SeenAnnouncements announcements;
    private final Ledger ledger;
    private final List<Due> pending = new ArrayList<>();

    private record Due(
            Kind kind,
            Speaker speaker,
            Tenancy tenancy,
            PacketRef since,
            long earlierNanos,
            long untilNanos,
            String why) {
        List<InetAddress> addresses() {
            return tenancy.first().advertisement().addresses();
        }
    }

    DueAnnouncements(VirtualRouterId id, SeenAnnouncements announcements, Ledger ledger) {
        this.id = id;
        this.ledger = ledger;
        this.announcements = announcements;
    }

    /**
     * From now on; what was expected of the same kind before comes to the same.
     *
     * @param earlierNanos how much earlier counts as well
     * @param why the beginning of a sentence that goes on with what was not announced
     */
    void expect(Kind kind, Speaker speaker, Tenancy tenancy, PacketRef since, long earlierNanos, String why) {
        pending.removeIf(due -> due.tenancy() == tenancy && due.kind() == kind);
        long until = since.atEpochNanos() + ROUND_NANOS + tenancy.activeDownIntervalNanos();
        pending.add(new Due(kind, speaker, tenancy, since, earlierNanos + DISORDER_NANOS, until, why));
    }

    /** Who is not active any more has nothing to announce. */
    void dismiss(Tenancy ended) {
        pending.removeIf(due -> due.tenancy() == ended);
    }

    /** Judges what is overdue. */
    void settle(long nowNanos) {
        if (!pending.isEmpty()) {
            pending.stream().filter(due -> due.untilNanos() < nowNanos).forEach(this::judge);
            pending.removeIf(due -> due.untilNanos() < nowNanos);
        }
    }

    private void judge(Due due) {
        long since = due.since().atEpochNanos() - due.earlierNanos();
        var unannounced = due.addresses().stream()
                .filter(address -> !announcements.since(
                        since, id.link(), address, due.speaker().places()))
                .map(IpAddress::text)
                .toList();
        if (!unannounced.isEmpty()) {
            String sentence = "%s %s within %s: there was no %s of its"
                    .formatted(
                            due.why(),
                            some(unannounced),
                            Span.text(due.untilNanos() - due.since().atEpochNanos()),
                            id.family() == Family.IPV4 ? "gratuitous ARP" : "unsolicited neighbour advertisement");
            ledger.suspect(new Irregularity(due.kind(), id, sentence, List.of(due.since())));
        }
    }

    private static String some(List<String> addresses) {
        int shown = 3;
        String rest = addresses.size() > shown ? " and %d more".formatted(addresses.size() - shown) : "";
        return addresses.stream().limit(shown).collect(Collectors.joining(", ")) + rest;
    }
}
