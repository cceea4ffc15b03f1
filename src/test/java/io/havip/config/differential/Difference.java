package io.havip.config.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where a fact of the gateway's is not keepalived's, and those that are meant. */
final class Difference {
    private Difference() {}

    /**
     * Facts that differ for a reason.
     *
     * @param name of the fact
     * @param dump the one that it is in; empty for both
     */
    private record Known(Pattern name, String dump, String reason) {}

    private static final String OWNER = "Owner's ";
    private static final String WITH_MAC = "With a MAC: ";

    private static final List<Known> KNOWN = List.of(
            new Known(
                    Pattern.compile("Gratuitous ARP lower priority (delay|repeat)"),
                    "",
                    "keepalived takes them from the global ones, and in strict mode has none"),
            new Known(
                    Pattern.compile(
                            "(Accept|Password|Preempt|Preempt delay|Down timer adverts|Send advert after receive lower"
                                    + " priority advert)"),
                    "old",
                    "vrrp_strict off is on to keepalived 2.2, and off to 2.3 and here"),
            new Known(
                    Pattern.compile(OWNER + "Preempt delay"), "", "keepalived keeps an owner's, and here it has none"),
            new Known(
                    Pattern.compile(OWNER + "Accept"),
                    "new",
                    "keepalived 2.3 shows an owner's no_accept, which has no effect"),
            new Known(
                    Pattern.compile(OWNER + "Tracks .*"),
                    "",
                    "keepalived lists an owner's interface with a weight, but says that it ignores it"),
            new Known(
                    Pattern.compile(WITH_MAC + "Tracks .*"),
                    "",
                    "keepalived tracks the interface of the virtual MAC in place of the one beneath, without which it"
                            + " is not"),
            new Known(
                    Pattern.compile("Deleted state transition script"),
                    "new",
                    "keepalived 2.3 runs it, and does not show it"),
            new Known(
                    Pattern.compile("Gratuitous ARP refresh repeat"),
                    "",
                    "with vrrp_min_garp keepalived's refreshes announce nothing, unless it is said how often"),
            new Known(
                    Pattern.compile("Virtual IP( Excluded)?"),
                    "old",
                    "an address that is listed twice counts twice to keepalived 2.2, and once to 2.3 and here"),
            new Known(
                    Pattern.compile("(Command|.* transition script|Tracked scripts|Fall|Rise|Interval)"),
                    "new",
                    "keepalived 2.3 reads a command's escapes once, and leaves a script out whose quotes then don't"
                            + " match; 2.2 reads them twice, and so does the gateway"));

    private static final Pattern WITH_VIRTUAL_MAC = Pattern.compile(" dev v|vmac on ");
    private static final Pattern EXTRA = Pattern.compile("garp_extra_if|vmac_garp_intvl");

    /** What keepalived 2.2 runs, and the gateway refuses: in its words. */
    private static final Pattern REFUSED = Pattern.compile(
            "the address \\S+ is already in|the accepted TTLs are the same for all peers|autojoin' is of multicast addresses alone|keepalived stays in FAULT|version 2 has no IPv6|the owner of its addresses"
                    + " can't wait for the others of a sync group");

    /** Whether it is refused on purpose. */
    static boolean refused(String message) {
        return REFUSED.matcher(message).find();
    }

    private static boolean known(String name, Map<String, String> theirs, Map<String, String> ours, String dump) {
        String fact = name.replaceFirst("^.*?: ", "");
        String instance = name.replaceFirst(": .*", ": ");
        boolean owner = "255".equals(ours.get(instance + "Priority"));
        boolean withMac = Stream.of("Interface", "Virtual IP", "Virtual IP Excluded")
                .map(each -> theirs.get(instance + each) + ours.get(instance + each))
                .anyMatch(text -> WITH_VIRTUAL_MAC.matcher(text).find());
        return KNOWN.stream()
                .filter(known -> known.dump().isEmpty() || known.dump().equals(dump))
                .map(Known::name)
                .anyMatch(known -> known.matcher(fact).matches()
                        || owner && known.matcher(OWNER + fact).matches()
                        || withMac && known.matcher(WITH_MAC + fact).matches());
    }

    /**
     * What the gateway knows, and keepalived's dump says otherwise or not at all.
     *
     * @param dump of which keepalived, {@code old} or {@code new}
     * @param text the configuration
     */
    static List<String> between(Map<String, String> theirs, Map<String, String> ours, String dump, String text) {
        var found = new ArrayList<String>();
        var names = new TreeSet<>(ours.keySet());
        theirs.keySet().stream().filter(Difference::comparable).forEach(names::add);
        for (String name : names) {
            String their = plain(name, theirs.get(name));
            String our = plain(name, ours.get(name));
            // What a group tracks stands with the group in the dump.
            boolean grouped =
                    name.contains(": Tracked") && theirs.containsKey(name.replaceFirst(": .*", ": Sync group"));
            // What garp_extra_if sends is to the gateway a refresh.
            boolean extra = name.endsWith("Gratuitous ARP refresh")
                    && EXTRA.matcher(text).find();
            if (!their.equals(our) && !extra && !grouped && !known(name, theirs, ours, dump)) {
                found.add(name + ": keepalived has [" + their.replace("\n", " | ") + "], the gateway ["
                        + our.replace("\n", " | ") + "]");
            }
        }
        return found;
    }

    /** Lists and what stands only where it is set: their absence says something too. */
    private static boolean comparable(String name) {
        return name.matches("VI_\\d: (Tracks eth\\d|Virtual IP|Virtual IP Excluded|Tracked scripts"
                + "|Unicast Peer|Password|Preempt delay|.* transition script|Using src_ip|Multicast"
                + " address)");
    }

    private static String plain(String name, String value) {
        if (value == null) {
            return "";
        }
        if (name.endsWith("Using src_ip")) {
            return value.endsWith("(from configuration)") ? value : "";
        }
        if (name.contains("Virtual IP")) {
            return value.replaceAll("(?m)/(32|128)\\b", "")
                    .replaceAll("(?m) brd \\S+", "")
                    .replaceAll("(?m)( dev [^@\\s]+).*$", "$1")
                    .replaceAll(" dev v\\S+", " dev of a MAC");
        }
        if (name.endsWith(": Interface")) {
            return value.replaceFirst(".*, vmac on ([^,]+).*", "$1");
        }
        if (name.endsWith("Multicast address")) {
            return value.replaceFirst(", ifindex \\d+$", "");
        }
        return name.endsWith("Unicast Peer") ? value.replaceAll("(?m) min_ttl.*$", "") : value;
    }
}
