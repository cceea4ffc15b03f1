package io.havip.audit;

import io.havip.audit.AuditReport.Extent;
import io.havip.vrrp.DropReason;
import io.havip.vrrp.Family;
import io.havip.wire.Dissector.Dissection;
import io.havip.wire.VrrpCodec.Decoded;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Follows the virtual routers of a capture, frame after frame. */
public final class Audit {
    /** Virtual routers that are followed. */
    public static final int ROUTERS_MAX = 1_024;

    private static final int LINK_TYPES_MAX = 16;
    /** What several processors of one host may differ by is not worth a word. */
    private static final long DISORDER_NANOS = 1_000_000L;

    private final long toleranceNanos;
    private final Map<VirtualRouterId, Following> followings = new LinkedHashMap<>();
    private final SeenAnnouncements announcements = new SeenAnnouncements();
    private final Ledger ledger = new Ledger();
    private final Map<DropReason, Discarded> discarded = new EnumMap<>(DropReason.class);
    private final Map<Integer, Long> unknownLinks = new TreeMap<>();

    private Optional<PacketRef> first = Optional.empty();
    private Optional<PacketRef> last = Optional.empty();
    private long frames;
    private long advertisements;
    private long notFollowed;
    private long disordered;

    private record Discarded(long count, PacketRef first) {
        Discarded oneMore() {
            return new Discarded(count + 1, first);
        }
    }

    /** @param toleranceNanos by how much more than its bound a takeover, or an advertisement, may be late: the capture may be */
    public Audit(long toleranceNanos) {
        this.toleranceNanos = toleranceNanos;
    }

    /** A frame, in the order of their times. One that is out of order counts as if it was of the time of the one before. */
    public void see(PacketRef packet, Dissection dissection) {
        frames++;
        var inOrder = packet;
        if (last.isPresent() && packet.atEpochNanos() < last.get().atEpochNanos()) {
            disordered += last.get().atEpochNanos() - packet.atEpochNanos() > DISORDER_NANOS ? 1 : 0;
            inOrder = new PacketRef(packet.file(), packet.number(), last.get().atEpochNanos());
        }
        last = Optional.of(inOrder);
        first = first.or(() -> last);
        switch (dissection) {
            case Dissection.Vrrp vrrp -> see(inOrder, vrrp);
            case Dissection.Neighbour neighbour -> announcements.see(neighbour, inOrder.atEpochNanos());
            case Dissection.UnknownLink(int type) -> {
                if (unknownLinks.size() < LINK_TYPES_MAX || unknownLinks.containsKey(type)) {
                    unknownLinks.merge(type, 1L, Long::sum);
                }
            }
            case Dissection.Other() -> {}
        }
    }

    private void see(PacketRef packet, Dissection.Vrrp vrrp) {
        switch (vrrp.decoded()) {
            case Decoded.Packet decoded -> {
                advertisements++;
                follow(
                        new Heard(
                                decoded.advertisement(),
                                decoded.authentication(),
                                vrrp.source(),
                                vrrp.destination(),
                                vrrp.sender(),
                                packet),
                        vrrp.link());
            }
            case Decoded.Dropped(var reason) ->
                discarded.merge(reason, new Discarded(1, packet), (before, _) -> before.oneMore());
        }
    }

    private void follow(Heard heard, String link) {
        var id = new VirtualRouterId(link, heard.advertisement().vrid(), heard.family());
        var following = followings.get(id);
        if (following == null && followings.size() < ROUTERS_MAX) {
            following = new Following(
                    id, heard, ledger, announcements, first.orElseThrow().atEpochNanos(), toleranceNanos);
            followings.put(id, following);
        }
        if (following == null || !following.see(heard)) {
            notFollowed++;
        }
    }

    /** What there is to say, at the end of the capture. */
    public AuditReport report() {
        var routers = last.map(end -> followings.values().stream()
                        .map(following -> following.report(end))
                        .toList())
                .orElse(List.of());
        var untold = ledger.confirm(
                finding -> announcements.complete(finding.router().family()));
        var findings = ledger.findings().stream()
                .sorted(Comparator.comparingLong(
                        finding -> finding.packets().getFirst().atEpochNanos()))
                .toList();
        return new AuditReport(
                first.map(from ->
                        new Extent(from.atEpochNanos(), last.orElseThrow().atEpochNanos())),
                frames,
                advertisements,
                routers,
                findings,
                notes(untold));
    }

    /** @param untold of what nothing can be said */
    private List<String> notes(List<Irregularity> untold) {
        var notes = new ArrayList<String>();
        discarded.forEach((reason, packets) ->
                notes.add("packets of VRRP that no router would take: %d (%s), the first is packet %d"
                        .formatted(packets.count(), why(reason), packets.first().number())));
        untold.stream()
                .map(finding -> finding.router().family())
                .distinct()
                .sorted()
                .forEach(family -> notes.add(
                        "there is no %s in the capture, or too much: whether addresses were announced is not known"
                                .formatted(family == Family.IPV4 ? "ARP" : "neighbour discovery")));
        unknownLinks.forEach((type, count) ->
                notes.add("frames of a kind of link that is not known here (%d): %d".formatted(type, count)));
        if (disordered > 0) {
            notes.add("frames older than one before them, which count as if they were not: %d".formatted(disordered));
        }
        if (notFollowed > 0) {
            notes.add(
                    "advertisements that were not followed, of more than %2$d virtual routers or %3$d routers of one: %1$d"
                            .formatted(notFollowed, ROUTERS_MAX, Following.SPEAKERS_MAX));
        }
        notes.addAll(ledger.leftOut());
        return notes;
    }

    private static String why(DropReason reason) {
        return switch (reason) {
            case LENGTH -> "cut off, or a fragment";
            case HOP_LIMIT -> "a TTL or hop limit below 255";
            case VERSION -> "neither version 2 nor 3";
            case TYPE -> "no advertisement";
            case TOTAL_LENGTH -> "a length that is not that of its addresses";
            case CHECKSUM -> "a wrong checksum";
            case AUTHENTICATION_TYPE -> "an unknown authentication";
            default -> "malformed";
        };
    }
}
