package io.havip.insight;

import io.havip.config.Places.Setting;
import io.havip.config.text.Durations;
import io.havip.gateway.settings.Agreement;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.SyncGroupSettings;
import io.havip.gateway.settings.Transport;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.insight.NodePlan.Member;
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
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What two nodes say of one virtual router, setting by setting. */
final class Comparison {
    private final Member one;
    private final Member other;
    private final List<Mismatch> found = new ArrayList<>();

    private Comparison(Member one, Member other) {
        this.one = one;
        this.other = other;
    }

    /** All that does not fit together, the worst first. */
    static List<Mismatch> of(Member one, Member other) {
        var comparison = new Comparison(one, other);
        comparison.run();
        comparison.found.sort(Comparator.comparing(mismatch -> !mismatch.broken()));
        return comparison.found;
    }

    private void run() {
        version();
        interval();
        authentication();
        transport();
        hears(one, other);
        hears(other, one);
        samePeer();
        sourceAddress();
        priorities();
        addresses();
        same(
                false,
                Setting.INSTANCE,
                "intervals of silence",
                "the lower one takes over first",
                instance -> instance.router().timing().activeDownIntervals(),
                "set the same down_timer_adverts (active-down-intervals) on all routers");
        same(
                false,
                Setting.INSTANCE,
                "checksum",
                "keepalived may discard one",
                instance -> instance.exchange().checksum(),
                Agreement.CHECKSUM.mend());
        same(
                false,
                Setting.INSTANCE,
                "accepting what is sent to the addresses",
                "what works on one does not on the other",
                instance -> instance.moving().accept(),
                "set accept or no_accept alike on all routers");
        preemption();
        syncGroup();
    }

    private void version() {
        same(
                true,
                Setting.VERSION,
                "version",
                "each discards the other's advertisements, and both would be active",
                instance -> instance.router().version().number(),
                Agreement.VERSION.mend());
    }

    private void interval() {
        boolean version2 = one.instance().router().version() == Version.V2;
        same(
                version2,
                Setting.INTERVAL,
                "interval",
                version2
                        ? "version 2 discards such advertisements, and both would be active"
                        : "a backup adopts that of the active one",
                instance -> Durations.show(instance.router().timing().advertisementIntervalNanos()),
                Agreement.INTERVAL.mend());
    }

    /** Of a password nothing is shown. */
    private void authentication() {
        for (var listener : List.of(one, other)) {
            var speaker = listener == one ? other : one;
            if (!hears(
                    listener.instance().exchange().authentication(),
                    speaker.instance().exchange().authentication())) {
                broken(
                        Setting.AUTHENTICATION,
                        deaf(listener, speaker) + ": both would be active",
                        Agreement.AUTHENTICATION.mend());
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

    private static String deaf(Member listener, Member speaker) {
        record Pair(Authentication listener, Authentication speaker) {}
        return switch (new Pair(
                listener.instance().exchange().authentication(),
                speaker.instance().exchange().authentication())) {
            case Pair(Authentication.Password _, Authentication.Password _) -> "the passwords differ";
            case Pair(Authentication.Password _, var _) -> speaker.name() + " has no password and the other has one";
            case Pair(Hmac _, Hmac hmac)
            when hmac.signs() -> speaker.name() + " sends with a key that " + listener.name() + " does not have";
            case Pair(Hmac _, var _) ->
                speaker.name() + " sends without a trailer, and " + listener.name() + " insists on one";
            case Pair(Authentication.None _, Authentication.Password _) ->
                listener.name() + " has no password and the other has one";
            case Pair(Authentication.None _, var _) ->
                speaker.name() + " sends with a trailer, which " + listener.name() + " does not know";
        };
    }

    private void transport() {
        same(
                true,
                Setting.DESTINATION,
                "advertisements",
                "neither hears the other, and both would be active",
                instance -> switch (instance.exchange().transport()) {
                    case Transport.Multicast(var _, var group) -> "multicast to " + IpAddress.text(group);
                    case Transport.Unicast _ -> "unicast";
                },
                Agreement.DESTINATION.mend());
    }

    private void hears(Member listener, Member speaker) {
        if (!(speaker.instance().exchange().transport() instanceof Transport.Unicast(var _, var peers, int hopLimit))
                || !(listener.instance().exchange().transport() instanceof Transport.Unicast heard)) {
            return;
        }
        listener.source()
                .filter(source -> !peers.contains(source))
                .ifPresent(source -> found.add(new Mismatch(
                        true,
                        "%s sends to %s, and not to %s, %s's address: both would be active"
                                .formatted(speaker.name(), shown(peers), IpAddress.text(source), listener.name()),
                        "list " + IpAddress.text(source) + " among the peers of " + speaker.name(),
                        places(speaker, Setting.DESTINATION, listener, Setting.SOURCE))));
        speaker.source()
                .filter(source -> !heard.peers().contains(source)
                        && listener.instance().exchange().checkSource())
                .ifPresent(source -> found.add(new Mismatch(
                        true,
                        "%s accepts advertisements of its peers %s only, and %s is %s: both would be active"
                                .formatted(
                                        listener.name(), shown(heard.peers()), speaker.name(), IpAddress.text(source)),
                        "list " + IpAddress.text(source) + " among the peers of " + listener.name(),
                        places(listener, Setting.DESTINATION, speaker, Setting.SOURCE))));
        if (hopLimit < listener.instance().exchange().hopLimits().min()) {
            broken(
                    Setting.DESTINATION,
                    "%s sends with TTL %d, and %s accepts %d to %d: it never hears it"
                            .formatted(
                                    speaker.name(),
                                    hopLimit,
                                    listener.name(),
                                    listener.instance().exchange().hopLimits().min(),
                                    listener.instance().exchange().hopLimits().max()),
                    Agreement.HOP_LIMIT.mend());
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
                    Agreement.SOURCE.mend());
        }
    }

    private void priorities() {
        int priority = one.instance().router().priority();
        if (priority == other.instance().router().priority()) {
            boolean owners = priority == VirtualRouterSettings.OWNER_PRIORITY;
            add(
                    owners,
                    Setting.PRIORITY,
                    owners
                            ? "both are owners of the addresses (255): both would be active"
                            : "both have priority " + priority + ": the greater address decides, and any weight",
                    Agreement.PRIORITY.mend());
        }
    }

    private void addresses() {
        var ours = addresses(one, true);
        var theirs = addresses(other, true);
        if (ours.isEmpty() != theirs.isEmpty()) {
            broken(
                    Setting.ADDRESSES,
                    "%s advertises %s, and %s %s; who has addresses ignores who has none, and both would be active"
                            .formatted(one.name(), shownNames(ours), other.name(), shownNames(theirs)),
                    Agreement.ADDRESSES.mend());
        } else {
            differing("advertises", ours, theirs);
        }
        differing("has, not advertised,", addresses(one, false), addresses(other, false));
    }

    private void differing(String verb, Set<String> ours, Set<String> theirs) {
        if (!ours.equals(theirs)) {
            concern(
                    Setting.ADDRESSES,
                    "%s %s %s, and %s %s; keepalived before 2.3.3 discards an advertisement of other addresses"
                            .formatted(one.name(), verb, shownNames(ours), other.name(), shownNames(theirs)),
                    Agreement.ADDRESSES.mend());
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

    private void same(
            boolean broken,
            Setting setting,
            String what,
            String consequence,
            Function<InstanceSettings, Object> value,
            String mend) {
        var ours = value.apply(one.instance());
        var theirs = value.apply(other.instance());
        if (!ours.equals(theirs)) {
            add(
                    broken,
                    setting,
                    "%s: %s on %s, %s on %s; %s"
                            .formatted(what, shown(ours), one.name(), shown(theirs), other.name(), consequence),
                    mend);
        }
    }

    private static String shown(Object setting) {
        return setting.toString().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private void broken(Setting setting, String sentence, String mend) {
        add(true, setting, sentence, mend);
    }

    private void concern(Setting setting, String sentence, String mend) {
        add(false, setting, sentence, mend);
    }

    private void add(boolean broken, Setting setting, String sentence, String mend) {
        found.add(new Mismatch(broken, sentence, mend, places(one, setting, other, setting)));
    }

    private static List<String> places(Member first, Setting firstSetting, Member second, Setting secondSetting) {
        return Stream.concat(first.place(firstSetting).stream(), second.place(secondSetting).stream())
                .distinct()
                .toList();
    }

    private static String shown(List<InetAddress> addresses) {
        return addresses.stream().map(IpAddress::text).collect(Collectors.joining(", "));
    }

    private static String shownNames(Set<String> names) {
        return names.isEmpty() ? "nothing" : String.join(", ", names);
    }
}
