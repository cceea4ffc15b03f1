package io.havip.config.differential;

import io.havip.config.GatewayConfig;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.Transport;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.health.Tracking;
import io.havip.programs.NotifyScript.Occasion;
import io.havip.vrrp.Authentication;
import io.havip.vrrp.Version;
import io.havip.vrrp.VirtualRouterSettings.Reaction;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the gateway makes of a configuration, under the names and in the words of keepalived's dump. */
final class Facts {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLISECOND = 1_000_000L;

    private static final Map<Occasion, String> NOTIFIED = Map.of(
            Occasion.ACTIVE, "Master state transition script",
            Occasion.BACKUP, "Backup state transition script",
            Occasion.FAULT, "Fault state transition script",
            Occasion.STOP, "Stop state transition script",
            Occasion.DELETED, "Deleted state transition script",
            Occasion.ANY, "Generic state transition script",
            Occasion.LOWER_HEARD, "Master rx lower pri state transition script");

    private final Map<String, String> facts = new TreeMap<>();

    private Facts(GatewayConfig config) {
        config.instances().forEach(this::instance);
        config.trackers().scripts().forEach(script -> {
            String name = "script " + script.name() + ": ";
            facts.put(name + "Command", quoted(script.command()));
            facts.put(name + "Interval", script.intervalNanos() / SECOND + " sec");
            facts.put(name + "Rise", Integer.toString(script.rise()));
            facts.put(name + "Fall", Integer.toString(script.fall()));
        });
    }

    static Map<String, String> of(GatewayConfig config) {
        return Map.copyOf(new Facts(config).facts);
    }

    private void instance(InstanceSettings instance) {
        String name = instance.name() + ": ";
        var router = instance.router();
        var announcements = instance.moving().announcements();
        facts.put(name + "VRRP Version", router.version() == Version.V2 ? "2" : "3");
        facts.put(name + "Interface", instance.interfaceName());
        facts.put(name + "Virtual Router ID", Integer.toString(router.vrid()));
        facts.put(name + "Priority", Integer.toString(router.priority()));
        facts.put(
                name + "Advert interval",
                router.version() == Version.V2
                        ? router.timing().advertisementIntervalNanos() / SECOND + " sec"
                        : router.timing().advertisementIntervalNanos() / MILLISECOND + " milli-sec");
        facts.put(name + "Preempt", router.preemption().preempt() ? "enabled" : "disabled");
        if (router.preemption().delayNanos() > 0) {
            facts.put(name + "Preempt delay", router.preemption().delayNanos() / SECOND + " secs");
        }
        facts.put(name + "Accept", instance.moving().accept() ? "enabled" : "disabled");
        facts.put(name + "Down timer adverts", Integer.toString(router.timing().activeDownIntervals()));
        facts.put(
                name + "Send advert after receive lower priority advert",
                Boolean.toString(!router.has(Reaction.DISCARDS_LOWER)));
        facts.put(
                name + "Gratuitous ARP delay", seconds(announcements.takeover().delayNanos()));
        facts.put(
                name + "Gratuitous ARP repeat",
                Integer.toString(announcements.takeover().repeat()));
        facts.put(
                name + "Gratuitous ARP refresh", seconds(announcements.refresh().everyNanos()));
        facts.put(
                name + "Gratuitous ARP refresh repeat",
                Integer.toString(announcements.refresh().repeat()));
        facts.put(
                name + "Gratuitous ARP lower priority delay",
                seconds(announcements.contested().delayNanos()));
        facts.put(
                name + "Gratuitous ARP lower priority repeat",
                Integer.toString(announcements.contested().repeat()));
        if (instance.exchange().authentication() instanceof Authentication.Password password) {
            facts.put(name + "Password", password.text());
        }
        addresses(name + "Virtual IP", instance.moving().addresses().stream().filter(VirtualAddress::advertised));
        addresses(
                name + "Virtual IP Excluded",
                instance.moving().addresses().stream().filter(each -> !each.advertised()));
        switch (instance.exchange().transport()) {
            case Transport.Multicast multicast -> facts.put(name + "Multicast address", shown(multicast.group()));
            case Transport.Unicast unicast ->
                list(name + "Unicast Peer", unicast.peers().stream().map(InetAddress::getHostAddress));
        }
        instance.exchange()
                .transport()
                .source()
                .ifPresent(
                        source -> facts.put(name + "Using src_ip", source.getHostAddress() + " (from configuration)"));
        instance.tracking().interfaces().forEach(each -> facts.put(name + "Tracks " + each.tracker(), weight(each)));
        if (instance.tracking().ownInterface()) {
            facts.put(name + "Tracks " + instance.interfaceName(), "weight 0");
        }
        list(
                name + "Tracked scripts",
                instance.tracking().health().stream()
                        .filter(each -> !each.tracker().contains(" "))
                        .map(Facts::tracked));
        NOTIFIED.forEach((occasion, called) -> {
            if (instance.notifications().scripts().get(occasion) instanceof io.havip.programs.NotifyScript script) {
                facts.put(name + called, quoted(script.command()) + ", uid:gid 0:0");
            }
        });
        facts.put(
                name + "Notify priority changes",
                Boolean.toString(instance.notifications().tellsPriority()));
    }

    private void addresses(String name, Stream<VirtualAddress> addresses) {
        list(
                name,
                addresses.map(address ->
                        shown(address.address()) + "/" + address.prefixLength() + " dev " + address.interfaceName()));
    }

    private void list(String name, Stream<String> lines) {
        String joined = lines.collect(Collectors.joining("\n"));
        if (!joined.isEmpty()) {
            facts.put(name, joined);
        }
    }

    /** IPv6 as people write it, as far as the grammar has it: one row of zeros. */
    private static String shown(InetAddress address) {
        return address.getHostAddress().replaceFirst("(:0)+:", "::");
    }

    private static String tracked(Tracking tracking) {
        return tracking.tracker() + " " + weight(tracking);
    }

    private static String weight(Tracking tracking) {
        return "weight " + tracking.weight() + (tracking.reverse() ? " reverse" : "");
    }

    private static String quoted(List<String> command) {
        return command.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    }

    private static String seconds(long nanos) {
        return Long.toString(nanos / SECOND);
    }
}
