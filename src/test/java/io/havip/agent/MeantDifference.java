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
 */
record MeantDifference(Pattern name, Pattern left, String reason) {
    private static final List<MeantDifference> ALL = List.of(
            meant("held address .*", " broadcast \\S+", "the kernel needs no broadcast address (brd)"),
            meant("held route .*", "scope link ?", "a route with dev alone has the scope that ip route gives it"),
            meant(
                    ".*: announcement",
                    "icmpv6.nd.na.flag.r=(Set|Not set)",
                    "neighbour advertisements have the R flag, as RFC 9568 section 6.4.2 wants it; keepalived's on"
                            + " routers alone"),
            meant(
                    ".*: (calls|states)",
                    "(?m)^.*\\bBACKUP 255\\n",
                    "an owner is active at once, as RFC 9568 section 6.4.1 wants it; keepalived's waits, unless its"
                            + " state is MASTER"),
            meant(".*: (calls|states)", "(?<=BACKUP )\\d+", "which of two scripts ends first is chance"));

    private boolean covers(String name, String theirs, String ours) {
        return this.name.matcher(name).matches()
                && left.matcher(theirs).replaceAll("").equals(left.matcher(ours).replaceAll(""));
    }

    private static MeantDifference meant(String name, String left, String reason) {
        return new MeantDifference(Pattern.compile(name), Pattern.compile(left), reason);
    }

    /** Those between the facts of both that are not meant, each with this in front. */
    static List<String> others(String front, Map<String, String> theirs, Map<String, String> ours) {
        var names = new TreeSet<>(theirs.keySet());
        names.addAll(ours.keySet());
        var found = new ArrayList<String>();
        for (String name : names) {
            String their = theirs.getOrDefault(name, "");
            String our = ours.getOrDefault(name, "");
            if (!their.equals(our) && ALL.stream().noneMatch(each -> each.covers(name, their, our))) {
                found.add("%s%s: keepalived has [%s], the gateway [%s]"
                        .formatted(front, name, their.replace("\n", " | "), our.replace("\n", " | ")));
            }
        }
        return found;
    }
}
