package io.havip.config.keepalived;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A keyword of keepalived's and what becomes of it.
 *
 * @param reason why it has no effect or is refused
 * @param mend what to do instead of a refused one
 */
record Keyword(Scope section, String name, Support support, String reason, String mend) {
    enum Support {
        SUPPORTED,
        WITHOUT_EFFECT,
        REFUSED
    }

    private static final String NO_IPVS = "there is no IPVS load balancer";

    /**
     * Per section, lines of supported keywords that have code of their own, keywords without effect | reason, and refused ones |
     * reason | mend. Other supported ones are declared by the options that they are for.
     */
    private static final String TABLE = """
        [anywhere]
        include includer includem includew includeb includea @ID $NAME ~SEQ ~SEQx ~LST
        [top level]
        global_defs vrrp_sync_group vrrp_instance vrrp_script vrrp_track_process track_file vrrp_track_file \
        static_ipaddress static_routes static_rules interface_up_down_delays garp_group track_group
        linkbeat_use_polling linkbeat_interfaces | link state comes from the kernel
        child_wait_time use_pid_dir | there are no child processes and no pid files
        virtual_server virtual_server_group SSL \
            | there is no IPVS load balancer | let HAProxy balance, or leave it out with --ignore-ipvs
        bfd_instance | BFD is not spoken | shorten advert_int instead
        net_namespace net_namespace_ipvs namespace_with_ipsets \
            | the namespace is the process's own | start the agent with ip netns exec
        instance | there are no pid files to tell apart | remove it
        [global_defs]
        vrrp_version default_interface vrrp_min_garp vrrp_check_unicast_src script_user enable_script_security \
        set_supplementary_groups vrrp_mcast_group4 vrrp_mcast_group6 vrrp_down_timer_adverts vrrp_garp_extra_if \
        vrrp_lower_prio_no_advert vrrp_higher_prio_send_advert vrrp_strict vrrp_notify_priority_changes \
        notify_fifo notify_fifo_script vrrp_notify_fifo vrrp_notify_fifo_script startup_script \
        startup_script_timeout shutdown_script shutdown_script_timeout vmac_prefix vmac_addr_prefix \
        v3_checksum_as_v2
        notification_email notification_email_from smtp_server smtp_helo_name smtp_connect_timeout \
        smtp_alert smtp_alert_vrrp smtp_alert_checker no_email_faults no_checker_emails | no mail is sent
        vrrp_priority vrrp_no_swap vrrp_cpu_affinity vrrp_rt_priority vrrp_rlimit_rttime vrrp_rlimit_rtime \
        max_auto_priority min_auto_priority_delay | the agent sets its own scheduling
        checker_priority checker_no_swap checker_cpu_affinity checker_rt_priority checker_rlimit_rttime \
        checker_log_all_failures bfd_priority bfd_no_swap bfd_cpu_affinity bfd_rt_priority bfd_rlimit_rttime \
        process_names process_name vrrp_process_name checker_process_name bfd_process_name rs_init_notifies \
            | there is no such process
        snmp_socket enable_snmp_keepalived enable_snmp_vrrp enable_snmp_checker enable_snmp_rfc \
        enable_snmp_rfcv2 enable_snmp_rfcv3 enable_traps snmp_vs_stats_update_interval \
        snmp_rs_stats_update_interval enable_dbus dbus_service_name dbus_no_interface_name \
            | metrics are served over HTTP instead
        nftables nftables_priority nftables_counters nftables_ifindex vrrp_iptables vrrp_ipsets \
        disable_local_igmp | there is a table of its own, with fixed names, and only for no_accept
        vrrp_netlink_cmd_rcv_bufs vrrp_netlink_cmd_rcv_bufs_force vrrp_netlink_monitor_rcv_bufs \
        vrrp_netlink_monitor_rcv_bufs_force process_monitor_rcv_bufs process_monitor_rcv_bufs_force \
        vrrp_rx_bufs_policy vrrp_rx_bufs_multiplier | buffers have a fixed size
        vrrp_skip_check_adv_addr | the address list never decides whether an advertisement counts
        lvs_id | router_id took its place long ago, and keepalived does not know it any more
        dynamic_interfaces | the agent waits for a missing interface anyway
        log_unknown_vrids | every discarded advertisement is counted by reason
        tmp_config_directory config_save_dir umask data_use_instance state_dump_file stats_dump_file json_dump_file \
        state_file_location stats_file_location json_file_location \
        json_version use_symlink_paths iproute_usr_dir iproute_etc_dir | the agent writes and reads no such file
        random_seed | ${_RANDOM} gives a node the same numbers at every start
        reload_check_config reload_file \
            | a changed configuration is always checked as a whole before anything changes
        include_check | a missing file is a notice with include, and an error with includea
        lvs_flush lvs_flush_on_stop lvs_timeouts lvs_netlink_cmd_rcv_bufs lvs_netlink_cmd_rcv_bufs_force \
        lvs_netlink_monitor_rcv_bufs lvs_netlink_monitor_rcv_bufs_force nftables_ipvs nftables_ipvs_priority \
        nftables_ipvs_start_fwmark | there is no IPVS load balancer
        fifo_write_vrrp_states_on_reload | a reload changes no state, and what it does not change is not told again
        reload_time_file reload_repeat \
            | a reload at a time of day is not supported | have cron or a systemd timer run havip-gateway reload
        lvs_sync_daemon lvs_notify_fifo lvs_notify_fifo_script \
            | there is no IPVS load balancer | let HAProxy balance, or leave it out with --ignore-ipvs
        [vrrp_script]
        script weight user
        init_fail | the first result of a script decides in any case, as in keepalived
        [vrrp_track_process]
        process param_match weight delay full_command
        [track_file]
        weight init_file
        [garp_group]
        interface interfaces
        [vrrp_instance]
        state preempt nopreempt authentication auth_hmac unicast_peer virtual_ipaddress \
        virtual_ipaddress_excluded virtual_routes virtual_rules track_interface track_script track_process \
        track_file v3_checksum_as_v2 accept strict_mode old_unicast_checksum garp_extra_if notify_master \
        notify_backup notify_fault notify_stop notify higher_prio_send_advert no_accept notify_deleted \
        notify_master_rx_lower_pri use_vmac use_vmac_addr vmac_xmit_base vmac_garp_intvl native_ipv6 \
        no_virtual_ipaddress unicast_fault_no_peer
        skip_check_adv_addr | the address list never decides whether an advertisement counts
        smtp_alert | no mail is sent
        linkbeat_use_polling | link state comes from the kernel
        kernel_rx_buf_size | buffers have a fixed size
        debug | keepalived does not implement it either
        promote_secondaries | an address that goes with another one is put back
        timer_expired_backup thread_timer_expired \
            | a router that could not advertise for its down interval goes back to backup anyway
        use_ipvlan | an ipvlan has the MAC address of the interface beneath, which is used without it too | remove it
        track_bfd | BFD is not spoken | shorten advert_int instead
        vrf | an instance has an interface | set interface instead
        lvs_sync_daemon_interface lvs_sync_daemon_inteface \
            | there is no IPVS load balancer | let HAProxy balance, or leave it out with --ignore-ipvs
        [vrrp_sync_group]
        group track_interface track_script track_process track_file notify_master notify_backup notify_fault \
        notify_stop notify notify_priority_changes \
        global_tracking sync_group_tracking_weight
        smtp_alert | no mail is sent
        track_bfd | BFD is not spoken | shorten advert_int instead
        [track_group]
        group
        [authentication]
        auth_type auth_pass
        auth_hmac | it is no type of authentication | write auth_hmac { } beside this block, and remove this one
        [auth_hmac]
        key
        [virtual_ipaddress]
        home mngtmpaddr noprefixroute autojoin no_track use_vmac track_group
        brd broadcast | the kernel needs no broadcast address for it
        preferred_lft | the agent sets the address's lifetime itself
        -nodad | duplicate address detection would delay the takeover
        [unicast_peer]
        min_ttl max_ttl
        [track_*]
        noreverse no_reverse
        """;

    /** Per section, those of which keepalived keeps the first where they are repeated; of all others it keeps the last. */
    private static final Map<Scope, String> FIRST_COUNTS = Map.of(
            Scope.GLOBAL_DEFS,
            "notify_fifo notify_fifo_script vrrp_notify_fifo vrrp_notify_fifo_script startup_script shutdown_script"
                    + " vmac_prefix vmac_addr_prefix vrrp_min_garp",
            Scope.VRRP_TRACK_PROCESS,
            "process weight",
            Scope.TRACK_FILE,
            "file weight",
            Scope.VRRP_INSTANCE,
            "version use_vmac notify notify_master notify_backup notify_fault notify_stop notify_deleted"
                    + " notify_master_rx_lower_pri",
            Scope.VRRP_SYNC_GROUP,
            "notify notify_master notify_backup notify_fault notify_stop");

    static final List<Keyword> ALL = parse();

    private static List<Keyword> parse() {
        var keywords = new ArrayList<Keyword>();
        var section = Scope.ANYWHERE;
        for (String line : TABLE.lines().toList()) {
            if (line.startsWith("[")) {
                section = Scope.titled(line.substring(1, line.length() - 1));
                keywords.addAll(declared(section));
            } else {
                keywords.addAll(row(section, line.split("\\s*\\|\\s*")));
            }
        }
        return List.copyOf(keywords);
    }

    private static List<Keyword> declared(Scope section) {
        return section.declared()
                .map(name -> new Keyword(section, name, Support.SUPPORTED, "", ""))
                .toList();
    }

    private static List<Keyword> row(Scope section, String[] fields) {
        Support support = Support.values()[fields.length - 1];
        String reason = fields.length > 1 ? fields[1] : "";
        String mend = fields.length > 2 ? fields[2] : "";
        return Arrays.stream(fields[0].split(" +"))
                .map(name -> new Keyword(section, name, support, reason, mend))
                .toList();
    }

    /** The keyword that a word is, in a section. */
    static Optional<Keyword> find(Scope section, String word) {
        return ALL.stream()
                .filter(keyword -> keyword.section == section && keyword.name.equals(word))
                .findFirst();
    }

    /** Whether of a keyword that is repeated in a block the first counts, not the last. */
    static boolean firstCounts(Scope section, String word) {
        return List.of(FIRST_COUNTS.getOrDefault(section, "").split(" ")).contains(word);
    }

    /** What may be written in a section. */
    static List<String> accepted(Scope section) {
        return ALL.stream()
                .filter(keyword -> keyword.section == section && keyword.support != Support.REFUSED)
                .map(Keyword::name)
                .toList();
    }

    /** Whether a keyword belongs to keepalived's load balancer. */
    static boolean configuresIpvs(String word) {
        return ALL.stream().anyMatch(keyword -> keyword.name.equals(word) && keyword.reason.equals(NO_IPVS));
    }
}
