package io.havip.gateway;

import io.havip.health.EffectivePriority;
import io.havip.health.Tracking;
import io.havip.health.Verdict;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether, and with which priority, a virtual router may take part: of interfaces, addresses and health. */
final class Eligibility {
    private final InterfaceTable interfaces;
    private final InterfaceSocket socket;
    private final Map<String, Verdict> verdicts;
    private InstanceSettings settings;
    private List<Tracking> trackings;

    /** @param verdicts the last verdict of every tracker; the loop's, read at every {@link #assess} */
    Eligibility(
            InstanceSettings settings,
            InterfaceTable interfaces,
            InterfaceSocket socket,
            Map<String, Verdict> verdicts) {
        this.settings = settings;
        this.interfaces = interfaces;
        this.socket = socket;
        this.verdicts = verdicts;
        this.trackings = trackings(settings);
    }

    /** Other settings from now on. */
    void change(InstanceSettings changed) {
        settings = changed;
        trackings = trackings(changed);
    }

    /**
     * The present state of things.
     *
     * @param source the address to send from, if there is one
     * @param priority the effective priority, 1..255
     * @param faults why the router may not take part: the thing's name and what is wrong with it; empty if it may
     * @param faultSeenAtNanos when the first of the faults was seen
     */
    record Assessment(Optional<InetAddress> source, int priority, Map<String, String> faults, long faultSeenAtNanos) {}

    Assessment assess(long nowNanos) {
        var known = new HashMap<>(verdicts);
        for (var tracked : settings.trackedInterfaces()) {
            var name = interfaceTracker(tracked.tracker());
            boolean usable = interfaces.usable(tracked.tracker());
            known.put(name, new Verdict(name, usable, usable ? "is up" : "is missing or down", nowNanos));
        }
        var source = source();
        var effective = EffectivePriority.of(settings.router().priority(), trackings, known);
        var faults = new LinkedHashMap<String, String>();
        effective.faults().forEach(fault -> faults.put(fault.tracker(), fault.reason()));
        if (!interfaces.usable(settings.interfaceName())) {
            faults.put(interfaceTracker(settings.interfaceName()), "is missing or down");
        } else if (socket.refusal().isPresent()) {
            faults.put(
                    interfaceTracker(settings.interfaceName()), socket.refusal().get());
        } else if (source.isEmpty()) {
            faults.put("source address", missingSource());
        }
        long seenAtNanos = faults.keySet().stream()
                .flatMap(name -> Optional.ofNullable(known.get(name)).stream())
                .mapToLong(Verdict::seenAtNanos)
                .reduce(nowNanos, Math::min);
        return new Assessment(source, effective.priority(), faults, seenAtNanos);
    }

    private Optional<InetAddress> source() {
        var configured = settings.transport().source();
        if (configured.isPresent()) {
            return configured.filter(interfaces::hasAddress);
        }
        var virtual = settings.addresses().stream().map(VirtualAddress::address).collect(Collectors.toSet());
        return interfaces.primaryAddress(
                settings.interfaceName(), settings.router().family(), fromLinkLocal(), virtual);
    }

    /** With multicast, RFC 9568 section 5.1.2.1 asks for it; a unicast peer knows us by an address like its own. */
    private boolean fromLinkLocal() {
        return switch (settings.transport()) {
            case Transport.Multicast _ -> true;
            case Transport.Unicast unicast -> unicast.peers().getFirst().isLinkLocalAddress();
        };
    }

    private String missingSource() {
        return settings.transport()
                .source()
                .map(source -> source.getHostAddress() + " is not an address of this host")
                .orElse(settings.interfaceName() + " has no "
                        + settings.router().family() + " address to send from");
    }

    /** Interfaces are followed by the same arithmetic as health, under names that no tracker has. */
    private static List<Tracking> trackings(InstanceSettings settings) {
        var all = new ArrayList<Tracking>();
        for (var tracked : settings.trackedInterfaces()) {
            all.add(new Tracking(interfaceTracker(tracked.tracker()), tracked.weight(), tracked.reverse()));
        }
        all.addAll(settings.trackedHealth());
        return List.copyOf(all);
    }

    private static String interfaceTracker(String interfaceName) {
        return "interface " + interfaceName;
    }
}
