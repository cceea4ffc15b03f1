package io.havip.config.keepalived;

import static io.havip.config.keepalived.Keyword.Support.REFUSED;
import static io.havip.config.keepalived.Keyword.Support.SUPPORTED;
import static io.havip.config.keepalived.Keyword.Support.WITHOUT_EFFECT;
import static io.havip.config.keepalived.Section.ADDRESS;
import static io.havip.config.keepalived.Section.ANYWHERE;
import static io.havip.config.keepalived.Section.AUTHENTICATION;
import static io.havip.config.keepalived.Section.GLOBAL_DEFS;
import static io.havip.config.keepalived.Section.PEER;
import static io.havip.config.keepalived.Section.TOP;
import static io.havip.config.keepalived.Section.TRACK;
import static io.havip.config.keepalived.Section.VRRP_INSTANCE;
import static io.havip.config.keepalived.Section.VRRP_SCRIPT;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A keyword of keepalived's and what becomes of it.
 *
 * @param name as it is written; with {@code @}, {@code $} or {@code ~} first, it stands for every word that starts so
 * @param reason why it has no effect or is refused
 * @param mend what to do instead of a refused one
 */
record Keyword(Section section, String name, Support support, String reason, String mend) {
    enum Support {
        SUPPORTED,
        WITHOUT_EFFECT,
        REFUSED
    }

    static final List<Keyword> ALL = Stream.of(
                    refused(
                            ANYWHERE,
                            "files are not included",
                            "paste the file's content here",
                            "include includer includem includew includeb includea"),
                    refused(ANYWHERE, "conditions are not evaluated", "keep the lines that apply here", "@CONDITION"),
                    refused(ANYWHERE, "parameters are not substituted", "write the values out", "$PARAMETER"),
                    refused(ANYWHERE, "sequences are not expanded", "write the lines out", "~SEQ ~LST"),
                    supported(TOP, "global_defs vrrp_instance vrrp_script"),
                    withoutEffect(TOP, "link state comes from the kernel", "linkbeat_use_polling linkbeat_interfaces"),
                    withoutEffect(TOP, "there are no child processes and no pid files", "child_wait_time use_pid_dir"),
                    refused(
                            TOP,
                            "instances are not grouped yet",
                            "remove it: each instance then moves by itself",
                            "vrrp_sync_group"),
                    refused(
                            TOP,
                            "there is no IPVS load balancer",
                            "let HAProxy balance",
                            "virtual_server virtual_server_group SSL"),
                    refused(TOP, "BFD is not spoken", "shorten advert_int instead", "bfd_instance"),
                    refused(
                            TOP,
                            "files are not tracked",
                            "write a vrrp_script that reads the file",
                            "vrrp_track_file track_file"),
                    refused(
                            TOP,
                            "processes are not tracked by name",
                            "write a vrrp_script with pidof; HAProxy itself is"
                                    + " tracked by a track_script that is not defined",
                            "vrrp_track_process"),
                    refused(
                            TOP,
                            "only the addresses of instances are configured",
                            "configure it with the system's network service",
                            "static_ipaddress static_routes static_rules track_group"),
                    refused(
                            TOP,
                            "delays are not given per interface",
                            "set vrrp_garp_interval in global_defs",
                            "garp_group"),
                    refused(TOP, "a failed interface is acted on at once", "remove it", "interface_up_down_delays"),
                    refused(
                            TOP,
                            "the namespace is the process's own",
                            "start the agent with ip netns exec",
                            "net_namespace net_namespace_ipvs namespace_with_ipsets"),
                    refused(TOP, "there are no pid files to tell apart", "remove it", "instance"),
                    supported(
                            GLOBAL_DEFS,
                            "router_id vrrp_version default_interface vrrp_garp_master_delay"
                                    + " vrrp_garp_master_repeat vrrp_garp_master_refresh vrrp_garp_master_refresh_repeat"
                                    + " vrrp_garp_interval vrrp_min_garp vrrp_check_unicast_src script_user"
                                    + " enable_script_security"),
                    withoutEffect(
                            GLOBAL_DEFS,
                            "no mail is sent",
                            "notification_email notification_email_from smtp_server smtp_helo_name"
                                    + " smtp_connect_timeout smtp_alert smtp_alert_vrrp smtp_alert_checker"
                                    + " no_email_faults no_checker_emails"),
                    withoutEffect(
                            GLOBAL_DEFS,
                            "the agent sets its own scheduling",
                            "vrrp_priority vrrp_no_swap vrrp_cpu_affinity vrrp_rt_priority vrrp_rlimit_rttime"
                                    + " vrrp_rlimit_rtime max_auto_priority min_auto_priority_delay"),
                    withoutEffect(
                            GLOBAL_DEFS,
                            "there is no such process",
                            "checker_priority checker_no_swap checker_cpu_affinity checker_rt_priority"
                                    + " checker_rlimit_rttime checker_log_all_failures bfd_priority bfd_no_swap"
                                    + " bfd_cpu_affinity bfd_rt_priority bfd_rlimit_rttime process_names process_name"
                                    + " vrrp_process_name checker_process_name bfd_process_name rs_init_notifies"),
                    withoutEffect(
                            GLOBAL_DEFS,
                            "metrics are served over HTTP instead",
                            "snmp_socket enable_snmp_keepalived enable_snmp_vrrp enable_snmp_checker enable_snmp_rfc"
                                    + " enable_snmp_rfcv2 enable_snmp_rfcv3 enable_traps enable_dbus"
                                    + " dbus_service_name"),
                    withoutEffect(
                            GLOBAL_DEFS,
                            "only virtual MACs and no_accept need a firewall",
                            "nftables nftables_priority nftables_counters nftables_ifindex vrrp_iptables vrrp_ipsets"
                                    + " disable_local_igmp vmac_prefix vmac_addr_prefix"),
                    withoutEffect(
                            GLOBAL_DEFS,
                            "buffers have a fixed size",
                            "vrrp_netlink_cmd_rcv_bufs vrrp_netlink_cmd_rcv_bufs_force vrrp_netlink_monitor_rcv_bufs"
                                    + " vrrp_netlink_monitor_rcv_bufs_force process_monitor_rcv_bufs"
                                    + " process_monitor_rcv_bufs_force vrrp_rx_bufs_policy vrrp_rx_bufs_multiplier"),
                    withoutEffect(
                            GLOBAL_DEFS, "IPv6 addresses are announced as often as IPv4 ones", "vrrp_gna_interval"),
                    withoutEffect(
                            GLOBAL_DEFS,
                            "announcements after a lower-priority advertisement have no schedule of" + " their own",
                            "vrrp_garp_lower_prio_delay vrrp_garp_lower_prio_repeat"),
                    withoutEffect(
                            GLOBAL_DEFS,
                            "RFC 9568 section 6.4.3 settles it",
                            "vrrp_lower_prio_no_advert vrrp_higher_prio_send_advert"),
                    withoutEffect(
                            GLOBAL_DEFS,
                            "the address list never decides whether an advertisement counts",
                            "vrrp_skip_check_adv_addr"),
                    withoutEffect(GLOBAL_DEFS, "the agent waits for a missing interface anyway", "dynamic_interfaces"),
                    withoutEffect(
                            GLOBAL_DEFS, "every discarded advertisement is counted by reason", "log_unknown_vrids"),
                    withoutEffect(
                            GLOBAL_DEFS,
                            "the agent writes no such file",
                            "tmp_config_directory config_save_dir umask data_use_instance random_seed"),
                    withoutEffect(
                            GLOBAL_DEFS,
                            "there is no IPVS load balancer",
                            "lvs_flush lvs_flush_on_stop lvs_timeouts lvs_netlink_cmd_rcv_bufs"
                                    + " lvs_netlink_cmd_rcv_bufs_force lvs_netlink_monitor_rcv_bufs"
                                    + " lvs_netlink_monitor_rcv_bufs_force nftables_ipvs nftables_ipvs_priority"
                                    + " nftables_ipvs_start_fwmark"),
                    refused(
                            GLOBAL_DEFS,
                            "it makes keepalived drop traffic to the addresses",
                            "remove it",
                            "vrrp_strict"),
                    refused(
                            GLOBAL_DEFS,
                            "the multicast groups are those of the RFC",
                            "remove it, on all routers",
                            "vrrp_mcast_group4 vrrp_mcast_group6"),
                    refused(
                            GLOBAL_DEFS,
                            "a takeover waits for 3 intervals, as the RFC says",
                            "remove it, on all routers",
                            "vrrp_down_timer_adverts"),
                    refused(
                            GLOBAL_DEFS,
                            "the agent does not start late",
                            "order it in the service manager",
                            "vrrp_startup_delay"),
                    refused(
                            GLOBAL_DEFS,
                            "announcements leave by the address's interface only",
                            "set vrrp_garp_master_refresh",
                            "vrrp_garp_extra_if"),
                    refused(
                            GLOBAL_DEFS,
                            "no program is run when a state changes",
                            "watch the metrics: havip_vrrp_state",
                            "notify_fifo notify_fifo_script vrrp_notify_fifo vrrp_notify_fifo_script lvs_notify_fifo"
                                    + " lvs_notify_fifo_script vrrp_notify_priority_changes"
                                    + " fifo_write_vrrp_states_on_reload"),
                    refused(
                            GLOBAL_DEFS,
                            "no program is run at start or end",
                            "run it from the service manager",
                            "startup_script startup_script_timeout shutdown_script shutdown_script_timeout"),
                    refused(
                            GLOBAL_DEFS,
                            "the configuration is read at start",
                            "restart the agent to change it",
                            "reload_check_config reload_time_file reload_repeat reload_file include_check"),
                    refused(GLOBAL_DEFS, "there is no IPVS load balancer", "let HAProxy balance", "lvs_sync_daemon"),
                    supported(VRRP_SCRIPT, "script interval timeout weight rise fall user init_fail"),
                    supported(
                            VRRP_INSTANCE,
                            "state interface virtual_router_id priority advert_int version preempt"
                                    + " nopreempt preempt_delay authentication unicast_src_ip unicast_peer mcast_src_ip"
                                    + " check_unicast_src virtual_ipaddress virtual_ipaddress_excluded garp_master_delay"
                                    + " garp_master_repeat garp_master_refresh garp_master_refresh_repeat track_interface"
                                    + " track_script v3_checksum_as_v2 accept"),
                    withoutEffect(VRRP_INSTANCE, "the addresses decide", "native_ipv6"),
                    withoutEffect(
                            VRRP_INSTANCE, "without its interface a router can't take part", "dont_track_primary"),
                    withoutEffect(
                            VRRP_INSTANCE,
                            "announcements after a lower-priority advertisement have no schedule of" + " their own",
                            "garp_lower_prio_delay garp_lower_prio_repeat"),
                    withoutEffect(
                            VRRP_INSTANCE,
                            "RFC 9568 section 6.4.3 settles it",
                            "lower_prio_no_advert higher_prio_send_advert"),
                    withoutEffect(
                            VRRP_INSTANCE,
                            "the address list never decides whether an advertisement counts",
                            "skip_check_adv_addr"),
                    withoutEffect(VRRP_INSTANCE, "no mail is sent", "smtp_alert"),
                    withoutEffect(VRRP_INSTANCE, "link state comes from the kernel", "linkbeat_use_polling"),
                    withoutEffect(VRRP_INSTANCE, "buffers have a fixed size", "kernel_rx_buf_size"),
                    withoutEffect(VRRP_INSTANCE, "a missing peer list is an error anyway", "unicast_fault_no_peer"),
                    withoutEffect(VRRP_INSTANCE, "keepalived does not implement it either", "debug"),
                    withoutEffect(
                            VRRP_INSTANCE, "the agent leaves the interface's sysctls alone", "promote_secondaries"),
                    refused(
                            VRRP_INSTANCE,
                            "advertisements and addresses use the interface's own MAC address",
                            "remove it, on all routers",
                            "use_vmac use_vmac_addr vmac_xmit_base use_ipvlan"),
                    refused(
                            VRRP_INSTANCE,
                            "no program is run when the state changes",
                            "watch the metrics: havip_vrrp_state",
                            "notify notify_master notify_backup notify_fault notify_stop notify_deleted"
                                    + " notify_master_rx_lower_pri notify_priority_changes"),
                    refused(
                            VRRP_INSTANCE,
                            "only addresses move with the role",
                            "configure it on both nodes with the system's network service",
                            "virtual_routes virtual_rules"),
                    refused(
                            VRRP_INSTANCE,
                            "files, processes and BFD sessions are not tracked",
                            "write a vrrp_script and track it with track_script",
                            "track_file track_process track_bfd"),
                    refused(VRRP_INSTANCE, "a missing source address is not tracked", "remove it", "track_src_ip"),
                    refused(
                            VRRP_INSTANCE,
                            "the multicast groups are those of the RFC",
                            "remove it, on all routers",
                            "mcast_dst_ip"),
                    refused(VRRP_INSTANCE, "advertisements leave with a TTL of 255", "remove it", "unicast_ttl"),
                    refused(
                            VRRP_INSTANCE,
                            "keepalived's checksum before 1.3.7 is not spoken",
                            "upgrade the peer and remove it",
                            "old_unicast_checksum"),
                    refused(
                            VRRP_INSTANCE,
                            "a takeover waits for 3 intervals, as the RFC says",
                            "remove it, on all routers",
                            "down_timer_adverts"),
                    refused(
                            VRRP_INSTANCE,
                            "announcements leave by the address's interface only",
                            "set garp_master_refresh",
                            "garp_extra_if"),
                    refused(
                            VRRP_INSTANCE,
                            "traffic to the addresses is always accepted",
                            "remove it, and filter with the system's firewall",
                            "no_accept strict_mode"),
                    refused(VRRP_INSTANCE, "an instance has an interface", "set interface instead", "vrf"),
                    refused(
                            VRRP_INSTANCE,
                            "there is no IPVS load balancer",
                            "let HAProxy balance",
                            "lvs_sync_daemon_interface"),
                    supported(AUTHENTICATION, "auth_type auth_pass"),
                    refused(
                            AUTHENTICATION,
                            "no peer but keepalived 2.4 understands it",
                            "use auth_type PASS",
                            "auth_hmac"),
                    supported(ADDRESS, "dev label scope"),
                    withoutEffect(ADDRESS, "the kernel needs no broadcast address for it", "brd broadcast"),
                    withoutEffect(ADDRESS, "the agent always restores an address that was removed", "no_track"),
                    withoutEffect(ADDRESS, "the agent sets the address's lifetime itself", "preferred_lft"),
                    withoutEffect(ADDRESS, "duplicate address detection would delay the takeover", "-nodad"),
                    refused(
                            ADDRESS,
                            "the kernel's address flags are not set",
                            "remove it",
                            "peer home mngtmpaddr noprefixroute autojoin track_group"),
                    refused(
                            ADDRESS,
                            "addresses use the interface's own MAC address",
                            "remove it, on all routers",
                            "use_vmac"),
                    supported(PEER, "min_ttl max_ttl"),
                    supported(TRACK, "weight reverse noreverse no_reverse"))
            .flatMap(List::stream)
            .toList();

    /** The keyword that a word is, in a section. */
    static Optional<Keyword> find(Section section, String word) {
        return ALL.stream()
                .filter(keyword -> keyword.section == section || keyword.section == ANYWHERE)
                .filter(keyword -> keyword.matches(word))
                .findFirst();
    }

    /** What may be written in a section. */
    static List<String> accepted(Section section) {
        return ALL.stream()
                .filter(keyword -> keyword.section == section && keyword.support != REFUSED)
                .map(Keyword::name)
                .toList();
    }

    private boolean matches(String word) {
        return switch (name.charAt(0)) {
            case '@', '$', '~' -> word.startsWith(name.substring(0, 1));
            default -> name.equals(word);
        };
    }

    private static List<Keyword> supported(Section section, String names) {
        return each(section, SUPPORTED, "", "", names);
    }

    private static List<Keyword> withoutEffect(Section section, String reason, String names) {
        return each(section, WITHOUT_EFFECT, reason, "", names);
    }

    private static List<Keyword> refused(Section section, String reason, String mend, String names) {
        return each(section, REFUSED, reason, mend, names);
    }

    private static List<Keyword> each(Section section, Support support, String reason, String mend, String names) {
        return Arrays.stream(names.split(" "))
                .map(name -> new Keyword(section, name, support, reason, mend))
                .toList();
    }
}
