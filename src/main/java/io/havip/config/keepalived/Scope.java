package io.havip.config.keepalived;

import io.havip.config.options.AddressOptions;
import io.havip.config.options.AnnounceOptions;
import io.havip.config.options.AnnouncementGroupOptions;
import io.havip.config.options.GatewayOptions;
import io.havip.config.options.HealthOptions.File;
import io.havip.config.options.HealthOptions.Process;
import io.havip.config.options.HealthOptions.Script;
import io.havip.config.options.HmacOptions;
import io.havip.config.options.InstanceOptions;
import io.havip.config.options.MulticastOptions;
import io.havip.config.options.Section;
import io.havip.config.options.TrackOptions;
import io.havip.config.options.UnicastOptions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Where a keyword may stand. */
enum Scope {
    /** In every file, before anything else is read. */
    ANYWHERE("anywhere"),
    TOP("top level"),
    GLOBAL_DEFS("global_defs", GatewayOptions.SECTION, AnnounceOptions.SECTION),
    VRRP_SCRIPT("vrrp_script", Script.SECTION),
    VRRP_TRACK_PROCESS("vrrp_track_process", Process.SECTION),
    /** At the top level, where a file is described. */
    TRACK_FILE("track_file", File.SECTION),
    GARP_GROUP("garp_group", AnnouncementGroupOptions.SECTION),
    VRRP_INSTANCE(
            "vrrp_instance",
            InstanceOptions.SECTION,
            UnicastOptions.SECTION,
            MulticastOptions.SECTION,
            AnnounceOptions.SECTION),
    VRRP_SYNC_GROUP("vrrp_sync_group"),
    TRACK_GROUP("track_group"),
    AUTHENTICATION("authentication"),
    AUTH_HMAC("auth_hmac", HmacOptions.SECTION),
    /** After an address in {@code virtual_ipaddress} and {@code virtual_ipaddress_excluded}. */
    ADDRESS("virtual_ipaddress", AddressOptions.SECTION),
    /** After an address in {@code unicast_peer}. */
    PEER("unicast_peer"),
    /** After a name in {@code track_interface}, {@code track_script} and the like. */
    TRACK("track_*", TrackOptions.FOLLOWED);

    /** What options of instances have before their keyword in {@code global_defs}; those that always have it are global only. */
    static final String GLOBAL = "vrrp_";

    private final String title;
    private final List<Section> declared;

    Scope(String title, Section... declared) {
        this.title = title;
        this.declared = List.of(declared);
    }

    /** As the table of keywords and the documentation call it. */
    String title() {
        return title;
    }

    /** Whether what is written there may be a secret, but for the keywords that belong there. */
    boolean secretive() {
        return this == AUTHENTICATION || this == AUTH_HMAC;
    }

    /** The keywords that stand here for options that have the same values: the options declare them. */
    Stream<String> declared() {
        boolean global = this == GLOBAL_DEFS;
        return declared.stream()
                .flatMap(options -> options.plainKeywords()
                        .map(keyword -> global && options == AnnounceOptions.SECTION && !keyword.startsWith(GLOBAL)
                                ? GLOBAL + keyword
                                : keyword))
                .filter(keyword -> global || !keyword.startsWith(GLOBAL));
    }

    static Scope titled(String title) {
        return Arrays.stream(values())
                .filter(section -> section.title.equals(title))
                .findFirst()
                .orElseThrow();
    }
}
