package io.havip.config;

import io.havip.announce.AnnouncementSettings;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.Transport;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.health.Tracking;
import io.havip.programs.NotifyScript;
import io.havip.programs.NotifyScript.Occasion;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a configuration amounts to, a line for each thing. */
final class Summary {
    /** What depends on the machine that the test runs on. */
    private static final String INSTALLED = "is on the PATH of this process";

    private Summary() {}

    static String of(GatewayConfig config) {
        return Stream.of(
                        config.instances().stream().map(Summary::instance),
                        config.trackers().scripts().stream().map(Object::toString),
                        config.trackers().processes().stream().map(Object::toString),
                        config.trackers().files().stream().map(Object::toString),
                        config.notices().stream()
                                .filter(notice -> !notice.contains(INSTALLED))
                                .map(notice -> "notice: " + notice))
                .flatMap(lines -> lines)
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    private static String instance(InstanceSettings instance) {
        var router = instance.router();
        return "instance %s: %s, VRID %d on %s, priority %d, every %d ms, %s\n  %s\n  addresses %s%s%s%s"
                .formatted(
                        instance.name(),
                        router.version(),
                        router.vrid(),
                        instance.interfaceName(),
                        router.priority(),
                        router.timing().advertisementIntervalNanos() / 1_000_000,
                        router.preemption().preempt()
                                ? "preempt after " + router.preemption().delayNanos() / 1_000_000 + " ms"
                                : "nopreempt",
                        transport(instance),
                        instance.moving().addresses().stream()
                                .map(Summary::address)
                                .collect(Collectors.joining(", ")),
                        (instance.moving().accept() ? "" : ", not accepted")
                                + (instance.tracking().ownInterface()
                                        ? ""
                                        : ", whatever " + instance.interfaceName() + " does")
                                + virtualMacs(instance)
                                + followed(instance),
                        instance.syncGroup()
                                .map(group -> "\n  moves with " + group.name() + notified(group.notifyScripts()))
                                .orElse(""),
                        notified(instance.notifications().scripts()));
    }

    private static String notified(Map<Occasion, NotifyScript> scripts) {
        return new TreeMap<>(scripts)
                .entrySet().stream()
                        .map(script -> "\n  at %s %s%s"
                                .formatted(
                                        script.getKey(),
                                        String.join(" ", script.getValue().command()),
                                        script.getValue().user().isEmpty()
                                                ? ""
                                                : " as " + script.getValue().user()))
                        .collect(Collectors.joining());
    }

    private static String transport(InstanceSettings instance) {
        String source = instance.exchange()
                .transport()
                .source()
                .map(address -> " from " + address.getHostAddress())
                .orElse("");
        return switch (instance.exchange().transport()) {
                    case Transport.Multicast _ -> "multicast" + source;
                    case Transport.Unicast unicast ->
                        "unicast" + source + " to "
                                + unicast.peers().stream()
                                        .map(InetAddress::getHostAddress)
                                        .toList() + ", TTL "
                                + instance.exchange().hopLimits().min() + ".."
                                + instance.exchange().hopLimits().max()
                                + (instance.exchange().checkSource() ? ", sources checked" : "");
                }
                + ", " + instance.exchange().authentication().getClass().getSimpleName() + ", "
                + announcements(instance.moving().announcements());
    }

    private static String announcements(AnnouncementSettings settings) {
        return "AnnouncementSettings[form=%s, takeover=%s, refresh=%s, distance=%s, contested=%s]"
                .formatted(
                        settings.form(),
                        settings.takeover(),
                        settings.refresh(),
                        settings.distance(),
                        settings.contested());
    }

    private static String address(VirtualAddress address) {
        return address.written() + " on " + address.interfaceName()
                + address.label().map(label -> " as " + label).orElse("")
                + (address.advertised() ? "" : " not advertised");
    }

    private static String virtualMacs(InstanceSettings instance) {
        return instance.moving().virtualMacs().stream()
                .map(mac -> "\n  %s is %s on %s%s"
                        .formatted(
                                mac.interfaceName(),
                                mac.address(),
                                mac.baseName(),
                                mac.advertises() ? ", and advertises" : ""))
                .collect(Collectors.joining());
    }

    private static String followed(InstanceSettings instance) {
        List<Tracking> all = Stream.concat(
                        instance.tracking().interfaces().stream(), instance.tracking().health().stream())
                .toList();
        return all.isEmpty() ? "" : "\n  follows " + all;
    }
}
