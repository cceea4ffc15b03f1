package io.havip.config.options;

import static io.havip.config.text.Durations.MILLISECOND;
import static io.havip.config.text.Durations.SECOND;

import io.havip.config.options.Type.Group;
import io.havip.config.options.Type.Items;
import io.havip.config.text.Located;
import io.havip.linux.Route;
import io.havip.linux.Rule;
import io.havip.vrrp.Family;
import io.havip.vrrp.Version;
import io.havip.vrrp.VirtualRouterSettings;
import io.havip.wire.ChecksumForm;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is said of one VRRP instance. */
public final class InstanceOptions {
    private InstanceOptions() {}

    /** Advertisements to listed peers. */
    public static final class Unicast {
        private Unicast() {}

        public static final Option<InetAddress> SOURCE = Option.of("source", Type.address(), "The source address.")
                .otherwise("the interface's primary address")
                .keepalived("unicast_src_ip")
                .variables("HAVIP_SOURCE");
        public static final Option<List<Located<InetAddress>>> PEERS = Option.required(
                        "peers",
                        new Items<>(Type.address()),
                        "The other routers, at least one, not this one.",
                        "list the other routers: peers: [192.0.2.2]")
                .akin("unicast_peer")
                .variables("HAVIP_PEERS", "KEEPALIVED_UNICAST_PEERS");
        public static final Option<Integer> HOP_LIMIT = Option.of(
                        "hop-limit",
                        Type.integer(1, 255),
                        "The TTL or hop limit that advertisements leave with. Other than 255 needs peers that accept"
                                + " it.")
                .standard(255)
                .keepalived("unicast_ttl");
        public static final Option<Boolean> CHECK_SOURCE = Option.of(
                        "check-source", Type.flag(), "Whether advertisements from others than the peers are discarded.")
                .standard(true)
                .keepalivedStandard(false)
                .keepalived("check_unicast_src");
        public static final Option<Integer> MIN_HOP_LIMIT = Option.of(
                        "min-hop-limit",
                        Type.integer(0, 255),
                        "The lowest TTL or hop limit that is accepted. 255: only from the same link.")
                .standard(0)
                .akin("min_ttl");
        public static final Option<Integer> MAX_HOP_LIMIT = Option.of(
                        "max-hop-limit", Type.integer(0, 255), "The highest.")
                .standard(255)
                .akin("max_ttl");

        public static final Section SECTION =
                Section.of("unicast", SOURCE, PEERS, HOP_LIMIT, CHECK_SOURCE, MIN_HOP_LIMIT, MAX_HOP_LIMIT);
    }

    /** Advertisements to a group. */
    public static final class Multicast {
        private Multicast() {}

        public static final Option<InetAddress> SOURCE = Option.of("source", Type.address(), "The source address.")
                .otherwise("the interface's primary or link-local address")
                .keepalived("mcast_src_ip");
        public static final Option<InetAddress> GROUP = Option.of(
                        "group",
                        Type.address(),
                        "The group, of the addresses' family; of IPv6 one of the link. The same on all routers.")
                .otherwise(
                        "`224.0.0.18` or `ff02::12`",
                        multicast -> family(multicast.parent()).map(Family::multicastGroup))
                .keepalived("mcast_dst_ip");
        public static final Option<Boolean> TRACK_SOURCE = Option.of(
                        "track-source",
                        Type.flag(),
                        "Whether a `source` that this host does not have gives up the role. `false` sends from it all"
                                + " the same.")
                .standard(true)
                .keepalivedStandard(false)
                .keepalived("track_src_ip");

        public static final Section SECTION = Section.of("multicast", SOURCE, GROUP, TRACK_SOURCE);
    }

    public static final Option<String> NAME = Option.required(
            "name", Type.text(), "Unique; the label `vrrp_instance` of the metrics.", "name the instance: name: NAME");
    public static final Option<String> INTERFACE = Option.required(
                    "interface",
                    Type.interfaceName(),
                    "Where advertisements are sent and heard: a name of 1 to 15 characters, or an IPv4 address that"
                            + " the interface has. By its address it is found even if it comes back under another name, as"
                            + " in a container that is connected to its network anew.",
                    "say where advertisements are sent: interface: eth0")
            .keepalived("interface")
            .variables("HAVIP_INTERFACE", "KEEPALIVED_INTERFACE");
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
    public static final Option<Settings> UNICAST = Option.of(
            "unicast", new Group(Unicast.SECTION), "Advertisements go to listed peers. Not together with `multicast`.");
    public static final Option<Settings> MULTICAST = Option.of(
                    "multicast", new Group(Multicast.SECTION), "Advertisements go to a multicast group.")
            .otherwise(
                    "this one",
                    instance -> instance.has(UNICAST)
                            ? Optional.empty()
                            : Optional.of(instance.beneath(Multicast.SECTION, instance.place())));
    public static final Option<Settings> AUTHENTICATION = Option.of(
                    "authentication", new Group(AuthenticationOptions.SECTION), "A password (version 2 only), or keys.")
            .otherwise("none")
            .akin("authentication");
    public static final Option<ChecksumForm> CHECKSUM = Option.of(
                    "checksum",
                    Type.choice(ChecksumForm.class),
                    "What is sent with version 3 over IPv4: `pseudo-header` (RFC 5798, keepalived), `message-only`"
                            + " (RFC 9568), or `multicast-pseudo-header` (unicast of keepalived up to 1.3.6). All are"
                            + " accepted.")
            .standard(ChecksumForm.PSEUDO_HEADER);
    public static final Option<List<Located<Settings>>> ADDRESSES = Option.required(
                    "addresses",
                    new Items<>(AddressOptions.TYPE),
                    "What moves with the role, at least one advertised. The advertised ones are of one family, at most"
                            + " 255.",
                    "list what moves with the role: addresses: [192.0.2.1/24]")
            .akin("virtual_ipaddress", "virtual_ipaddress_excluded")
            .variables("HAVIP_ADDRESSES", "KEEPALIVED_VIRTUAL_IPS", "KEEPALIVED_VIRTUAL_IP");
    public static final Option<List<Located<Route>>> ROUTES = Option.of(
                    "routes",
                    new Items<>(Type.route()),
                    "What is added after the addresses and removed before them, in the words of `ip route`:"
                            + " `[10.9.0.0/16 via 172.17.16.1 src 172.17.16.3]`."
                            + " [Which words](keepalived.md#routes-and-rules).")
            .otherwise("none")
            .akin("virtual_routes");
    public static final Option<List<Located<Rule>>> RULES = Option.of(
                    "rules",
                    new Items<>(Type.rule()),
                    "Likewise, in the words of `ip rule`: `[priority 100 from 172.17.16.3/32 table 100]`."
                            + " [Which words](keepalived.md#routes-and-rules).")
            .otherwise("none")
            .akin("virtual_rules");
    public static final Option<Settings> VIRTUAL_MAC = Option.of(
                    "virtual-mac",
                    new Group(AddressOptions.SharedMac.SECTION),
                    "A MAC address that moves with the role (RFC 9568, keepalived's `use_vmac`), so that a failover"
                            + " changes nothing that clients know. The same on all routers, as a rule. Empty (`{}`) for"
                            + " the RFC's.")
            .otherwise("none")
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
    public static final Option<Settings> ANNOUNCE =
            Option.group("announce", AnnounceOptions.SECTION, "How the network learns of a takeover.");
    public static final Option<String> SYNC_GROUP = Option.of(
                    "sync-group",
                    Type.text(),
                    "Instances with the same name here move together: they become active when all of them are about to,"
                            + " and when one gives up the role or fails, all do. Not for an owner.")
            .otherwise("none")
            .akin("vrrp_sync_group");
    public static final Option<Boolean> NOTIFY_PRIORITY = Option.of(
                    "notify-priority", Type.flag(), "Whether FIFOs are told of changes of the priority too.")
            .standard(false)
            .keepalived("notify_priority_changes");
    public static final Option<Settings> NOTIFY = Option.of(
                    "notify", new Group(ProgramOptions.Notify.SECTION), "Programs that are told of state changes.")
            .otherwise("none");
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
                            + " keepalived has nothing like it.")
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

    public static final Section SECTION = Section.of(
            "instances",
            NAME,
            INTERFACE,
            VERSION,
            VRID,
            PRIORITY,
            INTERVAL,
            PREEMPT,
            PREEMPT_DELAY,
            ACTIVE_DOWN_INTERVALS,
            ANSWER_LOWER,
            IGNORE_OTHERS,
            YIELD_WHEN_UNHEARD,
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
            DAMPING);

    /** Whether its priority makes it the owner of its addresses. */
    public static boolean owner(Settings instance) {
        return instance.get(PRIORITY) == VirtualRouterSettings.OWNER_PRIORITY;
    }

    /** Of the first advertised address. */
    public static Optional<Family> family(Settings instance) {
        return instance.items(ADDRESSES).stream()
                .filter(address -> address.get(AddressOptions.ADVERTISED))
                .flatMap(address -> AddressOptions.address(address).stream())
                .findFirst()
                .map(Family::of);
    }
}
