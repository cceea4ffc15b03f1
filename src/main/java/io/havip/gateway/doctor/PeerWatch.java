package io.havip.gateway.doctor;

import io.havip.gateway.host.Host;
import io.havip.gateway.host.InterfaceTable;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.observe.Finding;
import io.havip.observe.VirtualRouterMeters;
import io.havip.observe.journal.Entry;
import io.havip.observe.journal.Reporter;
import io.havip.vrrp.State;
import io.havip.vrrp.VirtualRouter;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Has the doctor weigh the evidence about once a second, and the journal say what has changed. */
public final class PeerWatch {
    /** As long as nobody else has been found on this host. */
    private static final long PRESENCE_NANOS = 10_000_000_000L;
    /** Reviews come at times of which there are 128 a second: those of many at once, and beside their advertisements. */
    private static final long SLOT_NANOS = PeerDoctor.REVIEW_NANOS / 128;

    private final VirtualRouterMeters meters;
    private final PeerDoctor doctor;
    private final AddressDoctor addresses;
    private final Refusals refusals = new Refusals();
    private final Reporter reporter;
    private final Asked asked;
    private List<Finding> findings = List.of();
    private long reviewNanos;
    private long presenceNanos;

    /**
     * What is asked at a review.
     *
     * @param hears whether somebody could be heard
     * @param alone now and then: whether no other agent on this host runs the same virtual router
     */
    public record Asked(BooleanSupplier hears, BooleanSupplier alone) {}

    /** @param nowNanos the first review is due about a second later */
    public PeerWatch(
            InstanceSettings settings,
            InterfaceTable interfaces,
            Host host,
            VirtualRouterMeters meters,
            Asked asked,
            long nowNanos) {
        this.meters = meters;
        this.asked = asked;
        this.doctor = new PeerDoctor(settings, meters::speakerUnremembered);
        this.addresses =
                new AddressDoctor(settings, interfaces, host.traffic(), host.announcements(), host.ownership());
        this.reporter = host.reporter();
        this.reviewNanos = reviewAfter(nowNanos);
        this.presenceNanos = reviewNanos;
        meters.heardBy(doctor::heard);
        if (settings.moving().announcements().by().calls()) {
            meters.heldBy(() -> host.ownership().holdings(settings.name()), host);
        }
    }

    private static long reviewAfter(long nowNanos) {
        long dueNanos = nowNanos + PeerDoctor.REVIEW_NANOS;
        return dueNanos - Math.floorMod(dueNanos, SLOT_NANOS);
    }

    /** Takes the evidence. */
    public PeerDoctor doctor() {
        return doctor;
    }

    /** Addresses of ours that somebody else had bound have been removed, while the router was not Active. */
    public void evicted(List<InetAddress> removed, long nowNanos) {
        if (!removed.isEmpty()) {
            addresses.evicted(removed, nowNanos);
        }
    }

    /** Takes what has become of each advertisement. */
    public Refusals refusals() {
        return refusals;
    }

    /** When the next review is due: an Active's with its advertisement, where that is due within a second of it. */
    public long deadlineNanos(VirtualRouter router) {
        long waitNanos = router.deadlineNanos() - reviewNanos;
        return router.state() == State.ACTIVE && waitNanos > 0 && waitNanos <= PeerDoctor.REVIEW_NANOS
                ? router.deadlineNanos()
                : reviewNanos;
    }

    /** What was wrong at the last review. */
    public List<Finding> findings() {
        return findings;
    }

    /** Why the router does not preempt, though it might: before, and now. Told when that begins, and when it ends. */
    public void heldBack(Optional<String> former, Optional<String> present) {
        if (former.isPresent() != present.isPresent()) {
            reporter.record(new Entry.Hold(meters.identity(), present));
        }
    }

    /** Reviews, if it is time. */
    public void review(VirtualRouter router, long nowNanos) {
        if (nowNanos < reviewNanos) {
            return;
        }
        reviewNanos = reviewAfter(nowNanos);
        if (!asked.hears().getAsBoolean()) {
            doctor.deaf(nowNanos);
            refusals.forget();
        }
        if (nowNanos >= presenceNanos) {
            if (asked.alone().getAsBoolean()) {
                doctor.alone();
                presenceNanos = nowNanos + PRESENCE_NANOS;
            } else {
                doctor.notAlone(nowNanos);
            }
        }
        var unheardBy = router.unheardBy(nowNanos);
        if (unheardBy.isPresent()) {
            doctor.unheardBy(unheardBy.get(), nowNanos);
        }
        var present = new ArrayList<>(doctor.review(router.state(), router.trackedPriority(), nowNanos));
        present.addAll(addresses.review(router.state(), nowNanos));
        var refused = refusals.finding(nowNanos, doctor.holdNanos());
        if (refused.isPresent()) {
            present.add(refused.get());
        }
        var former = findings;
        if (!present.equals(former)) {
            findings = List.copyOf(present);
        }
        reporter.findings(meters, former, findings);
    }
}
