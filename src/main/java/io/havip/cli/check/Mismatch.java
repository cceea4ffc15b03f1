package io.havip.cli.check;

import io.havip.cli.check.NodePlan.Member;
import io.havip.config.draft.Durations;
import io.havip.gateway.InstanceSettings;
import io.havip.gateway.Transport;
import io.havip.gateway.VirtualAddress;
import io.havip.vrrp.Authentication;
import io.havip.vrrp.Version;
import io.havip.vrrp.VirtualRouterSettings;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What does not fit together on two nodes of one virtual router.
 *
 * @param broken whether the two can't work like this: they would both be active, or never hear each other
 */
record Mismatch(boolean broken, String sentence, String mend) {

    /** Everything between two members of one virtual router, the worst first. */
    static List<Mismatch> between(Member one, Member other) {
        var found = new Comparison(one, other).all();
        return found.stream()
                .sorted((a, b) -> Boolean.compare(b.broken(), a.broken()))
                .toList();
    }

    private static final class Comparison {
        private final Member one;
        private final Member other;
        private final List<Mismatch> found = new ArrayList<>();

        Comparison(Member one, Member other) {
            this.one = one;
            this.other = other;
        }

        List<Mismatch> all() {
            version();
            interval();
            authentication();
            transport();
            hears(one, other);
            hears(other, one);
            sourceAddress();
            priorities();
            addresses();
            same(
                    false,
                    "intervals of silence",
                    "the lower one takes over first",
                    instance -> instance.router().activeDownIntervals(),
                    "set the same down_timer_adverts (active-down-intervals) on all routers");
            same(
                    false,
                    "checksum",
                    "a gateway hears either, but keepalived may discard one",
                    InstanceSettings::checksum,
                    "set the same checksum on all routers");
            same(
                    false,
                    "accepting what is sent to the addresses",
                    "what works on one does not on the other",
                    InstanceSettings::accept,
                    "set accept or no_accept alike on all routers");
            preemption();
            syncGroup();
            return found;
        }

        private void version() {
            same(
                    true,
                    "version",
                    "each discards the other's advertisements, and both would be active",
                    instance -> instance.router().version().number(),
                    "set the same version on all routers");
        }

        private void interval() {
            boolean version2 = one.instance().router().version() == Version.V2;
            same(
                    version2,
                    "interval",
                    version2
                            ? "version 2 discards such advertisements, and both would be active"
                            : "a backup adopts that of the active one",
                    instance -> Durations.show(instance.router().advertisementIntervalNanos()),
                    "set the same interval on all routers");
        }

        /** Of a password nothing is shown. */
        private void authentication() {
            if (!one.instance().authentication().equals(other.instance().authentication())) {
                boolean both = one.instance().authentication() instanceof Authentication.Password
                        && other.instance().authentication() instanceof Authentication.Password;
                broken(
                        both
                                ? "the passwords differ: both would be active"
                                : passwordless().name()
                                        + " has no password and the other has one: both would be active",
                        "set the same authentication on all routers");
            }
        }

        private Member passwordless() {
            return one.instance().authentication() instanceof Authentication.None ? one : other;
        }

        private void transport() {
            same(
                    true,
                    "advertisements",
                    "neither hears the other, and both would be active",
                    instance -> switch (instance.transport()) {
                        case Transport.Multicast(var _, var group) -> "multicast to " + group.getHostAddress();
                        case Transport.Unicast _ -> "unicast";
                    },
                    "choose unicast, or the same multicast group, on all routers");
        }

        private void hears(Member listener, Member speaker) {
            if (!(speaker.instance().transport() instanceof Transport.Unicast(var _, var peers, int hopLimit))
                    || !(listener.instance().transport() instanceof Transport.Unicast heard)) {
                return;
            }
            listener.source()
                    .filter(source -> !peers.contains(source))
                    .ifPresent(source -> broken(
                            "%s sends to %s, and not to %s, %s's address: both would be active"
                                    .formatted(speaker.name(), shown(peers), source.getHostAddress(), listener.name()),
                            "list " + source.getHostAddress() + " among the peers of " + speaker.name()));
            speaker.source()
                    .filter(source -> !heard.peers().contains(source)
                            && listener.instance().checkSource())
                    .ifPresent(source -> broken(
                            "%s accepts advertisements of its peers %s only, and %s is %s: both would be active"
                                    .formatted(
                                            listener.name(),
                                            shown(heard.peers()),
                                            speaker.name(),
                                            source.getHostAddress()),
                            "list " + source.getHostAddress() + " among the peers of " + listener.name()));
            if (hopLimit < listener.instance().hopLimits().min()) {
                broken(
                        "%s sends with TTL %d, and %s accepts %d to %d"
                                .formatted(
                                        speaker.name(),
                                        hopLimit,
                                        listener.name(),
                                        listener.instance().hopLimits().min(),
                                        listener.instance().hopLimits().max()),
                        "raise the one or lower the other");
            }
        }

        private void sourceAddress() {
            if (one.source().isPresent() && one.source().equals(other.source())) {
                broken(
                        "both send from " + one.source().get().getHostAddress()
                                + ", and each takes the other's advertisements for its own",
                        "give each its own source address");
            }
        }

        private void priorities() {
            int priority = one.instance().router().priority();
            if (priority == other.instance().router().priority()) {
                boolean owners = priority == VirtualRouterSettings.OWNER_PRIORITY;
                found.add(new Mismatch(
                        owners,
                        owners
                                ? "both are owners of the addresses (255): both would be active"
                                : "both have priority " + priority + ": the greater address decides, and any weight",
                        "give each a priority of its own"));
            }
        }

        private void addresses() {
            differing("advertises", addresses(one, true), addresses(other, true));
            differing("has, not advertised,", addresses(one, false), addresses(other, false));
        }

        private void differing(String verb, Set<String> ours, Set<String> theirs) {
            if (!ours.equals(theirs)) {
                concern(
                        "%s %s %s, and %s %s; keepalived before 2.3.3 discards an advertisement of other addresses"
                                .formatted(one.name(), verb, shownNames(ours), other.name(), shownNames(theirs)),
                        "list the same addresses, with the same prefix lengths, on all routers");
            }
        }

        private static Set<String> addresses(Member member, boolean advertised) {
            return member.instance().addresses().stream()
                    .filter(address -> address.advertised() == advertised)
                    .map(Comparison::shown)
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        private static String shown(VirtualAddress address) {
            return address.address().getHostAddress() + "/" + address.prefixLength();
        }

        private void preemption() {
            boolean onlyOne = one.instance().router().preempt()
                    != other.instance().router().preempt();
            var better = one.priority() > other.priority() ? one : other;
            var worse = better == one ? other : one;
            if (onlyOne && better.instance().router().preempt()) {
                concern(
                        worse.name() + " does not preempt and " + better.name()
                                + ", which has the higher priority, does: the address moves back whenever "
                                + better.name()
                                + " returns",
                        "set nopreempt (preempt: false) on " + better.name() + " too, or on neither");
            }
        }

        private void syncGroup() {
            boolean both = one.instance().syncGroup().isPresent()
                    == other.instance().syncGroup().isPresent();
            if (!both) {
                var grouped = one.instance().syncGroup().isPresent() ? one : other;
                concern(
                        "on " + grouped.name() + " it moves with the sync group "
                                + grouped.instance().syncGroup().orElseThrow().name() + ", on the other by itself",
                        "form the same groups on all routers");
            }
        }

        private void same(
                boolean broken,
                String what,
                String consequence,
                Function<InstanceSettings, Object> setting,
                String mend) {
            var ours = setting.apply(one.instance());
            var theirs = setting.apply(other.instance());
            if (!ours.equals(theirs)) {
                found.add(new Mismatch(
                        broken,
                        "%s: %s on %s, %s on %s; %s"
                                .formatted(what, shown(ours), one.name(), shown(theirs), other.name(), consequence),
                        mend));
            }
        }

        private static String shown(Object setting) {
            return setting.toString().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        private void broken(String sentence, String mend) {
            found.add(new Mismatch(true, sentence, mend));
        }

        private void concern(String sentence, String mend) {
            found.add(new Mismatch(false, sentence, mend));
        }

        private static String shown(List<InetAddress> addresses) {
            return addresses.stream().map(InetAddress::getHostAddress).collect(Collectors.joining(", "));
        }

        private static String shownNames(Set<String> names) {
            return names.isEmpty() ? "nothing" : String.join(", ", names);
        }
    }
}
