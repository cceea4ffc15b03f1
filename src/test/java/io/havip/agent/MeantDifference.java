package io.havip.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Where the gateway's behaviour is not keepalived's, and that is meant.
 *
 * @param name of the facts
 * @param left what of them is left out of the comparison, on both sides
 * @param where what the configuration or keepalived's log must have in it for that
 */
record MeantDifference(Pattern name, Pattern left, Pattern where, String reason) {
    private static final String ALL_OF_IT = "(?s).*";

    private static final List<MeantDifference> ALL = List.of(
            meant("held address .*", " broadcast \\S+", "the kernel needs no broadcast address (brd)"),
            meant(
                    "held address (vrrp|vm|va)\\S* fe80::.*",
                    ALL_OF_IT,
                    "a macvlan has no IPv6 address of its own; keepalived's has the link-local one of the interface"),
            meant("held route .*", "scope link ?", "a route with dev alone has the scope that ip route gives it"),
            meant(
                    "held rules",
                    ",\"protocol\":\"keepalived\"",
                    "every rule has a protocol, so that one that was left behind is known; keepalived's not with"
                            + " no_track"),
            meant(
                    ".*: announcement",
                    "icmpv6.nd.na.flag.r=(Set|Not set)",
                    "neighbour advertisements have the R flag, as RFC 9568 section 6.4.2 wants it; keepalived's on"
                            + " routers alone"),
            meant(
                    ".*",
                    ALL_OF_IT,
                    "entering FAULT state \\(interface v\\S+ down\\)",
                    "keepalived makes a macvlan on its macvlan for use_vmac of an address beside those of its instance,"
                            + " which never comes up"),
            meant(
                    ".*",
                    ALL_OF_IT,
                    "track_script \\S+ is configured on VRRP instance and sync group",
                    "keepalived 2.2.7 waits for it for ever, with its whole group"),
            meant(
                    ".*: advertisements",
                    "vrrp.checksum.status=\\w+",
                    "v3_checksum_as_v2",
                    "keepalived 2.2 does not know it, 2.3 does"),
            meant(
                    ".*: advertisements",
                    "vrrp.auth_type=(No|Simple).* vrrp.auth_string=\\S+ |vrrp.auth_type=No Authentication ",
                    "(vrrp_strict|strict_mode) off",
                    "off is on to keepalived 2.2, and strict mode has no authentication"),
            meant(
                    ".*: announced (at first|later)",
                    ALL_OF_IT,
                    "garp_extra_if|vmac_garp_intvl",
                    "all addresses are announced; keepalived's on interfaces that no advertisements leave by"),
            meant(
                    ".*: announced at first",
                    ALL_OF_IT,
                    "(garp|gna)_interval",
                    "each is sent as often as is said; keepalived leaves out what comes while one is queued"),
            meant(
                    ".*: announced later",
                    ALL_OF_IT,
                    "vrrp_min_garp",
                    "a refresh announces; keepalived's does nothing, unless it is said how often"),
            meant(
                    ".*, vrid \\d+ to 224.*",
                    ALL_OF_IT,
                    "Cannot use unicast_ttl without unicast peers",
                    "it has no effect; keepalived then multicasts with TTL 0, which nobody hears"),
            meant(
                    ".*, vrid \\d+ to .*",
                    ALL_OF_IT,
                    "xmit_base is incompatible with strict mode",
                    "unicast advertisements leave by the interface; keepalived's not at all"),
            meant(
                    ".*: (calls|states)",
                    "(?m)^.*\\bBACKUP 255\\n",
                    "an owner is active at once, as RFC 9568 section 6.4.1 wants it; keepalived's waits, unless its"
                            + " state is MASTER"),
            meant(
                    ".*: (calls|states)",
                    "(?m)^.*BACKUP_PRIORITY \\d+\\n|(?<=(BACKUP|FAULT) )\\d+",
                    "track_file",
                    "a file is read when its router has begun; keepalived reads it before"),
            meant(".*notify_backup: calls", ALL_OF_IT, "priority 255", "likewise"),
            meant(".*: (calls|states)", "(?<=(BACKUP|FAULT) )\\d+", "which of two checks ends first is chance"));

    private boolean covers(String name, String theirs, String ours, String circumstances) {
        return this.name.matcher(name).matches()
                && where.matcher(circumstances).find()
                && left.matcher(theirs).replaceAll("").equals(left.matcher(ours).replaceAll(""));
    }

    private static MeantDifference meant(String name, String left, String reason) {
        return meant(name, left, "", reason);
    }

    private static MeantDifference meant(String name, String left, String where, String reason) {
        return new MeantDifference(Pattern.compile(name), Pattern.compile(left), Pattern.compile(where), reason);
    }

    /**
     * Those between the facts of both that are not meant, each with this in front.
     *
     * @param circumstances the configuration, and what keepalived said of it
     */
    static List<String> others(
            String front, String circumstances, Map<String, String> theirs, Map<String, String> ours) {
        var names = new TreeSet<>(theirs.keySet());
        names.addAll(ours.keySet());
        var found = new ArrayList<String>();
        for (String name : names) {
            String their = theirs.getOrDefault(name, "");
            String our = ours.getOrDefault(name, "");
            if (!their.equals(our) && ALL.stream().noneMatch(each -> each.covers(name, their, our, circumstances))) {
                found.add("%s%s: keepalived has [%s], the gateway [%s]"
                        .formatted(front, name, their.replace("\n", " | "), our.replace("\n", " | ")));
            }
        }
        return found;
    }
}
