package io.havip.config.options;

import static io.havip.config.text.Durations.DAY;
import static io.havip.config.text.Durations.SECOND;

import io.havip.config.options.Type.Group;
import io.havip.config.options.Type.Items;
import io.havip.config.options.Type.Named;
import io.havip.config.text.Located;
import io.havip.linux.Proc;
import io.havip.linux.Route;
import io.havip.linux.Rule;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** What is said of a gateway as a whole. */
public final class GatewayOptions {
    private GatewayOptions() {}

    /** What is served over HTTP. */
    public static final class Management {
        private Management() {}

        public static final Option<InetSocketAddress> LISTEN = Option.of(
                        "listen",
                        Type.socketAddress(),
                        "Where `/metrics`, `/health/live` and `/health/ready` are. IPv6: `[::1]:9165`. Nobody is asked"
                                + " for a password: choose an address that only your monitoring reaches.")
                .standard(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 9165))
                .variables("HAVIP_LISTEN");
        public static final Option<Boolean> KEEPALIVED_METRICS = Option.of(
                        "keepalived-metrics",
                        Type.flag(),
                        "Whether metrics have the names of keepalived's exporters too; see [metrics.md](metrics.md).")
                .standard(false);

        public static final Section SECTION = Section.of("management", LISTEN, KEEPALIVED_METRICS);
    }

    /** What the host has for as long as the gateway runs. */
    public static final class Static {
        private Static() {}

        public static final Option<List<Located<Settings>>> ADDRESSES = Option.of(
                        "addresses", new Items<>(AddressOptions.TYPE), "As an instance's, each with its `interface`.")
                .otherwise("none")
                .akin("static_ipaddress");
        public static final Option<List<Located<Route>>> ROUTES = Option.of(
                        "routes", new Items<>(Type.route()), "As an instance's.")
                .otherwise("none")
                .akin("static_routes");
        public static final Option<List<Located<Rule>>> RULES = Option.of(
                        "rules", new Items<>(Type.rule()), "As an instance's.")
                .otherwise("none")
                .akin("static_rules");
        public static final Option<String> GROUP_NAME =
                Option.required("name", Type.text(), "Unique.", "name it: instances that need it say so");
        public static final Section GROUP = Section.of("static groups", GROUP_NAME, ADDRESSES, ROUTES, RULES);
        public static final Option<List<Located<Settings>>> GROUPS = Option.of(
                        "groups",
                        new Items<>(new Group(GROUP)),
                        "What instances can't do without, with the keys `name`, `addresses`, `routes` and `rules`. What"
                                + " somebody removes of it is put back, ten times a second; while something can't be,"
                                + " the instances that track the group give up their role.")
                .otherwise("none")
                .akin("track_group");

        public static final Section SECTION = Section.of("static", ADDRESSES, ROUTES, RULES, GROUPS);
    }

    /** How long changes of an interface have to last. */
    public static final class Delays {
        private Delays() {}

        public static final Option<Long> DOWN = Option.of(
                        "down",
                        Type.duration(0, 255 * SECOND),
                        "How long the interface has been down until it counts as down. Of an instance's own interface"
                                + " one advertisement interval less than the `active-down-intervals` at most: a backup,"
                                + " which hears nothing, would take over otherwise.")
                .standard(0L);
        public static final Option<Long> UP = Option.of(
                        "up", Type.duration(0, 255 * SECOND), "How long it has been up again until it counts as up.")
                .standard(0L);

        public static final Section SECTION = Section.of("interface-delays", DOWN, UP);

        /**
         * The longest time after which an interface may count as down, by the instances on it: one interval less than their
         * Active_Down_Interval, since the last advertisement may have come as long before. Empty if there are none.
         */
        public static Optional<Long> longestDownNanos(String interfaceName, Settings root) {
            return root.items(INSTANCES).stream()
                    .filter(instance -> instance.get(InstanceOptions.TRACK_OWN_INTERFACE))
                    .filter(instance -> instance.find(InstanceOptions.INTERFACE)
                            .filter(interfaceName::equals)
                            .isPresent())
                    .map(instance -> (instance.get(VirtualRouterOptions.ACTIVE_DOWN_INTERVALS) - 1)
                            * instance.get(VirtualRouterOptions.INTERVAL))
                    .min(Long::compare);
        }
    }

    /** Interfaces whose announcements keep a distance. */
    public static final class AnnouncementGroup {
        private AnnouncementGroup() {}

        public static final Option<List<Located<String>>> INTERFACES = Option.required(
                        "interfaces",
                        new Items<>(Type.interfaceName()),
                        "The interfaces, by name.",
                        "list the interfaces that share a switch: interfaces: [eth0, eth1]")
                .akin("interfaces");
        public static final Option<Long> INTERVAL = Option.of(
                        "interval",
                        Type.duration(0, 10 * SECOND),
                        "Between two gratuitous ARPs. This or the next is needed.")
                .otherwise("that of the instance")
                .keepalived("garp_interval");
        public static final Option<Long> NEIGHBOUR_INTERVAL = Option.of(
                        "neighbour-interval", Type.duration(0, 10 * SECOND), "Between two neighbour advertisements.")
                .otherwise("that of the instance")
                .keepalived("gna_interval");

        public static final Section SECTION =
                Section.of("announcement-groups", INTERFACES, INTERVAL, NEIGHBOUR_INTERVAL);
    }

    /** Programs that are told of a group's state changes. */
    public static final class SyncGroup {
        private SyncGroup() {}

        public static final Option<String> NAME = Option.required(
                "name",
                Type.text(),
                "As in the instances' `sync-group`.",
                "name the group as its instances do: name: NAME");
        public static final Option<Settings> NOTIFY = Option.required(
                "notify",
                new Group(ProgramOptions.Notify.SECTION),
                "As an instance's [`notify`](#notify): run when all of the group's instances are active, when one is no"
                        + " longer, or is faulty, or has ended.",
                "say who is told, or remove the group: its instances name it, and that is enough");

        public static final Section SECTION = Section.of("sync-groups", NAME, NOTIFY);
    }

    public static final Option<String> ROUTER_NAME = Option.of(
                    "router-name", Type.text(), "The name of this node, for people.")
            .otherwise("the host's name", _ -> Optional.of(Proc.hostName()))
            .keepalived("router_id")
            .variables("HAVIP_ROUTER_NAME");
    public static final Option<Settings> MANAGEMENT = Option.group(
                    "management", Management.SECTION, "Where metrics and health are served.")
            .atStartOnly();
    public static final Option<Settings> HAPROXY = Option.of(
                    "haproxy",
                    new Group(HaproxyOptions.SECTION),
                    "How HAProxy is found and checked. Empty: found by itself.")
            .otherwise("HAProxy is not tracked");
    public static final Option<List<Located<Settings>>> SCRIPTS = Option.of(
                    "scripts", new Items<>(new Group(HealthOptions.Script.SECTION)), "Check scripts.")
            .otherwise("none")
            .akin("vrrp_script");
    public static final Option<List<Located<Settings>>> PROCESSES = Option.of(
                    "processes", new Items<>(new Group(HealthOptions.Process.SECTION)), "Processes that have to run.")
            .otherwise("none")
            .akin("vrrp_track_process");
    public static final Option<List<Located<Settings>>> FILES = Option.of(
                    "files", new Items<>(new Group(HealthOptions.File.SECTION)), "Files whose numbers count.")
            .otherwise("none")
            .akin("track_file");
    public static final Option<Settings> PROGRAMS = Option.of(
                    "programs",
                    new Group(ProgramOptions.Programs.SECTION),
                    "What is run at the start and the end, and FIFOs for state changes.")
            .otherwise("none")
            .atStartOnly();
    public static final Option<Long> STARTUP_DELAY = Option.of(
                    "startup-delay",
                    Type.duration(0, DAY),
                    "For how long after the start no instance takes part: nothing is sent, nothing taken over. For"
                        + " interfaces that drop packets at first, as bonds do. Metrics are served, `/health/ready` is"
                        + " down, and a reload waits for the end of it.")
            .standard(0L)
            .keepalived("vrrp_startup_delay");
    public static final Option<Long> DELAY_AFTER_BOOT = Option.of(
                    "delay-after-boot",
                    Type.duration(0, DAY),
                    "Likewise, after the host's start, so that a restart of the gateway alone costs nothing. The"
                            + " longer of the two counts.")
            .standard(0L)
            .keepalived("vrrp_delay_after_boot");
    public static final Option<Settings> STATIC = Option.of(
                    "static",
                    new Group(Static.SECTION),
                    "Addresses, routes and rules that the host has for as long as the gateway runs, whoever is active.")
            .otherwise("none");
    public static final Option<List<Settings>> INTERFACE_DELAYS = Option.of(
                    "interface-delays",
                    new Named(Delays.SECTION),
                    "How long changes of interfaces have to last before they count.")
            .otherwise("none")
            .akin("interface_up_down_delays");
    public static final Option<List<Located<Settings>>> ANNOUNCEMENT_GROUPS = Option.of(
                    "announcement-groups",
                    new Items<>(new Group(AnnouncementGroup.SECTION)),
                    "Interfaces whose announcements keep a distance from each other.")
            .otherwise("none")
            .akin("garp_group");
    public static final Option<List<Located<Settings>>> SYNC_GROUPS = Option.of(
                    "sync-groups",
                    new Items<>(new Group(SyncGroup.SECTION)),
                    "Programs that are told when a group of instances changes its state as a whole.")
            .otherwise("none")
            .akin("vrrp_sync_group");
    public static final Option<List<Located<Settings>>> INSTANCES = Option.required(
                    "instances",
                    new Items<>(new Group(InstanceOptions.SECTION)),
                    "VRRP instances, at least one.",
                    "describe at least one instance; see docs/configuration.md")
            .akin("vrrp_instance");

    public static final Section SECTION = Section.of(
            "top level",
            ROUTER_NAME,
            MANAGEMENT,
            HAPROXY,
            SCRIPTS,
            PROCESSES,
            FILES,
            PROGRAMS,
            STARTUP_DELAY,
            DELAY_AFTER_BOOT,
            STATIC,
            INTERFACE_DELAYS,
            ANNOUNCEMENT_GROUPS,
            SYNC_GROUPS,
            INSTANCES);
}
