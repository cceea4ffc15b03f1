package io.havip.insight;

import io.havip.config.Places.Setting;
import io.havip.gateway.settings.Disagreement;
import io.havip.gateway.settings.Disagreement.Proof;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.SyncGroupSettings;
import io.havip.gateway.settings.Transport;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.insight.NodePlan.Member;
import io.havip.observe.Finding;
import io.havip.vrrp.Authentication;
import io.havip.vrrp.Authentication.Hmac;
import io.havip.vrrp.Family;
import io.havip.vrrp.Version;
import io.havip.vrrp.VirtualRouterSettings;
import io.havip.wire.IpAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What two nodes say of one virtual router, setting by setting. */
final class Comparison {
    private final Member one;
    private final Member other;
    private final Disagreement disagreement;
    private final List<Mismatch> found = new ArrayList<>();

    private Comparison(Member one, Member other) {
        this.one = one;
        this.other = other;
        this.disagreement = new Disagreement(one.name(), other.name());
    }

    /** All that does not fit together, the worst first. */
    static List<Mismatch> of(Member one, Member other) {
        var comparison = new Comparison(one, other);
        comparison.run();
        comparison.found.sort(Comparator.comparing(mismatch -> !mismatch.broken()));
        return comparison.found;
    }

    private void run() {
        var version = one.instance().router().version();
        compare(true, Setting.VERSION, member -> member.instance().router().version(), disagreement::version);
        compare(
                version == Version.V2,
                Setting.INTERVAL,
                member -> member.instance().router().timing().advertisementIntervalNanos(),
                (ours, theirs) -> disagreement.interval(version, ours, theirs));
        authentication();
        transport();
        hears(one, other);
        hears(other, one);
        samePeer();
        sourceAddress();
        priorities();
        addresses();
        compare(false, Setting.ADDRESSES, member -> addresses(member, false), disagreement::excludedAddresses);
        compare(false, Setting.INSTANCE, member -> member.instance().exchange().checksum(), disagreement::checksum);
        same(
                "intervals of silence",
                "the lower one takes over first",
                instance -> instance.router().timing().activeDownIntervals(),
                "set the same down_timer_adverts (active-down-intervals) on all routers");
        same(
                "accepting what is sent to the addresses",
                "what works on one does not on the other",
                instance -> instance.moving().accept(),
                "set accept or no_accept alike on all routers");
        preemption();
        syncGroup();
    }

    private void authentication() {
        for (var listener : List.of(one, other)) {
            var speaker = listener == one ? other : one;
            var sent = speaker.instance().exchange().authentication();
            var known = listener.instance().exchange().authentication();
            if (!hears(known, sent)) {
                broken(
                        Setting.AUTHENTICATION,
                        new Disagreement(speaker.name(), listener.name()).authentication(Proof.of(sent), known));
                return;
            }
        }
    }

    private static boolean hears(Authentication listener, Authentication speaker) {
        var signed = speaker instanceof Hmac hmac && hmac.signs() ? Optional.of(hmac) : Optional.<Hmac>empty();
        boolean unprotected = signed.isEmpty() && !(speaker instanceof Authentication.Password);
        return switch (listener) {
            case Hmac own ->
                signed.map(hmac -> hmac.signingKey().equals(own.keys().get(hmac.activeKey())))
                        .orElse(unprotected && own.mode() != Hmac.Mode.ENFORCE);
            case Authentication.Password password -> password.equals(speaker);
            case Authentication.None _ -> unprotected;
        };
    }

    private void transport() {
        var ours = one.instance().exchange().transport().destinations().getFirst();
        var theirs = other.instance().exchange().transport().destinations().getFirst();
        if ((ours.isMulticastAddress() || theirs.isMulticastAddress()) && !ours.equals(theirs)) {
            broken(Setting.DESTINATION, disagreement.transport(ours, theirs));
        }
    }

    private void hears(Member listener, Member speaker) {
        if (!(speaker.instance().exchange().transport() instanceof Transport.Unicast(var _, var peers, int hopLimit))
                || !(listener.instance().exchange().transport() instanceof Transport.Unicast heard)) {
            return;
        }
        listener.source()
                .filter(source -> !peers.contains(source))
                .ifPresent(source -> add(
                        true,
                        "%s sends to %s, and not to %s, %s's address"
                                .formatted(speaker.name(), shown(peers), IpAddress.text(source), listener.name()),
                        "list " + IpAddress.text(source) + " among the peers of " + speaker.name(),
                        places(speaker, Setting.DESTINATION, listener, Setting.SOURCE)));
        speaker.source()
                .filter(source -> !heard.peers().contains(source)
                        && listener.instance().exchange().checkSource())
                .ifPresent(source -> {
                    var stranger = new Disagreement(
                                    speaker.name() + " (" + IpAddress.text(source) + ")", listener.name())
                            .stranger(listener.instance().router().vrid(), false);
                    add(
                            true,
                            stranger.sentence(),
                            stranger.mend(),
                            places(listener, Setting.DESTINATION, speaker, Setting.SOURCE));
                });
        var accepted = listener.instance().exchange().hopLimits();
        if (hopLimit < accepted.min()) {
            broken(Setting.DESTINATION, new Disagreement(speaker.name(), listener.name()).hopLimit(hopLimit, accepted));
        }
    }

    /** Two files of which one was copied: without source addresses, this is how it shows. */
    private void samePeer() {
        if (one.source().isEmpty()
                && other.source().isEmpty()
                && one.instance().exchange().transport() instanceof Transport.Unicast ours
                && other.instance().exchange().transport() instanceof Transport.Unicast theirs
                && ours.peers().size() == 1
                && ours.peers().equals(theirs.peers())) {
            broken(
                    Setting.DESTINATION,
                    "both send to " + shown(ours.peers()) + " only, so that one of them sends to itself at best",
                    "list on each the address of the other");
        }
    }

    private void sourceAddress() {
        if (one.source().isPresent() && one.source().equals(other.source())) {
            broken(
                    Setting.SOURCE,
                    "both send from " + IpAddress.text(one.source().get())
                            + ", and each takes the other's advertisements for its own",
                    "give each router a source address of its own");
        }
    }

    private void priorities() {
        int priority = one.instance().router().priority();
        if (priority == other.instance().router().priority()) {
            add(priority == VirtualRouterSettings.OWNER_PRIORITY, Setting.PRIORITY, disagreement.priority(priority));
        }
    }

    private void addresses() {
        var ours = addresses(one, true);
        var theirs = addresses(other, true);
        if (!ours.equals(theirs)) {
            add(ours.isEmpty() || theirs.isEmpty(), Setting.ADDRESSES, disagreement.addresses(ours, theirs));
        }
    }

    private static Set<String> addresses(Member member, boolean advertised) {
        return member.instance().moving().addresses().stream()
                .filter(address -> address.advertised() == advertised)
                .map(VirtualAddress::written)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void preemption() {
        boolean onlyOne = one.instance().router().preemption().preempt()
                != other.instance().router().preemption().preempt();
        var better = one.priority() > other.priority() ? one : other;
        var worse = better == one ? other : one;
        if (onlyOne && better.instance().router().preemption().preempt()) {
            concern(
                    Setting.PREEMPT,
                    worse.name() + " does not preempt and " + better.name()
                            + ", which has the higher priority, does: the address moves back whenever " + better.name()
                            + " returns",
                    "set nopreempt (preempt: false) on " + better.name() + " too, or on neither");
        }
    }

    private void syncGroup() {
        var ours = moveTogether(one);
        var theirs = moveTogether(other);
        if (!ours.equals(theirs)) {
            concern(
                    Setting.SYNC_GROUP,
                    "on %s it moves %s, on %s %s"
                            .formatted(one.name(), togetherWith(ours), other.name(), togetherWith(theirs)),
                    "form the same sync groups on all routers");
        }
    }

    /** What the others of the member's sync group are, as far as two nodes can be compared. */
    private static Set<String> moveTogether(Member member) {
        Optional<String> group = member.instance().syncGroup().map(SyncGroupSettings::name);
        return member.node().config().instances().stream()
                .filter(instance -> group.isPresent() && instance != member.instance())
                .filter(instance ->
                        instance.syncGroup().map(SyncGroupSettings::name).equals(group))
                .map(instance -> "VRID " + instance.router().vrid()
                        + (instance.router().family() == Family.IPV4 ? " (IPv4)" : " (IPv6)"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String togetherWith(Set<String> others) {
        return others.isEmpty() ? "by itself" : "with " + String.join(", ", others);
    }

    private <T> void compare(
            boolean broken, Setting setting, Function<Member, T> value, BiFunction<T, T, Finding> finding) {
        var ours = value.apply(one);
        var theirs = value.apply(other);
        if (!ours.equals(theirs)) {
            add(broken, setting, finding.apply(ours, theirs));
        }
    }

    private void same(String what, String consequence, Function<InstanceSettings, Object> value, String mend) {
        var ours = value.apply(one.instance());
        var theirs = value.apply(other.instance());
        if (!ours.equals(theirs)) {
            concern(
                    Setting.INSTANCE,
                    "%s: %s on %s, %s on %s; %s".formatted(what, ours, one.name(), theirs, other.name(), consequence),
                    mend);
        }
    }

    private void broken(Setting setting, Finding finding) {
        add(true, setting, finding);
    }

    private void broken(Setting setting, String sentence, String mend) {
        add(true, sentence, mend, places(one, setting, other, setting));
    }

    private void concern(Setting setting, String sentence, String mend) {
        add(false, sentence, mend, places(one, setting, other, setting));
    }

    private void add(boolean broken, Setting setting, Finding finding) {
        add(broken, finding.sentence(), finding.mend(), places(one, setting, other, setting));
    }

    private void add(boolean broken, String sentence, String mend, List<String> places) {
        found.add(new Mismatch(broken, sentence + (broken ? "; both would be active" : ""), mend, places));
    }

    private static List<String> places(Member first, Setting firstSetting, Member second, Setting secondSetting) {
        return Stream.concat(first.place(firstSetting).stream(), second.place(secondSetting).stream())
                .distinct()
                .toList();
    }

    private static String shown(List<InetAddress> addresses) {
        return addresses.stream().map(IpAddress::text).collect(Collectors.joining(", "));
    }
}
