package io.havip.gateway.instance;

import io.havip.announce.Announcement;
import io.havip.announce.Announcement.BoundAddress;
import io.havip.announce.AnnouncementSettings;
import io.havip.announce.Announcements;
import io.havip.announce.Traffic;
import io.havip.cloud.Ownership;
import io.havip.gateway.host.Host;
import io.havip.gateway.host.InterfaceTable;
import io.havip.gateway.host.Occasional;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.linux.Link;
import io.havip.observe.VirtualRouterMeters;
import io.havip.observe.journal.Entry;
import io.havip.observe.journal.Reporter;
import io.havip.wire.AddressClaim;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What the network is told of the addresses of one virtual router, with the hardware addresses of the moment; whether it follows. */
public final class AddressAnnouncements {
    /** A stranger that goes on claiming our address would otherwise make us announce at each of its claims. */
    private static final long RECLAIM_INTERVAL_NANOS = 1_000_000_000L;
    /** Likewise, fill the journal. */
    private static final long TELL_INTERVAL_NANOS = 10_000_000_000L;

    private final InterfaceTable interfaces;
    private final Announcements announcements;
    private final Traffic traffic;
    private final Ownership ownership;
    private final Reporter reporter;
    private final VirtualRouterMeters meters;
    private final Runnable between;
    private final Occasional conflicts = new Occasional(TELL_INTERVAL_NANOS);
    private long reclaimedNanos;
    /** As they were when something was last done about them. */
    private Map<String, Link> known = Map.of();
    /** What is announced there, with its frames, of the settings that it was made for. */
    private List<BoundAddress> prepared = List.of();

    private Optional<InstanceSettings> preparedFor = Optional.empty();
    /** Why the last announcement on an interface could not be sent, by its name. */
    private final Map<String, String> refusals = new ConcurrentHashMap<>();

    AddressAnnouncements(Host host, Commons commons, VirtualRouterMeters meters) {
        this.interfaces = commons.interfaces();
        this.announcements = host.announcements();
        this.traffic = host.traffic();
        this.ownership = host.ownership();
        this.reporter = host.reporter();
        this.meters = meters;
        this.between = () -> commons.deadlines().meanwhile(host);
    }

    /**
     * Does ahead of time, on interfaces that are new, what the first announcement would otherwise have to wait for. On one that has
     * changed, its hardware address for instance, or that has its carrier again, an Active announces from the beginning.
     */
    void follow(InstanceSettings settings, boolean active) {
        var former = known;
        prepare(settings);
        var present = known;
        if (present.equals(former)) {
            return;
        }
        present.values().stream().filter(link -> !former.containsValue(link)).forEach(announcements::prepare);
        if (active && present.values().stream().allMatch(link -> link.up() && link.running())) {
            start(settings, Optional.empty());
        }
    }

    /** @param takeover what it belongs to, if to one: told when every address has been announced once, and when traffic follows */
    void start(InstanceSettings settings, Optional<TransitionTiming> takeover) {
        takeover.ifPresent(TransitionTiming::announces);
        start(settings, settings.moving().announcements(), () -> takeover.ifPresent(TransitionTiming::announced));
        // Whoever announces comes first.
        takeover.ifPresent(timing -> {
            ownership.taken(settings.name(), timing.decidedAtNanos(), timing);
            traffic.taken(settings.name(), timing.decidedAtNanos(), timing::arrived);
        });
    }

    /** @param left whether an advertisement has just left with which an Active says that it is one */
    void confirm(InstanceSettings settings, boolean left, long nowNanos) {
        long untilNanos = nowNanos + settings.router().timing().advertisementIntervalNanos();
        if (left && ownership.confirmed(settings.name(), untilNanos)) {
            start(settings, Optional.empty());
        }
    }

    /** Because another router has claimed the role meanwhile, as often as that is wanted for. */
    void startAgain(InstanceSettings settings) {
        if (settings.moving().announcements().contested().repeat() > 0) {
            start(settings, settings.moving().announcements().afterClaim(), () -> {});
        }
    }

    private void start(InstanceSettings settings, AnnouncementSettings how, Runnable announced) {
        prepare(settings);
        if (prepared.isEmpty()) {
            announcements.stop(settings.name());
            announced.run();
            return;
        }
        announcements.start(new Announcement(settings.name(), prepared, how), new Counted(announced));
    }

    private void prepare(InstanceSettings settings) {
        var present = links(settings);
        if (present.equals(known)
                && preparedFor.filter(former -> former == settings).isPresent()) {
            return;
        }
        known = present;
        preparedFor = Optional.of(settings);
        if (!settings.moving().announcements().by().frames()) {
            prepared = List.of();
            return;
        }
        prepared = settings.moving().addresses().stream()
                .map(address -> BoundAddress.on(
                        Optional.ofNullable(present.get(address.interfaceName())),
                        address.address(),
                        address.interfaceName(),
                        settings.baseOf(address.interfaceName()),
                        settings.moving().announcements().form()))
                .toList();
    }

    private final class Counted implements Announcements.Listener {
        private final Runnable announced;

        Counted(Runnable announced) {
            this.announced = announced;
        }

        @Override
        public void sent(String interfaceName, boolean neighbourAdvertisement) {
            meters.announced(neighbourAdvertisement);
            refusals.remove(interfaceName);
        }

        /** Some 0.05 ms each: those of other routers whose advertisements are due don't wait for all of them. */
        @Override
        public void between() {
            between.run();
        }

        @Override
        public void failed(String interfaceName, String reason) {
            meters.announcementFailed();
            if (!reason.equals(refusals.put(interfaceName, reason))) {
                reporter.warn("can't announce on " + interfaceName + ": " + reason);
            }
        }

        @Override
        public void announced() {
            announced.run();
        }
    }

    /** The role is lost. */
    void stop(InstanceSettings settings) {
        ownership.released(settings.name());
        traffic.released(settings.name());
        announcements.stop(settings.name());
    }

    /** Starts from the beginning because somebody else claims an address, unless that was done a moment ago. */
    void reclaim(AddressClaim claim, InstanceSettings settings, long nowNanos) {
        int count = conflicts.happened(nowNanos);
        if (count > 0) {
            reporter.record(new Entry.Conflict(meters.identity(), claim, count));
        }
        if (nowNanos - reclaimedNanos < RECLAIM_INTERVAL_NANOS) {
            return;
        }
        reclaimedNanos = nowNanos;
        startAgain(settings);
    }

    private Map<String, Link> links(InstanceSettings settings) {
        var links = new HashMap<String, Link>();
        for (var address : settings.moving().addresses()) {
            if (!links.containsKey(address.interfaceName())) {
                interfaces.link(address.interfaceName()).ifPresent(link -> links.put(address.interfaceName(), link));
            }
        }
        return links;
    }
}
