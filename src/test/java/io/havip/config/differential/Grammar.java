package io.havip.config.differential;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Configurations of keepalived: each keyword that means something here, in any order, now and then twice, with values that people
 * write. The same seed gives the same text.
 */
public final class Grammar {
    private static final int REPEATED_PERCENT = 8;
    private static final List<String> SWITCH = List.of("", " on", " off", " true", " no");

    private final Random random;
    private final Path script;

    private Grammar(long seed, Path script) {
        this.random = new Random(seed);
        this.script = script;
    }

    /** @param script a program that there is on both sides */
    public static String configuration(long seed, Path script) {
        return new Grammar(seed, script).configuration();
    }

    private String configuration() {
        boolean ipv6 = chance(15);
        var blocks = new ArrayList<String>();
        blocks.add(block("global_defs", globals()));
        var trackers = new ArrayList<>(List.of(
                block("vrrp_script chk", checkScript()),
                block("vrrp_script other", List.of("script " + command())),
                block("vrrp_track_process proc", trackProcess()),
                block("track_file points", trackFile())));
        var group = chance(25) ? List.of(block("vrrp_sync_group G", group())) : List.<String>of();
        var instances = List.of(
                block("vrrp_instance VI_1", instance(51, ipv6, "")),
                block("vrrp_instance VI_2", instance(52, ipv6, "1")));
        // Mostly in the usual order; what is described further down is not tracked.
        boolean usual = chance(85);
        if (usual) {
            blocks.addAll(trackers);
            blocks.addAll(group);
            blocks.addAll(instances);
        } else {
            blocks.addAll(group);
            blocks.add(instances.getFirst());
            blocks.addAll(trackers);
            blocks.add(instances.getLast());
        }
        return String.join("", blocks);
    }

    private List<String> globals() {
        var lines = new ArrayList<>(List.of("script_user root"));
        maybe(lines, 20, "router_id node");
        maybe(lines, 10, "vrrp_version " + pick("2", "3"));
        maybe(lines, 10, "vrrp_garp_master_delay " + number(0, 9));
        maybe(lines, 10, "vrrp_garp_master_repeat " + number(1, 9));
        maybe(lines, 10, "vrrp_garp_master_refresh " + number(0, 60));
        maybe(lines, 10, "vrrp_garp_master_refresh_repeat " + number(1, 5));
        maybe(lines, 10, "vrrp_garp_lower_prio_delay " + number(0, 9));
        maybe(lines, 10, "vrrp_garp_lower_prio_repeat " + number(0, 9));
        maybe(lines, 10, "vrrp_down_timer_adverts " + number(1, 10));
        maybe(lines, 10, "vrrp_lower_prio_no_advert" + pick(SWITCH));
        maybe(lines, 10, "vrrp_strict" + pick("", "", " off"));
        maybe(lines, 10, "vrrp_check_unicast_src");
        maybe(lines, 10, "vrrp_mcast_group4 224.0.0." + number(20, 30));
        maybe(lines, 5, "vrrp_min_garp");
        maybe(lines, 5, "enable_script_security");
        maybe(lines, 10, "vrrp_notify_priority_changes" + pick(SWITCH));
        maybe(lines, 5, "notification_email {\n  a@example.org\n}");
        maybe(lines, 5, "smtp_server 192.0.2.25");
        maybe(lines, 5, "vrrp_startup_delay " + number(1, 9));
        return shuffled(lines);
    }

    private List<String> instance(int vrid, boolean ipv6, String suffix) {
        var lines = new ArrayList<>(List.of("interface " + pick("eth0", "eth0", "eth1"), "virtual_router_id " + vrid));
        maybe(lines, 70, "state " + pick("MASTER", "BACKUP", "BACKUP", "SLAVE"));
        maybe(lines, 80, "priority " + pick("100", "101", "150", "50", "254", "255", "1"));
        maybe(lines, 60, "advert_int " + pick("1", "1", "2", "3", "0.5", "1.4", "5"));
        maybe(lines, 25, "version " + pick("2", "3"));
        maybe(lines, 20, pick("preempt", "nopreempt", "nopreempt"));
        maybe(lines, 20, "preempt_delay " + number(0, 300));
        maybe(
                lines,
                30,
                block(
                        "authentication",
                        shuffled(List.of("auth_type PASS", "auth_pass " + pick("1111", "secret", "verylongpass")))));
        addresses(lines, ipv6, suffix);
        transport(lines, ipv6);
        announcements(lines);
        tracking(lines);
        maybe(lines, 10, "strict_mode" + pick(" on", " off", ""));
        maybe(lines, 10, pick("accept", "no_accept"));
        maybe(lines, 10, "down_timer_adverts " + number(1, 10));
        maybe(lines, 10, "lower_prio_no_advert" + pick(SWITCH));
        maybe(lines, 10, "higher_prio_send_advert");
        maybe(lines, 10, "dont_track_primary");
        maybe(lines, 10, "smtp_alert" + pick(SWITCH));
        maybe(lines, 5, "native_ipv6".repeat(ipv6 ? 1 : 0));
        for (String occasion : List.of("_master", "_backup", "_fault", "_stop", "", "_master_rx_lower_pri")) {
            maybe(lines, 15, "notify" + occasion + " " + command());
        }
        maybe(lines, 10, "notify_priority_changes" + pick(SWITCH));
        return shuffled(repeated(lines));
    }

    private void addresses(List<String> lines, boolean ipv6, String suffix) {
        var advertised = new ArrayList<String>();
        for (int i = number(1, 4); i > 0; i--) {
            advertised.add(
                    ipv6
                            ? "fd00:" + suffix + "::" + i + pick("", "/64")
                            : "10.0." + suffix + number(1, 2) + "." + i + options());
        }
        maybe(lines, 85, block("virtual_ipaddress", advertised));
        maybe(lines, 10, "no_virtual_ipaddress");
        maybe(
                lines,
                20,
                block("virtual_ipaddress_excluded", List.of(pick("10.9.0.1/24", "fd09::1/64", "10.9.0.2 dev eth1"))));
    }

    private String options() {
        return pick("", "/24", "/24 dev eth1", " dev eth0 label eth0:1", "/32 scope link", "/24 brd 10.0.0.255");
    }

    private void transport(List<String> lines, boolean ipv6) {
        if (ipv6) {
            maybe(lines, 20, "mcast_dst_ip ff02::" + number(20, 29));
            return;
        }
        maybe(lines, 20, pick("unicast_src_ip", "mcast_src_ip") + " 192.0.2.1" + pick("0", "1"));
        maybe(
                lines,
                30,
                block("unicast_peer", chance(10) ? List.of() : List.of("192.0.2." + number(20, 22), "192.0.2.23")));
        maybe(lines, 5, "check_unicast_src");
        maybe(lines, 10, "mcast_dst_ip 224.0.0." + number(20, 29));
    }

    private void announcements(List<String> lines) {
        maybe(lines, 10, "garp_master_delay " + number(0, 9));
        maybe(lines, 10, "garp_master_repeat " + number(1, 9));
        maybe(lines, 10, "garp_master_refresh " + number(0, 60));
        maybe(lines, 10, "garp_master_refresh_repeat " + number(1, 5));
        maybe(lines, 10, "garp_lower_prio_delay " + number(0, 9));
        maybe(lines, 10, "garp_lower_prio_repeat " + number(0, 9));
    }

    private void tracking(List<String> lines) {
        maybe(lines, 30, block("track_interface", list("eth0", "eth1", "eth1")));
        maybe(lines, 40, block("track_script", list("chk", "chk", "other", "absent")));
        maybe(lines, 10, block("track_process", list("proc", "absent")));
        maybe(lines, 10, block("track_file", list("points", "absent")));
    }

    private List<String> group() {
        var lines = new ArrayList<>(List.of(block("group", List.of("VI_1", "VI_2"))));
        maybe(lines, 20, block("track_interface", list("eth1")));
        maybe(lines, 30, block("track_script", list("chk", "other")));
        maybe(lines, 20, pick("sync_group_tracking_weight", "global_tracking"));
        maybe(lines, 20, "notify_master " + command());
        maybe(lines, 10, "smtp_alert");
        return shuffled(repeated(lines));
    }

    private List<String> list(String... names) {
        var entries = new ArrayList<String>();
        for (String name : names) {
            if (chance(60)) {
                entries.add(name + pick("", "", " weight " + number(-20, 20), " weight " + number(1, 20) + " reverse"));
            }
        }
        return entries;
    }

    private List<String> checkScript() {
        var lines = new ArrayList<>(List.of("script " + command()));
        maybe(lines, 60, "interval " + number(1, 9));
        maybe(lines, 30, "timeout " + number(1, 9));
        maybe(lines, 50, "weight " + number(-50, 50) + pick("", "", " reverse"));
        maybe(lines, 40, "rise " + number(1, 5));
        maybe(lines, 40, "fall " + number(1, 5));
        maybe(lines, 20, "init_fail");
        maybe(lines, 20, "user root");
        return shuffled(repeated(lines));
    }

    private List<String> trackProcess() {
        var lines = new ArrayList<>(List.of("process nginx"));
        maybe(lines, 40, "weight " + number(-50, 50));
        maybe(lines, 20, "quorum " + number(1, 4));
        maybe(lines, 20, "delay " + number(0, 4));
        return shuffled(repeated(lines));
    }

    private List<String> trackFile() {
        var lines = new ArrayList<>(List.of("file /tmp/points"));
        maybe(lines, 40, "weight " + number(-5, 5));
        return shuffled(repeated(lines));
    }

    private String command() {
        String quotes =
                pick("", " 'a b'", " x", " -p's3 cret'", " --f='{{.State}}'", " \\\\x41", " a\\tb", " it\\\\'s");
        return "\"" + script + quotes + "\"";
    }

    private List<String> repeated(List<String> lines) {
        var more = new ArrayList<>(lines);
        for (String line : lines) {
            String keyword = line.split(" ", 2)[0];
            if (chance(REPEATED_PERCENT) && !line.contains("{")) {
                more.add(
                        switch (keyword) {
                            case "priority" -> "priority " + number(1, 254);
                            case "state" -> "state " + pick("MASTER", "BACKUP");
                            case "version" -> "version " + pick("2", "3");
                            case "advert_int", "interval", "timeout", "rise", "fall", "weight" ->
                                keyword + " " + number(1, 5);
                            default ->
                                keyword.startsWith("notify") && line.contains("\"") ? keyword + " " + command() : line;
                        });
            }
        }
        return more;
    }

    private List<String> shuffled(List<String> lines) {
        var mixed = new ArrayList<>(lines);
        mixed.removeIf(String::isEmpty);
        Collections.shuffle(mixed, random);
        return mixed;
    }

    private void maybe(List<String> lines, int percent, String line) {
        if (chance(percent)) {
            lines.add(line);
        }
    }

    private static String block(String head, List<String> lines) {
        return head + " {\n" + String.join("\n", lines).indent(4) + "}\n";
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private int number(int min, int max) {
        return random.nextInt(min, max + 1);
    }

    private String pick(String... words) {
        return words[random.nextInt(words.length)];
    }

    private String pick(List<String> words) {
        return words.get(random.nextInt(words.size()));
    }
}
