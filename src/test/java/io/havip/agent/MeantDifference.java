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
 * @param theirs what keepalived has
 * @param ours what the gateway has then, with the groups of what keepalived has
 */
record MeantDifference(Pattern name, Pattern theirs, String ours, String reason) {
    private static final List<MeantDifference> ALL = List.of(
            meant("held address .*", "(.*) broadcast \\S+(.*)", "$1$2", "the kernel needs no broadcast address (brd)"));

    private boolean covers(String name, String theirs, String ours) {
        return this.name.matcher(name).matches()
                && this.theirs.matcher(theirs).matches()
                && this.theirs.matcher(theirs).replaceFirst(this.ours).equals(ours);
    }

    private static MeantDifference meant(String name, String theirs, String ours, String reason) {
        return new MeantDifference(Pattern.compile(name), Pattern.compile(theirs, Pattern.DOTALL), ours, reason);
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
