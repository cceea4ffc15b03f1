package io.havip.gateway.instance;

import io.havip.announce.Announcement;
import io.havip.announce.Announcement.BoundAddress;
import io.havip.announce.Announcer;
import io.havip.gateway.host.InterfaceTable;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.linux.Link;
import io.havip.wire.MacAddress;
import java.util.HashMap;
import java.util.Map;

/** What the network is told of the addresses of one virtual router, with the hardware addresses of the moment. */
public final class AddressAnnouncements {
    /** A stranger that goes on claiming our address would otherwise make us announce at each of its claims. */
    private static final long RECLAIM_INTERVAL_NANOS = 1_000_000_000L;

    private final InterfaceTable interfaces;
    private final Announcer announcer;
    private Announcement announcement;
    private long reclaimedNanos;

    public AddressAnnouncements(InstanceSettings settings, InterfaceTable interfaces, Announcer announcer) {
        this.announcement = announcement(settings);
        this.interfaces = interfaces;
        this.announcer = announcer;
    }

    private static Announcement announcement(InstanceSettings settings) {
        var addresses = settings.moving().addresses().stream()
                .map(address -> new BoundAddress(
                        address.address(), address.interfaceName(), settings.baseOf(address.interfaceName())))
                .toList();
        return new Announcement(settings.name(), addresses, settings.moving().announcements());
    }

    /** Other addresses from now on. What is being announced goes on until it is started anew. */
    void change(InstanceSettings changed) {
        announcement = announcement(changed);
        prepare();
    }

    /** Does ahead of time what the first announcement would otherwise have to wait for. */
    void prepare() {
        announcement.addresses().forEach(address -> announcer.prepare(address.interfaceName()));
        macAddresses();
    }

    /** @param announced called on the announcer's thread when every address has been announced once */
    void start(Runnable announced) {
        announcer.start(announcement, macAddresses(), announced);
    }

    /** Because another router has claimed the role meanwhile, as often as that is wanted for. */
    void startAgain() {
        var settings = announcement.settings();
        if (settings.contested().repeat() > 0) {
            announcer.start(
                    new Announcement(announcement.instance(), announcement.addresses(), settings.afterClaim()),
                    macAddresses(),
                    () -> {});
        }
    }

    void stop() {
        announcer.stop(announcement.instance());
    }

    /**
     * Starts from the beginning because somebody else claims an address, unless that was done a moment ago.
     *
     * @return whether it was started
     */
    boolean reclaim(long nowNanos) {
        if (nowNanos - reclaimedNanos < RECLAIM_INTERVAL_NANOS) {
            return false;
        }
        reclaimedNanos = nowNanos;
        startAgain();
        return true;
    }

    /** Whether an interface of ours, one that we announce on, has this hardware address. */
    boolean ours(MacAddress address) {
        return macAddresses().containsValue(address);
    }

    private Map<String, MacAddress> macAddresses() {
        var macs = new HashMap<String, MacAddress>();
        for (var address : announcement.addresses()) {
            interfaces
                    .link(address.interfaceName())
                    .flatMap(Link::hardwareAddress)
                    .ifPresent(mac -> macs.put(address.interfaceName(), mac));
        }
        return macs;
    }
}
