package io.havip.observe;

import io.havip.observe.Metric.Type;
import io.havip.observe.MetricList.Labelled;
import io.havip.observe.VirtualRouterMeters.Move;
import io.havip.observe.VirtualRouterMeters.Recent;
import io.havip.vrrp.DropReason;
import io.havip.vrrp.State;
import io.havip.wire.IpAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** The metrics of virtual routers. */
final class VirtualRouterMetrics {
    /** All but the one that no virtual router has: another VRID. */
    private static final Set<DropReason> REASONS = EnumSet.complementOf(EnumSet.of(DropReason.VRID));

    private static final List<Finding.Kind> KINDS = List.of(Finding.Kind.values());

    private static final Labels[] REASON = Labels.each("reason", DropReason.class);
    private static final Labels[] STATE = Labels.each("state", State.class);
    private static final Labels[] FINDING = Labels.each("finding", Finding.Kind.class);
    private static final Labels[] PHASE = Labels.each("phase", TransitionReport.Phase.class);
    private static final Labels[] REFUSAL = Labels.each("errno", SendRefusal.class, SendRefusal::name);
    private static final Labels CONFIGURED = Labels.of("kind", "configured");
    private static final Labels EFFECTIVE = Labels.of("kind", "effective");
    private static final Labels ARP = Labels.of("kind", "arp");
    private static final Labels NEIGHBOUR_ADVERTISEMENT = Labels.of("kind", "na");

    private static final List<Labels> MOVES =
            VirtualRouterMeters.MOVES.stream().map(VirtualRouterMetrics::labels).toList();

    static final List<Metric<VirtualRouterMeters>> ALL = new MetricList<VirtualRouterMeters>()
            .several("havip_vrrp_state", Type.GAUGE, "1 for the state that it is in", VirtualRouterMetrics::states)
            .gauge(
                    "havip_vrrp_last_resort",
                    "Whether it is active though it is faulty, because nobody else is",
                    router -> router.status().role().lastResort() ? 1 : 0)
            .gauge(
                    "havip_vrrp_held_back",
                    "Whether it does not preempt because it has lost the role to the same tracker again and again",
                    router -> router.status().heldBack().isPresent() ? 1 : 0)
            .several("havip_vrrp_priority", Type.GAUGE, "Priority", VirtualRouterMetrics::priorities)
            .gauge(
                    "havip_vrrp_last_transition_timestamp_seconds",
                    "Wall-clock time of the last transition",
                    router -> router.status().changedAtEpochMillis() / 1e3)
            .gauge(
                    "havip_vrrp_active_down_interval_seconds",
                    "How long the Active may be silent before it is taken for gone",
                    router -> router.status().role().activeDownIntervalNanos() / 1e9)
            .several(
                    "havip_vrrp_peer_finding",
                    Type.GAUGE,
                    "Whether this is wrong between the virtual router and its peers, or with its addresses",
                    VirtualRouterMetrics::findings)
            .several(
                    "havip_vrrp_active_peer_info",
                    Type.GAUGE,
                    "The Active that this Backup follows; always 1",
                    VirtualRouterMetrics::activePeer)
            .several(
                    "havip_vrrp_transitions_total",
                    Type.COUNTER,
                    "Transitions of the state machine",
                    VirtualRouterMetrics::transitions)
            // A hundred samples less for each virtual router: what a few of the last ones took is told one by one.
            .summaries(
                    "havip_vrrp_transition_phase_seconds",
                    "Duration of a phase of transitions",
                    router -> router.phases().entrySet().stream()
                            .map(phase -> new Labelled(PHASE[phase.getKey().ordinal()], phase.getValue()))
                            .toList())
            .histogram(
                    "havip_vrrp_transition_seconds",
                    "Duration of transitions from the evidence to the last phase",
                    router -> router.transition)
            .counter(
                    "havip_vrrp_slow_takeovers_total",
                    "Takeovers that lasted longer than they may",
                    router -> router.slowTakeovers.sum())
            .several(
                    "havip_vrrp_recent_transition_timestamp_seconds",
                    Type.GAUGE,
                    "Wall-clock time of one of the last transitions",
                    (router, out) -> recent(router, out, report -> report.atEpochMillis() / 1e3))
            .several(
                    "havip_vrrp_recent_transition_seconds",
                    Type.GAUGE,
                    "Duration of one of the last transitions",
                    (router, out) -> recent(router, out, report -> report.totalNanos() / 1e9))
            .several(
                    "havip_vrrp_recent_transition_within_bound",
                    Type.GAUGE,
                    "Whether a takeover, one of the last transitions, lasted no longer than it may",
                    VirtualRouterMetrics::recentWithinBound)
            .several(
                    "havip_vrrp_recent_transition_phase_seconds",
                    Type.GAUGE,
                    "Duration of a phase of one of the last transitions",
                    VirtualRouterMetrics::recentPhases)
            .histogram(
                    "havip_vrrp_advertisement_interval_seconds",
                    "Time between advertisements heard",
                    router -> router.heardInterval)
            .histogram(
                    "havip_vrrp_advertisement_lateness_seconds",
                    "How much later than due advertisements were sent",
                    router -> router.lateness)
            .histogram(
                    "havip_vrrp_active_down_margin_seconds",
                    "Time that was left until a takeover when the Active's advertisement came",
                    router -> router.margin)
            .counter(
                    "havip_vrrp_advertisements_sent_total",
                    "Advertisements sent, once for each destination",
                    router -> router.sent.sum())
            .several(
                    "havip_vrrp_advertisements_send_failures_total",
                    Type.COUNTER,
                    "Advertisements that the kernel refused, once for each destination",
                    VirtualRouterMetrics::sendFailures)
            .counter(
                    "havip_vrrp_advertisements_received_total",
                    "Advertisements received that passed every check",
                    router -> router.received.sum())
            .several(
                    "havip_vrrp_advertisements_discarded_total",
                    Type.COUNTER,
                    "Received packets that failed a check",
                    VirtualRouterMetrics::discarded)
            .several(
                    "havip_address_bound",
                    Type.GAUGE,
                    "Whether the virtual address is bound here",
                    VirtualRouterMetrics::addresses)
            .counter(
                    "havip_vrrp_speakers_unremembered_total",
                    "Senders of advertisements, or their sequence numbers, that were forgotten, or not remembered, because too many send some",
                    router -> router.speakersUnremembered.sum())
            .counter(
                    "havip_address_repairs_total",
                    "Addresses that someone removed and that were put back",
                    router -> router.repairs.sum())
            .counter(
                    "havip_address_evictions_total",
                    "Addresses that someone else bound while the router was not Active, and that were removed",
                    router -> router.evictions.sum())
            .counter(
                    "havip_address_conflicts_total",
                    "Claims of others for an address that is bound here",
                    router -> router.conflicts.sum())
            .several("havip_announcements_sent_total", Type.COUNTER, "Announcements sent", (router, out) -> {
                out.value(router.labels(), ARP, router.arpSent.sum());
                out.value(router.labels(), NEIGHBOUR_ADVERTISEMENT, router.neighbourAdvertisementsSent.sum());
            })
            .counter(
                    "havip_announcements_failures_total",
                    "Announcements that could not be sent",
                    router -> router.announcementFailures.sum())
            .list();

    private VirtualRouterMetrics() {}

    private static void states(VirtualRouterMeters router, Samples out) {
        int present = router.status().role().state().ordinal();
        for (int state = 0; state < STATE.length; state++) {
            out.value(router.labels(), STATE[state], present == state ? 1 : 0);
        }
    }

    private static void priorities(VirtualRouterMeters router, Samples out) {
        out.value(router.labels(), CONFIGURED, router.identity().configuredPriority());
        out.value(router.labels(), EFFECTIVE, router.status().role().priority());
    }

    private static void findings(VirtualRouterMeters router, Samples out) {
        var present = EnumSet.noneOf(Finding.Kind.class);
        router.status().findings().forEach(finding -> present.add(finding.kind()));
        boolean inCloud = router.inCloud();
        for (var kind : KINDS) {
            if (inCloud || !kind.ofCloud()) {
                out.value(router.labels(), FINDING[kind.ordinal()], present.contains(kind) ? 1 : 0);
            }
        }
    }

    private static void activePeer(VirtualRouterMeters router, Samples out) {
        router.status().activePeer().ifPresent(peer -> {
            var priority = Integer.toString(peer.priority());
            var labels = Labels.of("peer", IpAddress.text(peer.address()), "priority", priority);
            out.value(router.labels(), labels, 1);
        });
    }

    /** Those too that have not happened: one that appeared at 1 would be hidden from rate() and increase(). */
    private static void transitions(VirtualRouterMeters router, Samples out) {
        for (int move = 0; move < MOVES.size(); move++) {
            out.value(router.labels(), MOVES.get(move), router.transitionCount(move));
        }
    }

    private static void recent(VirtualRouterMeters router, Samples out, ToDoubleFunction<TransitionReport> value) {
        for (var recent : router.recentTransitions()) {
            out.value(labels(router, recent), value.applyAsDouble(recent.report()));
        }
    }

    private static void recentWithinBound(VirtualRouterMeters router, Samples out) {
        recent(router, out, report -> report.boundNanos().isEmpty() ? Double.NaN : report.slow() ? 0 : 1);
    }

    /** Those that it has not are told too: else what was there of the former one in this slot would be read as its. */
    private static void recentPhases(VirtualRouterMeters router, Samples out) {
        for (var recent : router.recentTransitions()) {
            var labels = labels(router, recent);
            var nanos = recent.report().phaseNanos();
            for (var phase : router.phases().keySet()) {
                var duration = nanos.get(phase);
                out.value(labels, PHASE[phase.ordinal()], duration == null ? Double.NaN : duration / 1e9);
            }
        }
    }

    private static Labels labels(VirtualRouterMeters router, Recent recent) {
        var known = recent.labels();
        if (known == null) {
            var report = recent.report();
            known = router.labels()
                    .with(labels(new Move(report.from(), report.to(), report.cause())))
                    .with(Labels.of("slot", Integer.toString(recent.slot())));
            recent.labels(known);
        }
        return known;
    }

    private static Labels labels(Move move) {
        return Labels.of(
                "from", Meters.label(move.from()), "to", Meters.label(move.to()), "cause", Meters.label(move.cause()));
    }

    private static void discarded(VirtualRouterMeters router, Samples out) {
        for (var reason : REASONS) {
            out.value(router.labels(), REASON[reason.ordinal()], router.discardedCount(reason));
        }
    }

    private static void sendFailures(VirtualRouterMeters router, Samples out) {
        router.sendFailures().forEach((destination, counts) -> {
            var labels = destination.isMulticastAddress()
                    ? router.labels()
                    : router.labels().with(Labels.of("peer", IpAddress.text(destination)));
            for (int why = 0; why < REFUSAL.length; why++) {
                out.value(labels, REFUSAL[why], counts.get(why));
            }
        });
    }

    private static void addresses(VirtualRouterMeters router, Samples out) {
        var bound = router.status().boundAddresses();
        router.addresses()
                .forEach((address, labels) -> out.value(router.labels(), labels, bound.contains(address) ? 1 : 0));
    }
}
