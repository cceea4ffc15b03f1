package io.havip.config.draft;

import io.havip.announce.AnnouncementSettings;
import io.havip.config.text.Located;
import io.havip.gateway.settings.ExchangeSettings.HopLimitRange;
import io.havip.gateway.settings.Routing;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.gateway.settings.VirtualMac;
import io.havip.health.Tracking;
import io.havip.programs.NotifyScript;
import io.havip.programs.NotifyScript.Occasion;
import io.havip.vrrp.Authentication.Hmac;
import io.havip.vrrp.Version;
import io.havip.wire.ChecksumForm;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A VRRP instance as it is written: each value is in range, the format's defaults are filled in. A required value is
 * empty only after its absence was reported.
 *
 * @param ignoresOthers whether, as an owner, it takes no notice of advertisements
 * @param group the multicast group; the RFC's unless given
 * @param peers the unicast peers; none with multicast
 * @param hopLimit what unicast advertisements leave with
 * @param hopLimits the accepted TTLs with unicast
 * @param addresses the advertised first; each interface name is filled in
 * @param virtualMacs the interfaces with a virtual MAC that some of them are bound to
 * @param accept whether this host's programs get what is sent to the addresses
 * @param routing the routes and rules that move with the role
 * @param tracksInterface whether the instance's own interface is followed
 * @param haproxyTracked how the built-in HAProxy tracker is followed; empty where it is not
 * @param health the scripts that are followed
 * @param syncGroup the group that it moves together with
 * @param notifyScripts the scripts that are told of state changes, each at the place of its command
 * @param tellsPriority whether FIFOs are told of changes of the priority
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
        int activeDownIntervals,
        boolean answersLower,
        Located<Boolean> ignoresOthers,
        Optional<Located<InetAddress>> source,
        Optional<Located<InetAddress>> group,
        List<Located<InetAddress>> peers,
        int hopLimit,
        boolean checkSource,
        HopLimitRange hopLimits,
        Optional<Located<String>> password,
        Optional<Located<Hmac>> hmac,
        ChecksumForm checksum,
        List<Located<VirtualAddress>> addresses,
        List<Located<VirtualMac>> virtualMacs,
        boolean accept,
        Routing routing,
        AnnouncementSettings announcements,
        boolean tracksInterface,
        List<Located<Tracking>> interfaces,
        Optional<Located<Tracking>> haproxyTracked,
        List<Located<Tracking>> health,
        Optional<Located<String>> syncGroup,
        Map<Occasion, Located<NotifyScript>> notifyScripts,
        boolean tellsPriority) {

    public InstanceDraft {
        peers = List.copyOf(peers);
        addresses = List.copyOf(addresses);
        virtualMacs = List.copyOf(virtualMacs);
        interfaces = List.copyOf(interfaces);
        health = List.copyOf(health);
        notifyScripts = Map.copyOf(notifyScripts);
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
