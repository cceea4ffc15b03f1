package io.havip.config.options;

import static io.havip.config.text.Durations.MILLISECOND;
import static io.havip.config.text.Durations.SECOND;

import io.havip.gateway.settings.VirtualAddress;
import io.havip.vrrp.Family;
import io.havip.vrrp.Version;
import io.havip.vrrp.VirtualRouterSettings;
import io.havip.vrrp.VirtualRouterSettings.Preemption;
import io.havip.vrrp.VirtualRouterSettings.Reaction;
import io.havip.vrrp.VirtualRouterSettings.Timing;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What is said of the protocol of one VRRP instance. */
public final class VirtualRouterOptions {
    private VirtualRouterOptions() {}

    public static final Option<Version> VERSION = Option.of(
                    "version",
                    Type.choice(
                            Map.of("2", Version.V2, "3", Version.V3),
                            Version::number,
                            Map.of("enum", List.of(3, 2)),
                            "`3`, `2`"),
                    "`3` (RFC 9568) or `2` (RFC 3768: IPv4 only). The same on all routers.")
            .standard(Version.V3)
            .keepalivedStandard(Version.V2)
            .keepalived("version")
            .variables("HAVIP_VERSION");
    public static final Option<Integer> VRID = Option.required(
                    "vrid",
                    Type.integer(1, 255),
                    "The number of the virtual router. Once per interface and family; the same on all routers.",
                    "give the group's number: vrid: 1..255")
            .keepalived("virtual_router_id")
            .variables("HAVIP_VRID", "KEEPALIVED_ROUTER_ID", "KEEPALIVED_VRID");
    public static final Option<Integer> PRIORITY = Option.of(
                    "priority",
                    Type.integer(1, 255),
                    "The highest wins. 255: the owner of the addresses, which always preempts and whose priority no"
                            + " weight moves.")
            .standard(100)
            .keepalived("priority")
            .also("state")
            .variables("HAVIP_PRIORITY", "KEEPALIVED_PRIORITY");
    public static final Option<Long> INTERVAL = Option.of(
                    "advertisement-interval",
                    Type.duration(10 * MILLISECOND, 255 * SECOND),
                    "Version 3: 10ms to 40.95s in steps of 10ms. Version 2: whole seconds, the same on all routers.")
            .standard(SECOND)
            .keepalived("advert_int")
            .variables("HAVIP_ADVERTISEMENT_INTERVAL");
    public static final Option<Boolean> PREEMPT = Option.of(
                    "preempt", Type.flag(), "Whether an active router of lower priority is replaced.")
            .standard(true)
            .akin("preempt", "nopreempt")
            .variables("HAVIP_PREEMPT");
    public static final Option<Long> PREEMPT_DELAY = Option.of(
                    "preempt-delay",
                    Type.duration(0, 1_000 * SECOND),
                    "How long it is tolerated first. Needs `preempt`; an owner (`priority: 255`) has none.")
            .standard(0L)
            .keepalived("preempt_delay");
    public static final Option<Integer> ACTIVE_DOWN_INTERVALS = Option.of(
                    "active-down-intervals",
                    Type.integer(1, 100),
                    "How many advertisement intervals of silence, before the skew time, make an active router gone."
                            + " Other than 3 is against the RFC; the same on all routers.")
            .standard(3)
            .keepalived("down_timer_adverts");
    public static final Option<Boolean> ANSWER_LOWER = Option.of(
                    "answer-lower",
                    Type.flagUnless(),
                    "Whether an active router that hears a lower priority advertises at once (RFC 9568), or says"
                            + " nothing (RFC 5798). It announces its addresses again in any case.")
            .standard(true)
            .keepalived("lower_prio_no_advert");
    public static final Option<Boolean> IGNORE_OTHERS = Option.of(
                    "ignore-others",
                    Type.flag(),
                    "Whether the owner of the addresses (`priority: 255`, nobody else) takes no notice of"
                            + " advertisements: it neither answers nor yields, not even to another owner. Against the"
                            + " RFC.")
            .standard(false)
            .keepalived("owner_ignore_adverts");
    public static final Option<Boolean> YIELD_WHEN_UNHEARD = Option.of(
                    "yield-when-unheard",
                    Type.flag(),
                    "Whether an active router gives way to one of lower priority that goes on advertising for longer"
                            + " than its own Active_Down_Interval, and so does not hear it. Whoever can forge"
                            + " advertisements can then take the role. A router whose own host refuses to send gives way"
                            + " in any case.")
            .standard(false);

    static final List<Option<?>> ALL = List.of(
            VERSION,
            VRID,
            PRIORITY,
            INTERVAL,
            PREEMPT,
            PREEMPT_DELAY,
            ACTIVE_DOWN_INTERVALS,
            ANSWER_LOWER,
            IGNORE_OTHERS,
            YIELD_WHEN_UNHEARD);

    /** Whether its priority makes it the owner of its addresses. */
    public static boolean owner(Settings instance) {
        return instance.get(PRIORITY) == VirtualRouterSettings.OWNER_PRIORITY;
    }

    static VirtualRouterSettings settings(Settings instance, List<VirtualAddress> addresses) {
        return new VirtualRouterSettings(
                instance.get(VERSION),
                instance.get(VRID),
                instance.get(PRIORITY),
                new Timing(instance.get(INTERVAL), instance.get(ACTIVE_DOWN_INTERVALS)),
                new Preemption(instance.get(PREEMPT), instance.get(PREEMPT_DELAY)),
                reactions(instance),
                InstanceOptions.family(instance),
                addresses.stream()
                        .filter(VirtualAddress::advertised)
                        .map(VirtualAddress::address)
                        // IPv6's link-local address comes first (RFC 9568 section 5.2.9), the rest as written.
                        .sorted(Comparator.comparing(
                                address -> Family.of(address) == Family.IPV6 && !address.isLinkLocalAddress()))
                        .toList());
    }

    private static Set<Reaction> reactions(Settings instance) {
        boolean onePeer = instance.find(InstanceOptions.UNICAST).stream()
                .anyMatch(unicast -> unicast.items(UnicastOptions.PEERS).size() == 1);
        var wanted = Map.of(
                Reaction.DISCARDS_LOWER, !instance.get(ANSWER_LOWER),
                Reaction.IGNORES_OTHERS, instance.get(IGNORE_OTHERS),
                Reaction.FAST_RELEASE, onePeer,
                Reaction.YIELDS_UNHEARD, instance.get(YIELD_WHEN_UNHEARD),
                Reaction.REPLACES_LAST_RESORT, instance.get(InstanceOptions.LAST_RESORT));
        return wanted.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Reaction.class)));
    }
}
