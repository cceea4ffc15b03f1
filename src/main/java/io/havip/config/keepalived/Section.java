package io.havip.config.keepalived;

import java.util.Arrays;

/** Where a keyword may stand. */
enum Section {
    /** In every file, before anything else is read. */
    ANYWHERE("anywhere"),
    TOP("top level"),
    GLOBAL_DEFS("global_defs"),
    VRRP_SCRIPT("vrrp_script"),
    VRRP_TRACK_PROCESS("vrrp_track_process"),
    /** At the top level, where a file is described. */
    TRACK_FILE("track_file"),
    GARP_GROUP("garp_group"),
    VRRP_INSTANCE("vrrp_instance"),
    VRRP_SYNC_GROUP("vrrp_sync_group"),
    TRACK_GROUP("track_group"),
    AUTHENTICATION("authentication"),
    AUTH_HMAC("auth_hmac"),
    /** After an address in {@code virtual_ipaddress} and {@code virtual_ipaddress_excluded}. */
    ADDRESS("virtual_ipaddress"),
    /** After an address in {@code unicast_peer}. */
    PEER("unicast_peer"),
    /** After a name in {@code track_interface}, {@code track_script} and the like. */
    TRACK("track_*");

    private final String title;

    Section(String title) {
        this.title = title;
    }

    /** As the table of keywords and the documentation call it. */
    String title() {
        return title;
    }

    static Section titled(String title) {
        return Arrays.stream(values())
                .filter(section -> section.title.equals(title))
                .findFirst()
                .orElseThrow();
    }
}
