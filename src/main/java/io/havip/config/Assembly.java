package io.havip.config;

import io.havip.config.draft.GatewayDraft;
import io.havip.config.draft.InstanceDraft;
import io.havip.config.text.Located;
import io.havip.gateway.settings.ExchangeSettings;
import io.havip.gateway.settings.ExchangeSettings.HopLimitRange;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.InterfaceSettings;
import io.havip.gateway.settings.MovingSettings;
import io.havip.gateway.settings.NotificationSettings;
import io.havip.gateway.settings.SyncGroupSettings;
import io.havip.gateway.settings.TrackingSettings;
import io.havip.gateway.settings.Transport;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.health.FileSettings;
import io.havip.health.ProcessSettings;
import io.havip.health.Tracking;
import io.havip.linux.Proc;
import io.havip.programs.NotifyScript;
import io.havip.programs.NotifyScript.Occasion;
import io.havip.programs.ScriptSettings;
import io.havip.vrrp.Authentication;
import io.havip.vrrp.Family;
import io.havip.vrrp.Version;
import io.havip.vrrp.VirtualRouterSettings;
import io.havip.vrrp.VirtualRouterSettings.Preemption;
import io.havip.vrrp.VirtualRouterSettings.Reactions;
import io.havip.vrrp.VirtualRouterSettings.Timing;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes the model of a draft that has passed the {@link Checks}, without what keepalived leaves out. */
final class Assembly {
    private Assembly() {}

    static GatewayConfig assemble(GatewayDraft draft, List<String> notices) {
        return new GatewayConfig(
                draft.routerName().orElseGet(Proc::hostName),
                draft.instances().stream()
                        .map(instance -> instance(instance, draft.groupScripts()))
                        .toList(),
                new InterfaceSettings(InterfaceChecks.delays(draft), InterfaceChecks.announcementGroups(draft)),
                followed(draft, draft.scripts(), ScriptSettings::name),
                followed(draft, draft.processes(), ProcessSettings::tracker),
                followed(draft, draft.files(), FileSettings::tracker),
                draft.haproxy(),
                draft.programs(),
                draft.startupDelay(),
                draft.staticNetwork(),
                draft.management(),
                notices,
                Places.of(draft));
    }

    private static <T> List<T> followed(GatewayDraft draft, List<Located<T>> settings, Function<T, String> tracker) {
        return settings.stream()
                .map(Located::value)
                .filter(described -> Checks.followed(tracker.apply(described), draft))
                .toList();
    }

    private static InstanceSettings instance(
            InstanceDraft draft, Map<String, Map<Occasion, Located<NotifyScript>>> groupScripts) {
        return new InstanceSettings(
                draft.name().value(),
                draft.interfaceName().orElseThrow().value(),
                router(draft),
                new ExchangeSettings(
                        transport(draft),
                        authentication(draft),
                        draft.checksum(),
                        draft.unicast() ? draft.hopLimits() : HopLimitRange.LINK_LOCAL,
                        draft.unicast() && draft.checkSource()),
                new MovingSettings(
                        draft.addresses().stream()
                                .map(Located::value)
                                .map(Assembly::labelled)
                                .toList(),
                        draft.virtualMacs().stream().map(Located::value).toList(),
                        draft.accept() || draft.priority().value() == VirtualRouterSettings.OWNER_PRIORITY,
                        draft.routing(),
                        draft.announcements()),
                new TrackingSettings(
                        draft.tracksInterface(),
                        trackings(draft, draft.interfaces().stream()),
                        trackings(draft, Stream.concat(draft.haproxyTracked().stream(), draft.health().stream()))),
                draft.syncGroup()
                        .map(group -> new SyncGroupSettings(
                                group.value(), scripts(groupScripts.getOrDefault(group.value(), Map.of())))),
                new NotificationSettings(scripts(draft.notifyScripts()), draft.tellsPriority()));
    }

    private static Map<Occasion, NotifyScript> scripts(Map<Occasion, Located<NotifyScript>> scripts) {
        return scripts.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, script -> script.getValue().value()));
    }

    private static VirtualRouterSettings router(InstanceDraft draft) {
        boolean owner = draft.priority().value() == VirtualRouterSettings.OWNER_PRIORITY;
        boolean preempt = draft.preempt().value() || owner;
        return new VirtualRouterSettings(
                draft.version().value(),
                draft.vrid().orElseThrow().value(),
                draft.priority().value(),
                new Timing(draft.intervalNanos().value(), draft.activeDownIntervals()),
                new Preemption(
                        preempt, preempt && !owner ? draft.preemptDelayNanos().value() : 0),
                new Reactions(
                        draft.answersLower(),
                        owner && draft.ignoresOthers().value(),
                        draft.peers().size() == 1),
                advertised(draft));
    }

    /** IPv6's link-local address comes first (RFC 9568 section 5.2.9), the rest as written. */
    private static List<InetAddress> advertised(InstanceDraft draft) {
        return draft.advertised().stream()
                .map(address -> address.value().address())
                .sorted(Comparator.comparing(
                        address -> Family.of(address) == Family.IPV6 && !address.isLinkLocalAddress()))
                .toList();
    }

    private static Transport transport(InstanceDraft draft) {
        Optional<InetAddress> source = draft.source().map(Located::value);
        return draft.unicast()
                ? new Transport.Unicast(
                        source, draft.peers().stream().map(Located::value).toList(), draft.hopLimit())
                : new Transport.Multicast(
                        source,
                        draft.group()
                                .map(Located::value)
                                .orElseGet(() -> Family.of(draft.advertised()
                                                .getFirst()
                                                .value()
                                                .address())
                                        .multicastGroup()));
    }

    private static Authentication authentication(InstanceDraft draft) {
        if (draft.hmac().isPresent()) {
            return draft.hmac().get().value();
        }
        return draft.password()
                .filter(password -> draft.version().value() == Version.V2)
                .map(Located::value)
                .map(text -> text.substring(0, Math.min(text.length(), Authentication.Password.LENGTH_MAX)))
                .<Authentication>map(Authentication.Password::new)
                .orElseGet(Authentication.None::new);
    }

    private static VirtualAddress labelled(VirtualAddress address) {
        return Family.of(address.address()) == Family.IPV4
                ? address
                : new VirtualAddress(
                        address.address(),
                        address.prefixLength(),
                        address.peer(),
                        address.interfaceName(),
                        Optional.empty(),
                        address.scope(),
                        address.advertised(),
                        address.flags());
    }

    private static List<Tracking> trackings(InstanceDraft draft, Stream<Located<Tracking>> trackings) {
        boolean owner = draft.priority().value() == VirtualRouterSettings.OWNER_PRIORITY;
        return trackings
                .map(Located::value)
                .filter(tracking -> !owner || tracking.weight() == 0)
                .toList();
    }
}
