package io.havip.gateway.instance;

import io.havip.gateway.settings.InstanceSettings;
import io.havip.linux.Link;
import io.havip.wire.VrrpCodec;
import java.util.Optional;

/**
 * How many of its addresses a router advertises: as many as the MTU of its interface has room for. Decided once for its settings, as
 * keepalived does: while the links of a cluster get another MTU one after the other, its routers go on advertising the same, and
 * no peer discards another list than its own.
 */
final class AdvertisementRoom {
    private int addresses = VrrpCodec.ADDRESSES_MAX;
    private Optional<InstanceSettings> decidedFor = Optional.empty();
    private int mtu;

    int addresses() {
        return addresses;
    }

    /**
     * Takes up other settings, and another MTU.
     *
     * @return what somebody ought to know of that, told once
     */
    Optional<String> follow(InstanceSettings settings, Link link) {
        int wanted = settings.router().addresses().size();
        int present = settings.room(link.mtu());
        boolean mtuChanged = mtu != link.mtu();
        mtu = link.mtu();
        if (decidedFor.filter(settings::equals).isEmpty()) {
            decidedFor = Optional.of(settings);
            addresses = present;
            return present < wanted ? Optional.of(excess(settings, link, wanted)) : Optional.empty();
        }
        int now = Math.min(addresses, wanted);
        int then = Math.min(present, wanted);
        return mtuChanged && now != then ? Optional.of(change(settings, link, now, then)) : Optional.empty();
    }

    private String excess(InstanceSettings settings, Link link, int wanted) {
        return settings.name() + ": an advertisement has room for " + addresses + " of " + wanted
                + " addresses, by the MTU of " + link.name() + ", " + mtu
                + ": the others are bound and announced, but not advertised";
    }

    private String change(InstanceSettings settings, Link link, int now, int then) {
        return settings.name() + ": the MTU of " + link.name() + " is " + mtu + " now, and " + now + " of "
                + settings.router().addresses().size() + " addresses are advertised as before; after a restart it is "
                + then + ": restart the agents of all routers, or take the MTU back";
    }
}
