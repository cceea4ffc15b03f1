package io.havip.config.keepalived;

import io.havip.announce.AnnouncementSettings;
import io.havip.announce.AnnouncementSettings.ArpForm;
import io.havip.announce.AnnouncementSettings.Distance;
import io.havip.announce.AnnouncementSettings.Refresh;
import io.havip.announce.AnnouncementSettings.Rounds;
import io.havip.config.Programs;
import io.havip.config.StartupDelay;
import io.havip.config.draft.VirtualMacs;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Range;
import io.havip.config.text.Scalars;
import io.havip.vrrp.Version;
import io.havip.vrrp.VirtualRouterSettings;
import java.net.InetAddress;
import java.util.Optional;

/** What {@code global_defs} sets for the instances and scripts. */
record Globals(
        Optional<String> routerName,
        Optional<Version> version,
        Optional<Located<String>> defaultInterface,
        AnnouncementSettings announcements,
        boolean checkUnicastSource,
        Optional<Located<InetAddress>> group4,
        Optional<Located<InetAddress>> group6,
        int activeDownIntervals,
        boolean answersLower,
        boolean strict,
        Optional<ExtraAnnouncements> extraAnnouncements,
        String virtualMacPrefix,
        String virtualMacAddressPrefix,
        boolean messageOnlyChecksum,
        boolean tellsPriority,
        Programs programs,
        StartupDelay startupDelay,
        String scriptUser) {

    /** {@code vrrp_min_garp}. */
    private static final Rounds ONCE = new Rounds(1, 0);

    static Globals read(Block block, Problems problems) {
        var scalars = new Scalars(problems);
        block.flag("enable_script_security");
        block.flag("set_supplementary_groups");
        String scriptUser = user(block, "script_user", problems).orElse("");
        String virtualMacPrefix = block.text("vmac_prefix").map(Located::value).orElse(VirtualMacs.PREFIX);
        return new Globals(
                block.text("router_id").map(Located::value),
                version(block, "vrrp_version", scalars).map(Located::value),
                block.text("default_interface").flatMap(scalars::interfaceName),
                announcements(block, "vrrp_", standard(block)),
                block.flag("vrrp_check_unicast_src"),
                block.address("vrrp_mcast_group4"),
                block.address("vrrp_mcast_group6"),
                activeDownIntervals(block, "vrrp_").orElse(VirtualRouterSettings.ACTIVE_DOWN_INTERVALS),
                answersLower(block, "vrrp_").orElse(true),
                block.flag("vrrp_strict"),
                ExtraAnnouncements.read(block, "vrrp_garp_extra_if", problems),
                virtualMacPrefix,
                block.text("vmac_addr_prefix").map(Located::value).orElse(virtualMacPrefix),
                block.flag("v3_checksum_as_v2"),
                block.flag("vrrp_notify_priority_changes"),
                new ProgramReader(block, scriptUser, problems).read(),
                new StartupDelay(delay(block, "vrrp_startup_delay"), delay(block, "vrrp_delay_after_boot")),
                scriptUser);
    }

    private static long delay(Block block, String name) {
        return block.secondsNanos(name, Range.STARTUP_DELAY_NANOS)
                .map(Located::value)
                .orElse(0L);
    }

    /** {@code down_timer_adverts}, under the prefix that it has in {@code global_defs}, or none; the others likewise. */
    static Optional<Integer> activeDownIntervals(Block block, String prefix) {
        return block.integer(prefix + "down_timer_adverts", Range.ACTIVE_DOWN_INTERVALS)
                .map(Located::value);
    }

    /** {@code lower_prio_no_advert}; beside it {@code higher_prio_send_advert}, which is always on. */
    static Optional<Boolean> answersLower(Block block, String prefix) {
        block.alwaysOn(
                prefix + "higher_prio_send_advert", "a router that yields to a better one always advertises once more");
        String name = prefix + "lower_prio_no_advert";
        return block.has(name) ? Optional.of(!block.flag(name)) : Optional.empty();
    }

    static Optional<Located<Version>> version(Block block, String name, Scalars scalars) {
        return block.text(name).flatMap(word -> switch (word.value()) {
            case "2" -> Optional.of(word.map(text -> Version.V2));
            case "3" -> Optional.of(word.map(text -> Version.V3));
            default -> scalars.refuse(word, "is not a version of VRRP", "choose 2 or 3");
        });
    }

    /** A user, and perhaps its group, which is the user's own in any case. */
    static Optional<String> user(Block block, String name, Problems problems) {
        return block.counting(name).flatMap(statement -> {
            block.refuseAfter(2, statement);
            if (statement.arguments().size() > 1) {
                problems.notice(
                        block.within(statement.arguments().get(1), name),
                        "without effect: a script runs with its user's own groups");
            }
            if (statement.arguments().isEmpty()) {
                problems.error(block.placeOf(statement), "a value is missing", "give the user's name");
                return Optional.empty();
            }
            Token user = statement.arguments().getFirst();
            return Optional.of(ScriptUser.of(user.text(), block.within(user, name), problems));
        });
    }

    private static AnnouncementSettings standard(Block block) {
        return block.flag("vrrp_min_garp")
                ? new AnnouncementSettings(ArpForm.REQUEST, ONCE, Refresh.NONE, Distance.NONE, ONCE)
                : AnnouncementSettings.DEFAULT;
    }

    /** keepalived's {@code garp_*} and {@code gna_interval} options, under the prefix that they have in {@code global_defs}, or none. */
    static AnnouncementSettings announcements(Block block, String prefix, AnnouncementSettings standard) {
        var repeat = block.integer(prefix + "garp_master_repeat", Range.REPEAT).map(Located::value);
        var delay = block.secondsNanos(prefix + "garp_master_delay", Range.ANNOUNCE_DELAY_NANOS)
                .map(Located::value);
        return new AnnouncementSettings(
                standard.form(),
                new Rounds(
                        repeat.orElse(standard.takeover().repeat()),
                        delay.orElse(standard.takeover().delayNanos())),
                new Refresh(
                        block.secondsNanos(prefix + "garp_master_refresh", Range.ANNOUNCE_DELAY_NANOS)
                                .map(Located::value)
                                .orElse(standard.refresh().everyNanos()),
                        block.integer(prefix + "garp_master_refresh_repeat", Range.REPEAT)
                                .map(Located::value)
                                .orElse(standard.refresh().repeat())),
                new Distance(
                        block.secondsNanos(prefix + "garp_interval", Range.ANNOUNCE_INTERVAL_NANOS)
                                .map(Located::value)
                                .orElse(standard.distance().arpNanos()),
                        block.secondsNanos(prefix + "gna_interval", Range.ANNOUNCE_INTERVAL_NANOS)
                                .map(Located::value)
                                .orElse(standard.distance().neighbourNanos())),
                new Rounds(
                        block.integer(prefix + "garp_lower_prio_repeat", Range.CONTESTED_REPEAT)
                                .map(Located::value)
                                .or(() -> repeat)
                                .orElse(standard.contested().repeat()),
                        block.secondsNanos(prefix + "garp_lower_prio_delay", Range.ANNOUNCE_DELAY_NANOS)
                                .map(Located::value)
                                .or(() -> delay)
                                .orElse(standard.contested().delayNanos())));
    }
}
