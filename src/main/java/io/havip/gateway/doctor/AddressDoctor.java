package io.havip.gateway.doctor;

import io.havip.announce.Announcements;
import io.havip.announce.Traffic;
import io.havip.cloud.Ownership;
import io.havip.cloud.Trouble;
import io.havip.gateway.host.InterfaceTable;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.linux.InterfaceAddress;
import io.havip.linux.Link;
import io.havip.observe.Finding;
import io.havip.observe.Finding.Kind;
import io.havip.vrrp.State;
import io.havip.wire.IpAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is wrong with the addresses that this host has: the number of a virtual one that does not move, because it has another
 * prefix length or another interface; a virtual one that somebody else has bound; one that nothing arrives for; that they are not
 * announced again. All times are nanoseconds of one monotonic clock.
 */
final class AddressDoctor {
    private final InstanceSettings settings;
    private final InterfaceTable interfaces;
    private final Traffic traffic;
    private final Announcements announcements;
    private final Ownership ownership;
    private Optional<Finding> evicted = Optional.empty();
    private long evictedAtNanos;

    AddressDoctor(
            InstanceSettings settings,
            InterfaceTable interfaces,
            Traffic traffic,
            Announcements announcements,
            Ownership ownership) {
        this.settings = settings;
        this.interfaces = interfaces;
        this.traffic = traffic;
        this.announcements = announcements;
        this.ownership = ownership;
    }

    /** These were bound here by somebody else, and have been removed. */
    void evicted(List<InetAddress> addresses, long atNanos) {
        evictedAtNanos = atNanos;
        evicted = Optional.of(new Finding(
                Kind.STRAY_ADDRESS,
                "somebody else on this host has bound "
                        + addresses.stream().map(IpAddress::text).collect(Collectors.joining(", "))
                        + ", although this router was not active: removed",
                "take it out of whatever sets this host's addresses: netplan, ifupdown, another VRRP daemon"));
    }

    List<Finding> review(State present, long nowNanos) {
        if (nowNanos - evictedAtNanos > PeerDoctor.HOLD_NANOS) {
            evicted = Optional.empty();
        }
        var missed = present == State.ACTIVE ? missed() : Optional.<Finding>empty();
        var found = new ArrayList<Finding>();
        for (var finding : List.of(evicted, hosts(), announcedOnce(), missed)) {
            if (finding.isPresent()) {
                found.add(finding.get());
            }
        }
        for (var trouble : ownership.troubles(settings.name())) {
            found.add(inTheCloud(trouble));
        }
        return found;
    }

    private static Finding inTheCloud(Trouble trouble) {
        var kind = switch (trouble.kind()) {
            case WRONG_HOLDER -> Kind.CLOUD_WRONG_HOLDER;
            case NOT_ALLOWED -> Kind.CLOUD_NOT_ALLOWED;
            case CREDENTIALS -> Kind.CLOUD_CREDENTIALS;
            case FORBIDDEN -> Kind.CLOUD_FORBIDDEN;
            case CLOCK -> Kind.CLOUD_CLOCK;
            case THROTTLED -> Kind.CLOUD_THROTTLED;
            case BUDGET -> Kind.CLOUD_BUDGET;
            case UNREACHABLE -> Kind.CLOUD_UNREACHABLE;
            case REFUSED -> Kind.CLOUD_REFUSED;
            case UNCONFIRMED -> Kind.CLOUD_UNCONFIRMED;
        };
        return new Finding(kind, trouble.sentence(), trouble.mend());
    }

    private Optional<Finding> announcedOnce() {
        return settings.moving().addresses().isEmpty()
                        || !settings.moving().announcements().by().frames()
                ? Optional.empty()
                : announcements
                        .impediment()
                        .map(why -> new Finding(
                                Kind.ANNOUNCED_ONCE,
                                "a takeover is announced once: nothing repeats that, nobody sees who else claims an address",
                                why));
    }

    private Optional<Finding> missed() {
        var missed = traffic.missed(settings.name());
        return missed.isEmpty()
                ? Optional.empty()
                : Optional.of(new Finding(
                        Kind.NO_TRAFFIC,
                        "nothing has arrived for "
                                + missed.stream().map(IpAddress::text).collect(Collectors.joining(", "))
                                + " since this router took over, although clients were there when it was active before",
                        "see where the network sends it: in a cloud, whether it may move to this machine (a HAVIP, a secondary"
                                + " address), is of this machine's subnet, and passes the security groups; on switches, whether"
                                + " they take gratuitous ARP and neighbour advertisements; on a client, ip neighbour"));
    }

    private Optional<Finding> hosts() {
        if (settings.router().owner()) {
            return Optional.empty();
        }
        var found = new ArrayList<String>();
        for (var address : settings.moving().addresses()) {
            for (var present : interfaces.withNumber(address.address())) {
                if (!moves(present, address)) {
                    found.add(written(present) + " is not " + address.written() + " on " + address.interfaceName());
                }
            }
        }
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(new Finding(
                        Kind.HOST_ADDRESS,
                        String.join("; ", found) + ": the host has it whoever is active, and answers for it",
                        "remove it from the host, or configure it here exactly as the host has it"));
    }

    /** Whether it is ours, or another virtual router's. A link-local one is another one on every link. */
    private boolean moves(InterfaceAddress present, VirtualAddress address) {
        if (interfaces.leased(present.identity())) {
            return true;
        }
        var here = interfaces.link(address.interfaceName()).map(Link::index);
        boolean elsewhere = here.isEmpty() || here.get() != present.interfaceIndex();
        return elsewhere
                ? present.address().isLinkLocalAddress()
                : present.identity().equals(address.identity(here.get()));
    }

    private String written(InterfaceAddress present) {
        return IpAddress.text(present.address())
                + present.peer().map(peer -> " peer " + IpAddress.text(peer)).orElse("") + "/"
                + present.prefixLength()
                + " on "
                + interfaces.name(present.interfaceIndex()).orElse("an interface that is gone");
    }
}
