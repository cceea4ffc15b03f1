package io.havip.gateway.instance;

import io.havip.gateway.host.InterfaceTable;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.Transport;
import io.havip.gateway.settings.VirtualMac;
import io.havip.health.EffectivePriority;
import io.havip.health.Tracking;
import io.havip.health.Verdict;
import io.havip.linux.Link;
import io.havip.wire.IpAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether, and with which priority, a virtual router may take part: of interfaces, addresses and health. */
public final class Eligibility {
    private static final String MISSING = "is missing or down";

    private final InterfaceTable interfaces;
    private final InterfaceSocket socket;
    private final Map<String, Verdict> verdicts;
    /** Trackers that came with a change, as long as they have not given a verdict: nobody follows them yet. */
    private final Set<String> awaited = new HashSet<>();
    /** What was sent from first, and is whenever the host has it: unicast peers know the router by that. */
    private @Nullable InetAddress accustomed;

    /** @param verdicts the last verdict of every tracker; the loop's, read at every {@link #assess} */
    Eligibility(InterfaceTable interfaces, InterfaceSocket socket, Map<String, Verdict> verdicts) {
        this.interfaces = interfaces;
        this.socket = socket;
        this.verdicts = verdicts;
    }

    /** Other settings from now on. */
    void change(InstanceSettings former, InstanceSettings changed) {
        var known = followed(former);
        followed(changed).stream().filter(tracker -> !known.contains(tracker)).forEach(awaited::add);
        if (!changed.exchange().transport().equals(former.exchange().transport())) {
            accustomed = null;
        }
    }

    /**
     * The present state of things.
     *
     * @param source the address to send from, if there is one
     * @param priority the effective priority, 1..255
     * @param faults why the router may not take part: the thing's name and what is wrong with it; empty if it may
     * @param faultSeenAtNanos when the first of the faults was seen, of those that are not borne if there are any
     * @param borne whether it is faulty for nothing but what the last resort bears
     * @param ailing the trackers that count against it
     */
    record Assessment(
            Optional<InetAddress> source,
            int priority,
            Map<String, String> faults,
            long faultSeenAtNanos,
            boolean borne,
            Set<String> ailing) {
        /** Before anything is known. */
        static final Assessment UNKNOWN = new Assessment(Optional.empty(), 1, Map.of(), 0, false, Set.of());
    }

    Assessment assess(InstanceSettings settings, long nowNanos) {
        var known = new HashMap<>(verdicts);
        for (var tracked : settings.tracking().interfaces()) {
            var name = interfaceTracker(tracked.tracker());
            boolean usable = interfaces.usable(tracked.tracker());
            known.put(name, new Verdict(name, usable, usable ? "is up" : MISSING, nowNanos));
        }
        var source = source(settings);
        if (accustomed == null) {
            accustomed = source.orElse(null);
        }
        awaited.removeIf(known::containsKey);
        var followed = trackings(settings).stream()
                .filter(tracking -> !awaited.contains(tracking.tracker()))
                .toList();
        var effective = EffectivePriority.of(settings.router().priority(), followed, known);
        var faults = new LinkedHashMap<String, String>();
        effective.faults().forEach(fault -> faults.put(fault.tracker(), fault.reason()));
        interfaceFault(settings)
                .ifPresentOrElse(fault -> faults.put(interfaceTracker(settings.interfaceName()), fault), () -> {
                    if (source.isEmpty()) {
                        faults.put("source address", missingSource(settings));
                    }
                    settings.moving().virtualMacs().stream()
                            .filter(mac -> !present(mac, settings))
                            .map(VirtualMac::interfaceName)
                            .forEach(name -> faults.put(interfaceTracker(name), MISSING));
                });
        var unborne = new HashMap<>(faults);
        unborne.entrySet().removeIf(fault -> bears(settings, fault.getKey(), fault.getValue()));
        long seenAtNanos = (unborne.isEmpty() ? faults : unborne)
                .keySet().stream()
                        .flatMap(name -> Optional.ofNullable(known.get(name)).stream())
                        .mapToLong(Verdict::seenAtNanos)
                        .reduce(nowNanos, Math::min);
        var ailing = followed.stream()
                .filter(tracking -> tracking.suffers(known.get(tracking.tracker())))
                .map(Tracking::tracker)
                .collect(Collectors.toSet());
        return new Assessment(
                source, effective.priority(), faults, seenAtNanos, !faults.isEmpty() && unborne.isEmpty(), ailing);
    }

    /** The last verdict of each tracker that is followed and has spoken. */
    List<Verdict> verdicts(InstanceSettings settings) {
        return settings.tracking().health().stream()
                .flatMap(tracking -> Optional.ofNullable(verdicts.get(tracking.tracker())).stream())
                .toList();
    }

    /** Whether what others send would come in. */
    boolean hears(InstanceSettings settings) {
        return interfaces.usable(settings.interfaceName()) && socket.refusal().isEmpty();
    }

    /** What is not known yet is not. */
    private static boolean bears(InstanceSettings settings, String fault, String reason) {
        return settings.tracking().lastResort().borne().contains(fault) && !reason.equals(EffectivePriority.UNCHECKED);
    }

    /** The names of all that is followed. */
    static Set<String> followed(InstanceSettings settings) {
        return trackings(settings).stream().map(Tracking::tracker).collect(Collectors.toSet());
    }

    /**
     * Untracked, or for as long as that does not count, it may even be switched off: then nothing can be heard, and the router
     * goes on alone.
     */
    private Optional<String> interfaceFault(InstanceSettings settings) {
        if (settings.tracking().ownInterface() && !interfaces.usable(settings.interfaceName())) {
            return Optional.of(MISSING);
        }
        var link = interfaces.link(settings.interfaceName());
        return link.isEmpty()
                ? Optional.of("is missing")
                : socket.refusal().filter(_ -> link.get().up());
    }

    /** Its carrier is that of the interface beneath, and counts when that one's does. */
    private boolean present(VirtualMac mac, InstanceSettings settings) {
        var link = interfaces.link(mac.interfaceName());
        return settings.tracking().ownInterface()
                ? link.filter(Link::up).isPresent() && interfaces.usable(mac.baseName())
                : link.isPresent();
    }

    private Optional<InetAddress> source(InstanceSettings settings) {
        var configured = settings.exchange().transport().source();
        if (configured.isPresent()) {
            return configured.filter(source -> interfaces.sendsFrom(source)
                    || (settings.exchange().foreignSource() && interfaces.foreign(source)));
        }
        return sources(settings)
                .filter(address -> address.equals(accustomed))
                .findFirst()
                .or(() -> sources(settings).findFirst());
    }

    private Stream<InetAddress> sources(InstanceSettings settings) {
        return interfaces.sources(
                settings.interfaceName(),
                settings.router().family(),
                fromLinkLocal(settings.exchange().transport()));
    }

    /** With multicast, RFC 9568 section 5.1.2.1 asks for it; a unicast peer knows us by an address like its own. */
    private static boolean fromLinkLocal(Transport transport) {
        return switch (transport) {
            case Transport.Multicast _ -> true;
            case Transport.Unicast unicast -> unicast.peers().getFirst().isLinkLocalAddress();
        };
    }

    private String missingSource(InstanceSettings settings) {
        return settings.exchange()
                .transport()
                .source()
                .map(source -> IpAddress.text(source)
                        + (interfaces.hasAddress(source)
                                ? " is a virtual address, which moves: name one that stays"
                                : " is not an address of this host"))
                .orElse(settings.interfaceName() + " has no "
                        + settings.router().family() + " address to send from");
    }

    /** Interfaces are followed by the same arithmetic as health, under names that no tracker has. */
    private static List<Tracking> trackings(InstanceSettings settings) {
        var all = new ArrayList<Tracking>();
        for (var tracked : settings.tracking().interfaces()) {
            all.add(new Tracking(interfaceTracker(tracked.tracker()), tracked.weight(), tracked.reverse()));
        }
        all.addAll(settings.tracking().health());
        return List.copyOf(all);
    }

    private static String interfaceTracker(String interfaceName) {
        return "interface " + interfaceName;
    }
}
