package io.havip.config.draft;

import io.havip.announce.AnnouncementSettings;
import io.havip.gateway.InstanceSettings.HopLimitRange;
import io.havip.gateway.Routing;
import io.havip.gateway.VirtualAddress;
import io.havip.health.Tracking;
import io.havip.vrrp.Version;
import io.havip.wire.ChecksumForm;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * A VRRP instance as it is written: each value is in range, the format's defaults are filled in. A required value is
 * empty only after its absence was reported.
 *
 * @param peers the unicast peers; none with multicast
 * @param hopLimits the accepted TTLs with unicast
 * @param addresses the advertised first; each interface name is filled in
 * @param routing the routes and rules that move with the role
 * @param haproxyTracked how the built-in HAProxy tracker is followed; empty where it is not
 * @param health the scripts that are followed
 */
public record InstanceDraft(
        Located<String> name,
        Optional<Located<String>> interfaceName,
        Located<Version> version,
        Optional<Located<Integer>> vrid,
        Located<Integer> priority,
        Located<Long> intervalNanos,
        Located<Boolean> preempt,
        Located<Long> preemptDelayNanos,
        Optional<Located<InetAddress>> source,
        List<Located<InetAddress>> peers,
        boolean checkSource,
        HopLimitRange hopLimits,
        Optional<Located<String>> password,
        ChecksumForm checksum,
        List<Located<VirtualAddress>> addresses,
        Routing routing,
        AnnouncementSettings announcements,
        List<Located<Tracking>> interfaces,
        Optional<Located<Tracking>> haproxyTracked,
        List<Located<Tracking>> health) {

    public InstanceDraft {
        peers = List.copyOf(peers);
        addresses = List.copyOf(addresses);
        interfaces = List.copyOf(interfaces);
        health = List.copyOf(health);
    }

    public boolean unicast() {
        return !peers.isEmpty();
    }

    public List<Located<VirtualAddress>> advertised() {
        return addresses.stream()
                .filter(address -> address.value().advertised())
                .toList();
    }
}
