package io.havip.config.differential;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Configurations of keepalived: each keyword that means something here, in any order, now and then twice, with values that people
 * write. The same seed gives the same text.
 *
 * <p>A line is a statement that is there in so many percent of all cases. In {@code < >} are choices, {@code 1..9} is a number,
 * and a name stands for another rule. Of a block the statements are in {@code { }}, with {@code ;} between them.
 */
public final class Grammar {
    private static final int REPEATED_PERCENT = 8;
    /** How often the blocks come in their usual order; what is described further down is not tracked. */
    private static final int USUAL_PERCENT = 85;

    private static final String GLOBALS = """
        20 router_id node
        5 default_interface eth1
        10 vrrp_version <2|3>
        10 vrrp_garp_master_delay <0..9>
        10 vrrp_garp_master_repeat <1..9>
        10 vrrp_garp_master_refresh <0..60>
        10 vrrp_garp_master_refresh_repeat <1..5>
        10 vrrp_garp_lower_prio_delay <0..9>
        10 vrrp_garp_lower_prio_repeat <0..9>
        5 vrrp_garp_interval <0|0.05|0.1>
        5 vrrp_gna_interval <0|0.05|0.1>
        5 vrrp_garp_extra_if <|all> <2..9>
        10 vrrp_down_timer_adverts <1..10>
        10 vrrp_lower_prio_no_advert<SWITCH>
        5 vrrp_higher_prio_send_advert<| on| true>
        10 vrrp_strict<|| off>
        10 vrrp_check_unicast_src
        10 vrrp_mcast_group4 224.0.0.<20..30>
        10 vrrp_mcast_group6 ff02::<20..30>
        5 vrrp_min_garp
        5 enable_script_security
        5 set_supplementary_groups
        10 vrrp_notify_priority_changes<SWITCH>
        5 vrrp_startup_delay <1..9>
        5 vrrp_delay_after_boot <1..3>
        5 vmac_prefix vm
        5 vmac_addr_prefix va
        5 v3_checksum_as_v2
        10 notify_fifo <FOLDER>/states.fifo
        5 notify_fifo_script <COMMAND>
        10 vrrp_notify_fifo <FOLDER>/vrrp.fifo
        5 vrrp_notify_fifo_script <COMMAND>
        5 startup_script <COMMAND>
        5 startup_script_timeout <1..9>
        5 shutdown_script <COMMAND>
        5 shutdown_script_timeout <1..9>
        20 <WITHOUT_EFFECT>
        """;

    private static final String WITHOUT_EFFECT = "notification_email_from a@example.org|smtp_server 192.0.2.25"
            + "|smtp_connect_timeout 30|smtp_helo_name node|vrrp_priority -10|vrrp_no_swap|vrrp_rt_priority 5"
            + "|max_auto_priority 40|checker_priority 1|process_names|vrrp_iptables|vrrp_skip_check_adv_addr"
            + "|dynamic_interfaces|umask 077|random_seed 7|reload_check_config|vrrp_rx_bufs_policy MTU"
            + "|smtp_alert<SWITCH>|vrrp_rlimit_rttime 10000|lvs_flush|no_email_faults|bfd_priority 1";

    private static final String INSTANCE = """
        100 interface <eth0|eth0|eth1>
        100 virtual_router_id <VRID>
        70 state <MASTER|BACKUP|BACKUP|SLAVE>
        80 priority <100|101|150|50|254|255|1>
        60 advert_int <1|1|2|3|0.5|1.4|5>
        25 version <2|3>
        20 <preempt|nopreempt|nopreempt>
        20 preempt_delay <0..300>
        30 authentication { 100 auth_type PASS ; 100 auth_pass <1111|secret|verylongpass> }
        10 no_virtual_ipaddress
        20 virtual_ipaddress_excluded { 100 <10.9.0.1/24|fd09::1/64|10.9.0.2 dev eth1> ; 20 10.9.0.<5..9><MORE> }
        10 virtual_routes { 70 10.20.<SUFFIX>0.0/24 <ROUTE> ; 40 10.20.<SUFFIX>1.0/24 <ROUTE> }
        10 virtual_rules { 70 from 10.20.<SUFFIX>0.0/24 <RULE> ; 40 to 10.20.<SUFFIX>1.0/24 <RULE> }
        10 garp_master_delay <0..9>
        10 garp_master_repeat <1..9>
        10 garp_master_refresh <0..60>
        10 garp_master_refresh_repeat <1..5>
        10 garp_lower_prio_delay <0..9>
        10 garp_lower_prio_repeat <0..9>
        5 <garp_extra_if|vmac_garp_intvl> <|all> <2..9>
        30 track_interface { 60 eth0<FOLLOWED> ; 60 eth1<FOLLOWED> ; 60 eth1<FOLLOWED> }
        40 track_script { 60 chk<FOLLOWED> ; 60 chk<FOLLOWED> ; 60 other<FOLLOWED> ; 20 absent }
        10 track_process { 60 proc<FOLLOWED> ; 20 absent }
        10 track_file { 60 points<FOLLOWED> ; 20 absent }
        10 strict_mode<| on| off>
        10 <accept|no_accept>
        10 down_timer_adverts <1..10>
        10 lower_prio_no_advert<SWITCH>
        10 higher_prio_send_advert
        10 dont_track_primary
        5 track_src_ip
        5 owner_ignore_adverts
        10 use_vmac<|| vm<VRID>>
        5 use_vmac_addr
        5 vmac_xmit_base
        5 v3_checksum_as_v2
        5 old_unicast_checksum<| never>
        15 notify_master <COMMAND>
        15 notify_backup <COMMAND>
        15 notify_fault <COMMAND>
        15 notify_stop <COMMAND>
        15 notify <COMMAND>
        15 notify_master_rx_lower_pri <COMMAND>
        5 notify_deleted <COMMAND>
        10 notify_priority_changes<SWITCH>
        10 smtp_alert<SWITCH>
        10 <skip_check_adv_addr|kernel_rx_buf_size 65536|promote_secondaries|debug 1|linkbeat_use_polling>
        """;
    private static final String INSTANCE_OF_IPV4 = """
        85 virtual_ipaddress { 25 <NET>4<MORE> ; 50 <NET>3<MORE> ; 75 <NET>2<MORE> ; 100 <NET>1<MORE> }
        20 <unicast_src_ip|mcast_src_ip> 192.0.2.<10|11>
        27 unicast_peer { 100 192.0.2.<20..22> ; 100 192.0.2.23 }
        3 unicast_peer { 100 192.0.2.20 min_ttl 250 max_ttl 255 ; 100 192.0.2.23 min_ttl 250 max_ttl 255 }
        3 unicast_peer { 0 none }
        5 unicast_fault_no_peer
        5 unicast_ttl <64|254>
        5 check_unicast_src
        10 mcast_dst_ip 224.0.0.<20..29>
        """;
    private static final String INSTANCE_OF_IPV6 = """
        85 virtual_ipaddress { 25 <NET6>4<|/64> ; 50 <NET6>3<|/64> ; 75 <NET6>2<|/64> ; 100 <NET6>1<MORE6> }
        5 native_ipv6
        20 mcast_dst_ip ff02::<20..29>
        """;

    private static final String CHECK_SCRIPT = """
        100 script <COMMAND>
        60 interval <1..9>
        30 timeout <1..9>
        50 weight <-50..50><|| reverse>
        40 rise <1..5>
        40 fall <1..5>
        20 init_fail
        20 user root
        """;
    private static final String OTHER_SCRIPT = "100 script <COMMAND>\n";
    private static final String TRACK_PROCESS = """
        100 process <nginx|sh|"sh -c">
        40 weight <-50..50>
        20 quorum <1..4>
        10 quorum_max <4..9>
        20 delay <0..4>
        10 fork_delay <0..4>
        10 terminate_delay <0..4>
        10 param_match <initial|partial>
        10 full_command
        """;
    private static final String TRACK_FILE = """
        100 file <FOLDER>/points
        40 weight <-5..5>
        30 init_file <0|7|-9 overwrite>
        """;
    private static final String GROUP = """
        100 group { 100 VI_1 ; 100 VI_2 }
        20 track_interface { 60 eth1<FOLLOWED> }
        30 track_script { 60 chk<FOLLOWED> ; 60 other<FOLLOWED> }
        10 track_process { 60 proc<FOLLOWED> }
        10 track_file { 60 points<FOLLOWED> }
        20 <sync_group_tracking_weight|global_tracking>
        20 notify_master <COMMAND>
        20 notify_backup <COMMAND>
        20 notify_fault <COMMAND>
        20 notify_stop <COMMAND>
        20 notify <COMMAND>
        10 notify_priority_changes<SWITCH>
        10 smtp_alert
        """;
    private static final String STATIC = """
        10 static_ipaddress { 100 10.30.0.1/24<| dev eth1| scope link> ; 50 10.30.0.2/24 dev eth0 }
        10 static_routes { 100 10.31.0.0/24 <ROUTE> }
        10 static_rules { 100 from 10.32.0.0/24 <RULE> }
        5 interface_up_down_delays { 100 eth1 <0..2> <0..2> }
        5 garp_group { 100 interface <eth0|eth1> ; 100 garp_interval 0.05 }
        """;

    private static final String TRACKED_STATIC = """
        100 static_ipaddress { 100 10.30.0.3/24 track_group T }
        """;

    private static final Map<String, String> RULES = Map.ofEntries(
            Map.entry("SWITCH", "|| on| off| true| no"),
            Map.entry("FOLLOWED", "||| weight <-20..20>| weight <1..20> reverse"),
            Map.entry("COMMAND", "\"<SCRIPT><ARGUMENTS>\""),
            Map.entry("ARGUMENTS", "| 'a b'| x| -p's3 cret'| --f='{{.State}}'| \\\\x41| a\\tb| it\\\\'s"),
            Map.entry("WITHOUT_EFFECT", WITHOUT_EFFECT),
            Map.entry("NET", "10.0.<SUFFIX><1|2>."),
            Map.entry("NET6", "fd00:<VRID>::"),
            Map.entry(
                    "MORE",
                    "||/24|/24 dev eth1<NO_TRACK>| dev eth0 label eth0:1|/32 scope link|/24 brd 10.0.0.255<MANNER>"),
            Map.entry("MORE6", "||/64|/64 -nodad|/64 home|/64 preferred_lft 0| dev eth1<NO_TRACK>"),
            Map.entry("MANNER", "||| noprefixroute| autojoin| use_vmac"),
            Map.entry("NO_TRACK", "|| no_track"),
            Map.entry(
                    "ROUTE",
                    "via 192.0.2.20<NO_TRACK>|dev eth<0|1><NO_TRACK>|dev eth0 table 100 metric 5"
                            + "|nexthop via 192.0.2.20 dev eth0 nexthop via 192.0.2.21 dev eth0|dev eth0 scope link"
                            + " mtu 1400|dev eth0 src 192.0.2.10"),
            Map.entry(
                    "RULE",
                    "table 100 priority <1000..1005><NO_TRACK>|iif eth<0|1> table 101|fwmark 7 blackhole priority"
                            + " 900"));

    private static final Pattern STATEMENT = Pattern.compile("(\\d+) (.*)");
    private static final Pattern BLOCK = Pattern.compile("([^{]*) \\{ (.*) }");
    private static final Pattern CHOICE = Pattern.compile("<([^<>]*)>");
    private static final Pattern NUMBER = Pattern.compile("(-?\\d+)\\.\\.(-?\\d+)");

    private final Random random;
    private final Map<String, String> rules = new HashMap<>(RULES);

    private Grammar(long seed, Path script) {
        this.random = new Random(seed);
        rules.put("SCRIPT", script.toString());
        rules.put("FOLDER", script.getParent().toString());
    }

    /** @param script a program that there is on both sides; FIFOs and files are made beside it */
    public static String configuration(long seed, Path script) {
        return new Grammar(seed, script).configuration();
    }

    private String configuration() {
        String instance = INSTANCE + (chance(15) ? INSTANCE_OF_IPV6 : INSTANCE_OF_IPV4);
        var blocks = new ArrayList<String>();
        // First: to keepalived 2.2 no program before it has a user, nor any after one that has none.
        blocks.add(block(
                "global_defs",
                Stream.concat(Stream.of("script_user root"), statements(GLOBALS).stream())
                        .toList()));
        var trackers = List.of(
                block("vrrp_script chk", CHECK_SCRIPT),
                block("vrrp_script other", OTHER_SCRIPT),
                block("vrrp_track_process proc", TRACK_PROCESS),
                block("<track_file|vrrp_track_file> points", TRACK_FILE));
        var group = chance(25) ? List.of(block("vrrp_sync_group G", GROUP)) : List.<String>of();
        var others = chance(5)
                ? List.of(
                        block("track_group T", "100 group { 100 VI_1 }"),
                        String.join("\n", statements(STATIC + TRACKED_STATIC)) + "\n")
                : List.of(String.join("\n", statements(STATIC)) + "\n");
        var instances = List.of(instance(instance, 51, ""), instance(instance, 52, "1"));
        if (chance(USUAL_PERCENT)) {
            Stream.of(others, trackers, group, instances).forEach(blocks::addAll);
        } else {
            Stream.of(group, instances.subList(0, 1), trackers, instances.subList(1, 2), others)
                    .forEach(blocks::addAll);
        }
        return String.join("", blocks);
    }

    private String instance(String rule, int vrid, String suffix) {
        rules.put("VRID", Integer.toString(vrid));
        rules.put("SUFFIX", suffix);
        return block("vrrp_instance VI_" + (vrid - 50), rule);
    }

    private String block(String head, String rule) {
        return block(head, statements(rule));
    }

    /** In any order, some twice. */
    private List<String> statements(String rule) {
        var chosen = new ArrayList<String>();
        rule.lines().forEach(line -> {
            chosen.addAll(chosen(line));
            if (!line.contains("{") && chance(REPEATED_PERCENT) && !chosen.isEmpty()) {
                chosen.addAll(chosen(line));
            }
        });
        Collections.shuffle(chosen, random);
        return chosen;
    }

    /** None or one. */
    private List<String> chosen(String line) {
        var statement = STATEMENT.matcher(line.strip());
        if (!statement.matches()) {
            throw new IllegalStateException(line);
        }
        if (!chance(Integer.parseInt(statement.group(1)))) {
            return List.of();
        }
        var block = BLOCK.matcher(statement.group(2));
        return List.of(
                block.matches()
                        ? block(
                                block.group(1),
                                Stream.of(block.group(2).split(" ; "))
                                        .flatMap(inner -> chosen(inner).stream())
                                        .toList())
                        : expanded(statement.group(2)));
    }

    private String block(String head, List<String> lines) {
        return expanded(head) + " {\n" + String.join("\n", lines).indent(4) + "}\n";
    }

    private String expanded(String text) {
        var choice = CHOICE.matcher(text);
        if (!choice.find()) {
            return text;
        }
        var number = NUMBER.matcher(choice.group(1));
        String chosen = rules.containsKey(choice.group(1))
                ? "<" + rules.get(choice.group(1)) + ">"
                : number.matches()
                        ? Integer.toString(random.nextInt(
                                Integer.parseInt(number.group(1)), Integer.parseInt(number.group(2)) + 1))
                        : pick(choice.group(1).split("\\|", -1));
        return expanded(text.substring(0, choice.start()) + chosen + text.substring(choice.end()));
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private String pick(String... words) {
        return words[random.nextInt(words.length)];
    }
}
