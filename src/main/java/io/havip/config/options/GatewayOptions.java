package io.havip.config.options;

import static io.havip.config.text.Durations.DAY;

import io.havip.config.options.Type.Group;
import io.havip.config.options.Type.Items;
import io.havip.config.options.Type.Named;
import io.havip.config.text.Located;
import io.havip.gateway.settings.InterfaceSettings;
import io.havip.gateway.settings.StartupDelay;
import io.havip.linux.Proc;
import java.util.List;
import java.util.Optional;

/** What is said of a gateway as a whole. */
public final class GatewayOptions {
    private GatewayOptions() {}

    /** Programs that are told of a group's state changes. */
    public static final class SyncGroup {
        private SyncGroup() {}

        public static final Option<String> NAME = Option.required(
                "name",
                Type.name(),
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
                    "router-name", Type.name(), "The name of this node, for people.")
            .otherwise("the host's name", _ -> Optional.of(Proc.hostName()))
            .keepalived("router_id")
            .variables("HAVIP_ROUTER_NAME");
    public static final Option<Settings> MANAGEMENT = Option.group(
                    "management", ManagementOptions.SECTION, "Where metrics and health are served.")
            .atStartOnly();
    public static final Option<Settings> JOURNAL = Option.group(
                    "journal", JournalOptions.SECTION, "Where is kept what has happened; see [events.md](events.md).")
            .atStartOnly();
    public static final Option<Settings> HAPROXY = Option.of(
                    "haproxy",
                    new Group(HaproxyOptions.SECTION),
                    "How HAProxy is found and checked. Empty: found by itself.")
            .otherwise("HAProxy is not tracked");
    public static final Option<List<Located<Settings>>> SCRIPTS = Option.of(
                    "scripts", new Items<>(new Group(HealthOptions.Script.SECTION)), "Check scripts.")
            .akin("vrrp_script");
    public static final Option<List<Located<Settings>>> PROCESSES = Option.of(
                    "processes", new Items<>(new Group(HealthOptions.Process.SECTION)), "Processes that have to run.")
            .akin("vrrp_track_process");
    public static final Option<List<Located<Settings>>> FILES = Option.of(
                    "files", new Items<>(new Group(HealthOptions.File.SECTION)), "Files whose numbers count.")
            .akin("track_file");
    public static final Option<Settings> PROGRAMS = Option.of(
                    "programs",
                    new Group(ProgramOptions.Programs.SECTION),
                    "What is run at the start and the end, and FIFOs for state changes.")
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
            new Group(StaticOptions.SECTION),
            "Addresses, routes and rules that the host has for as long as the gateway runs, whoever is active.");
    public static final Option<List<Settings>> INTERFACE_DELAYS = Option.of(
                    "interface-delays",
                    new Named(InterfaceDelayOptions.SECTION),
                    "How long changes of interfaces have to last before they count.")
            .akin("interface_up_down_delays");
    public static final Option<List<Located<Settings>>> ANNOUNCEMENT_GROUPS = Option.of(
                    "announcement-groups",
                    new Items<>(new Group(AnnouncementGroupOptions.SECTION)),
                    "Interfaces whose announcements keep a distance from each other.")
            .akin("garp_group");
    public static final Option<Settings> CLOUD = Option.of(
                    "cloud",
                    new Group(CloudOptions.SECTION),
                    "The cloud whose API says who holds an address; see [cloud](cloud/README.md).")
            .atStartOnly();
    public static final Option<List<Located<Settings>>> SYNC_GROUPS = Option.of(
                    "sync-groups",
                    new Items<>(new Group(SyncGroup.SECTION)),
                    "Programs that are told when a group of instances changes its state as a whole.")
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
            JOURNAL,
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
            CLOUD,
            SYNC_GROUPS,
            INSTANCES);

    public static StartupDelay startupDelay(Settings root) {
        return new StartupDelay(root.get(STARTUP_DELAY), root.get(DELAY_AFTER_BOOT));
    }

    public static InterfaceSettings interfaces(Settings root) {
        return new InterfaceSettings(
                root.find(INTERFACE_DELAYS).orElse(List.of()).stream()
                        .map(InterfaceDelayOptions::settings)
                        .toList(),
                root.items(ANNOUNCEMENT_GROUPS).stream()
                        .map(AnnouncementGroupOptions::settings)
                        .toList());
    }
}
