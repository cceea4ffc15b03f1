package io.havip.config.options;

import static io.havip.config.text.Durations.SECOND;

import io.havip.config.options.ProgramOptions.Notify;
import io.havip.config.options.Type.Group;
import io.havip.config.options.Type.GroupOrWord;
import io.havip.config.options.Type.Items;
import io.havip.config.text.Located;
import io.havip.gateway.settings.ExchangeSettings;
import io.havip.gateway.settings.ExchangeSettings.HopLimitRange;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.LastResortSettings;
import io.havip.gateway.settings.MovingSettings;
import io.havip.gateway.settings.NotificationSettings;
import io.havip.gateway.settings.Routing;
import io.havip.gateway.settings.SyncGroupSettings;
import io.havip.gateway.settings.TrackingSettings;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.linux.Route;
import io.havip.linux.Rule;
import io.havip.programs.NotifyScript;
import io.havip.programs.NotifyScript.Occasion;
import io.havip.vrrp.Authentication;
import io.havip.vrrp.Family;
import io.havip.wire.ChecksumForm;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What is said of one VRRP instance. */
public final class InstanceOptions {
    private InstanceOptions() {}

    public static final Option<String> NAME = Option.required(
            "name", Type.name(), "Unique; the label `vrrp_instance` of the metrics.", "name the instance: name: NAME");
    public static final Option<String> INTERFACE = Option.required(
                    "interface",
                    Type.interfaceName(),
                    "Where advertisements are sent and heard: a name of 1 to 15 characters, or an IPv4 address that"
                            + " the interface has. By its address it is found even if it comes back under another name, as"
                            + " in a container that is connected to its network anew.",
                    "say where advertisements are sent: interface: eth0")
            .keepalived("interface")
            .also("default_interface")
            .variables("HAVIP_INTERFACE", "KEEPALIVED_INTERFACE");
    public static final Option<Settings> UNICAST = Option.of(
            "unicast",
            new Group(UnicastOptions.SECTION),
            "Advertisements go to listed peers. Not together with `multicast`.");
    public static final Option<Settings> MULTICAST = Option.of(
                    "multicast", new Group(MulticastOptions.SECTION), "Advertisements go to a multicast group.")
            .otherwise(
                    "this one",
                    instance -> instance.has(UNICAST)
                            ? Optional.empty()
                            : Optional.of(instance.beneath(MulticastOptions.SECTION, instance.place())));
    public static final Option<Settings> AUTHENTICATION = Option.of(
                    "authentication", new Group(AuthenticationOptions.SECTION), "A password (version 2 only), or keys.")
            .akin("authentication", "auth_type");
    public static final Option<ChecksumForm> CHECKSUM = Option.of(
                    "checksum",
                    Type.choice(ChecksumForm.class),
                    "What is sent with version 3 over IPv4: `pseudo-header` (RFC 5798, keepalived), `message-only`"
                            + " (RFC 9568), or `multicast-pseudo-header` (unicast of keepalived up to 1.3.6). All are"
                            + " accepted.")
            .standard(ChecksumForm.PSEUDO_HEADER)
            .akin("v3_checksum_as_v2", "old_unicast_checksum");
    public static final Option<List<Located<Settings>>> ADDRESSES = Option.of(
                    "addresses",
                    new Items<>(AddressOptions.TYPE),
                    "What moves with the role. The advertised ones are of one family. Of those that an advertisement"
                            + " has no room for, by the interface's MTU and above 255, the last are bound and announced,"
                            + " but not advertised. [Without any](#instances-without-addresses) only the role moves.")
            .otherwise("none")
            .akin("virtual_ipaddress", "virtual_ipaddress_excluded", "no_virtual_ipaddress")
            .variables("HAVIP_ADDRESSES", "KEEPALIVED_VIRTUAL_IPS", "KEEPALIVED_VIRTUAL_IP");
    public static final Option<List<Located<Route>>> ROUTES = Option.of(
                    "routes",
                    new Items<>(Type.route()),
                    "What is added after the addresses and removed before them, in the words of `ip route`:"
                            + " `[10.9.0.0/16 via 172.17.16.1 src 172.17.16.3]`."
                            + " [Which words](keepalived.md#routes-and-rules).")
            .akin("virtual_routes");
    public static final Option<List<Located<Rule>>> RULES = Option.of(
                    "rules",
                    new Items<>(Type.rule()),
                    "Likewise, in the words of `ip rule`: `[priority 100 from 172.17.16.3/32 table 100]`."
                            + " [Which words](keepalived.md#routes-and-rules).")
            .akin("virtual_rules");
    public static final Option<Settings> VIRTUAL_MAC = Option.of(
                    "virtual-mac",
                    new Group(VirtualMacOptions.SHARED),
                    "A MAC address that moves with the role (RFC 9568, keepalived's `use_vmac`), so that a failover"
                            + " changes nothing that clients know. The same on all routers, as a rule. Empty (`{}`) for"
                            + " the RFC's.")
            .akin("use_vmac");
    public static final Option<Boolean> ACCEPT = Option.of(
                    "accept",
                    Type.flag(),
                    "Whether what is sent to the addresses reaches this host's programs (RFC 9568's Accept_Mode)."
                            + " `false` makes them addresses of a router only, and HAProxy on them useless; a table of"
                            + " nftables, `inet havip_gateway`, drops it, and the program `nft` is needed. Always true for"
                            + " an owner.")
            .standard(true)
            .akin("accept", "no_accept");
    public static final Option<Settings> ANNOUNCE = Option.of(
                    "announce",
                    new GroupOrWord<>(AnnounceOptions.SECTION, AnnounceOptions.BY),
                    "How the network learns of a takeover.")
            .otherwise("", instance -> Optional.of(instance.beneath(AnnounceOptions.SECTION, instance.place())));
    public static final Option<String> SYNC_GROUP = Option.of(
                    "sync-group",
                    Type.name(),
                    "Instances with the same name here move together: they become active when all of them are about to,"
                            + " and when one gives up the role or fails, all do. Not for an owner.")
            .akin("vrrp_sync_group");
    public static final Option<Boolean> NOTIFY_PRIORITY = Option.of(
                    "notify-priority", Type.flag(), "Whether FIFOs are told of changes of the priority too.")
            .standard(false)
            .keepalived("notify_priority_changes");
    public static final Option<Settings> NOTIFY =
            Option.of("notify", new Group(ProgramOptions.Notify.SECTION), "Programs that are told of state changes.");
    public static final Option<Settings> TRACK =
            Option.group("track", TrackOptions.SECTION, "What the instance follows, besides its own interface.");
    public static final Option<Boolean> TRACK_OWN_INTERFACE = Option.of(
                    "track-own-interface",
                    Type.flagUnless(),
                    "Whether a failure of the instance's own interface gives up the role. `false` is for two nodes on"
                            + " one cable: without the other node there is no link, and the one that is left becomes"
                            + " active, or stays it.")
            .standard(true)
            .keepalived("dont_track_primary");

    public static final Option<Boolean> LAST_RESORT = Option.of(
                    "last-resort",
                    Type.flag(),
                    "Whether it serves, with priority 1, when it has heard nobody for an Active_Down_Interval and the"
                            + " failure of HAProxy, tracked without a weight, is all that is wrong with it; and whether"
                            + " it replaces an active router of priority 1, which serves so, whatever `preempt` says."
                            + " Off, such a router is one like others, left alone with `preempt: false` until it is"
                            + " silent after its retry. keepalived has nothing like it.")
            .standard(true)
            .keepalivedStandard(false)
            .variables("HAVIP_LAST_RESORT");
    public static final Option<Long> LAST_RESORT_RETRY = Option.of(
                    "last-resort-retry",
                    Type.duration(SECOND, 3_600 * SECOND),
                    "How long it serves so at a time. Then it is silent for one Active_Down_Interval: a healthy peer"
                            + " takes over that replaces no active router, as keepalived's with `nopreempt`.")
            .standard(10 * SECOND)
            .variables("HAVIP_LAST_RESORT_RETRY");
    public static final Option<Boolean> DAMPING = Option.of(
                    "damping",
                    Type.flag(),
                    "Whether it replaces no active router for a while when it has lost the role to the same tracker"
                            + " three times within a minute: until that has been well for 10 s, and twice as long each"
                            + " further time, up to 5 minutes. It takes over as ever when the active router is gone."
                            + " Needs `preempt`; not for an owner.")
            .standard(true)
            .keepalivedStandard(false)
            .variables("HAVIP_DAMPING");

    public static final Section SECTION = Section.of("instances", NAME, INTERFACE)
            .and(VirtualRouterOptions.ALL)
            .and(List.of(
                    UNICAST,
                    MULTICAST,
                    AUTHENTICATION,
                    CHECKSUM,
                    ADDRESSES,
                    ROUTES,
                    RULES,
                    VIRTUAL_MAC,
                    ACCEPT,
                    ANNOUNCE,
                    SYNC_GROUP,
                    NOTIFY_PRIORITY,
                    NOTIFY,
                    TRACK,
                    TRACK_OWN_INTERFACE,
                    LAST_RESORT,
                    LAST_RESORT_RETRY,
                    DAMPING));

    /** The advertised addresses, as far as they are any. */
    public static Stream<InetAddress> advertised(Settings instance) {
        return instance.items(ADDRESSES).stream()
                .filter(address -> address.get(AddressOptions.ADVERTISED))
                .flatMap(address -> AddressOptions.address(address).stream());
    }

    /** Of the first advertised address; without one, of what else is said of advertisements; IPv4 where nothing is. */
    public static Family family(Settings instance) {
        var unicast = instance.written(UNICAST).map(Located::value);
        var multicast = instance.written(MULTICAST).map(Located::value);
        var exchanged = Stream.concat(
                unicast.stream()
                        .flatMap(settings -> Stream.concat(
                                settings.items(UnicastOptions.PEERS).stream(),
                                settings.find(UnicastOptions.SOURCE).stream())),
                multicast.stream()
                        .flatMap(settings -> Stream.of(MulticastOptions.SOURCE, MulticastOptions.GROUP)
                                .flatMap(option -> settings.written(option).stream())
                                .map(Located::value)));
        return Stream.concat(advertised(instance), exchanged)
                .findFirst()
                .map(Family::of)
                .orElse(Family.IPV4);
    }

    /** Programs that are told of its state changes. */
    public static Map<Occasion, Located<NotifyScript>> notifyScripts(Settings instance) {
        return instance.find(NOTIFY).map(Notify::scripts).orElse(Map.of());
    }

    /**
     * All of it, which fits together.
     *
     * @param addresses the advertised first
     * @param groupScripts who is told of its sync group's state changes
     */
    public static InstanceSettings settings(
            Settings instance,
            List<VirtualAddress> addresses,
            Authentication authentication,
            Map<Occasion, NotifyScript> groupScripts) {
        return new InstanceSettings(
                instance.get(NAME),
                instance.get(INTERFACE),
                VirtualRouterOptions.settings(instance, addresses),
                exchange(instance, authentication),
                moving(instance, addresses),
                tracking(instance),
                instance.find(SYNC_GROUP).map(group -> new SyncGroupSettings(group, groupScripts)),
                new NotificationSettings(Notify.values(notifyScripts(instance)), instance.get(NOTIFY_PRIORITY)));
    }

    private static ExchangeSettings exchange(Settings instance, Authentication authentication) {
        var unicast = instance.find(UNICAST);
        var multicast = instance.find(MULTICAST);
        return new ExchangeSettings(
                unicast.map(UnicastOptions::transport)
                        .or(() -> multicast.map(MulticastOptions::transport))
                        .orElseThrow(),
                authentication,
                instance.get(CHECKSUM),
                unicast.map(UnicastOptions::hopLimits).orElse(HopLimitRange.LINK_LOCAL),
                unicast.map(peers -> peers.get(UnicastOptions.CHECK_SOURCE)).orElse(false),
                multicast.map(group -> group.get(MulticastOptions.TRACK_SOURCE)).orElse(true));
    }

    private static MovingSettings moving(Settings instance, List<VirtualAddress> addresses) {
        return new MovingSettings(
                addresses,
                Located.values(VirtualMacOptions.settings(instance)),
                instance.get(ACCEPT) || VirtualRouterOptions.owner(instance),
                new Routing(instance.items(ROUTES), instance.items(RULES)),
                AnnounceOptions.settings(instance.get(ANNOUNCE)));
    }

    private static TrackingSettings tracking(Settings instance) {
        var track = instance.get(TRACK);
        var haproxy = TrackOptions.haproxy(track).map(Located::value);
        boolean preempts = instance.get(VirtualRouterOptions.PREEMPT) && !VirtualRouterOptions.owner(instance);
        return new TrackingSettings(
                instance.get(TRACK_OWN_INTERFACE),
                Located.values(TrackOptions.interfaces(track)),
                Stream.concat(haproxy.stream(), Located.values(TrackOptions.health(track)).stream())
                        .toList(),
                haproxy.filter(_ -> instance.get(LAST_RESORT))
                        .map(followed ->
                                new LastResortSettings(Set.of(followed.tracker()), instance.get(LAST_RESORT_RETRY)))
                        .orElse(LastResortSettings.NEVER),
                instance.get(DAMPING) && preempts);
    }
}
