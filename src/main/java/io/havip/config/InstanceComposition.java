package io.havip.config;

import static io.havip.config.options.InstanceOptions.ACCEPT;
import static io.havip.config.options.InstanceOptions.ACTIVE_DOWN_INTERVALS;
import static io.havip.config.options.InstanceOptions.ADDRESSES;
import static io.havip.config.options.InstanceOptions.ANNOUNCE;
import static io.havip.config.options.InstanceOptions.ANSWER_LOWER;
import static io.havip.config.options.InstanceOptions.AUTHENTICATION;
import static io.havip.config.options.InstanceOptions.CHECKSUM;
import static io.havip.config.options.InstanceOptions.IGNORE_OTHERS;
import static io.havip.config.options.InstanceOptions.INTERFACE;
import static io.havip.config.options.InstanceOptions.INTERVAL;
import static io.havip.config.options.InstanceOptions.MULTICAST;
import static io.havip.config.options.InstanceOptions.NAME;
import static io.havip.config.options.InstanceOptions.NOTIFY;
import static io.havip.config.options.InstanceOptions.NOTIFY_PRIORITY;
import static io.havip.config.options.InstanceOptions.PREEMPT;
import static io.havip.config.options.InstanceOptions.PREEMPT_DELAY;
import static io.havip.config.options.InstanceOptions.PRIORITY;
import static io.havip.config.options.InstanceOptions.ROUTES;
import static io.havip.config.options.InstanceOptions.RULES;
import static io.havip.config.options.InstanceOptions.SYNC_GROUP;
import static io.havip.config.options.InstanceOptions.TRACK;
import static io.havip.config.options.InstanceOptions.TRACK_OWN_INTERFACE;
import static io.havip.config.options.InstanceOptions.UNICAST;
import static io.havip.config.options.InstanceOptions.VERSION;
import static io.havip.config.options.InstanceOptions.VIRTUAL_MAC;
import static io.havip.config.options.InstanceOptions.VRID;

import io.havip.announce.AnnouncementSettings;
import io.havip.announce.AnnouncementSettings.Distance;
import io.havip.announce.AnnouncementSettings.Refresh;
import io.havip.announce.AnnouncementSettings.Rounds;
import io.havip.config.draft.HmacDraft;
import io.havip.config.draft.HmacDraft.NumberedKey;
import io.havip.config.draft.InstanceDraft;
import io.havip.config.draft.VirtualMacs;
import io.havip.config.draft.VirtualMacs.Wish;
import io.havip.config.draft.VirtualMacs.Written;
import io.havip.config.options.AddressOptions;
import io.havip.config.options.AddressOptions.OwnMac;
import io.havip.config.options.AddressOptions.SharedMac;
import io.havip.config.options.AuthenticationOptions;
import io.havip.config.options.AuthenticationOptions.Key;
import io.havip.config.options.AuthenticationOptions.Signing;
import io.havip.config.options.InstanceOptions.Announce;
import io.havip.config.options.InstanceOptions.Multicast;
import io.havip.config.options.InstanceOptions.Unicast;
import io.havip.config.options.Option;
import io.havip.config.options.Settings;
import io.havip.config.options.TrackOptions;
import io.havip.config.routing.RoutingWords;
import io.havip.config.text.Durations;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Scalars;
import io.havip.gateway.settings.ExchangeSettings.HopLimitRange;
import io.havip.gateway.settings.TrackGroup;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.health.FileSettings;
import io.havip.health.ProcessSettings;
import io.havip.health.Tracking;
import io.havip.vrrp.Authentication.Hmac;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Makes the settings of an instance of what the options say. */
final class InstanceComposition {
    private final Problems problems;
    private final Scalars scalars;
    private final RoutingWords routingWords;
    private final VirtualMacs virtualMacs = new VirtualMacs(VirtualMacs.PREFIX, VirtualMacs.PREFIX);

    InstanceComposition(Problems problems) {
        this.problems = problems;
        this.scalars = new Scalars(problems);
        this.routingWords = new RoutingWords(problems);
    }

    /** Empty without a name, since nothing else could be told apart. */
    Optional<InstanceDraft> instance(Settings instance) {
        instance.find(UNICAST)
                .ifPresent(unicast -> instance.written(MULTICAST)
                        .ifPresent(multicast -> problems.error(
                                multicast.place(),
                                "advertisements are either unicast or multicast",
                                "remove unicast or multicast")));
        var unicast = instance.find(UNICAST);
        var multicast = instance.written(MULTICAST).map(Located::value);
        var authentication = instance.find(AUTHENTICATION);
        authentication.ifPresent(this::oneSecret);
        var virtualMac = instance.find(VIRTUAL_MAC);
        var bound = virtualMacs.bind(
                instance.find(INTERFACE).orElse(""),
                instance.find(VRID).orElse(0),
                addresses(instance),
                virtualMac.map(InstanceComposition::wish),
                virtualMac.filter(mac -> mac.get(SharedMac.ADVERTISE)).isPresent());
        var track = instance.get(TRACK);
        return instance.written(NAME)
                .map(name -> new InstanceDraft(
                        name,
                        instance.written(INTERFACE),
                        located(instance, VERSION, name),
                        instance.written(VRID),
                        located(instance, PRIORITY, name),
                        located(instance, INTERVAL, name),
                        located(instance, PREEMPT, name),
                        located(instance, PREEMPT_DELAY, name),
                        instance.get(ACTIVE_DOWN_INTERVALS),
                        instance.get(ANSWER_LOWER),
                        located(instance, IGNORE_OTHERS, name),
                        unicast.flatMap(to -> to.written(Unicast.SOURCE))
                                .or(() -> multicast.flatMap(to -> to.written(Multicast.SOURCE))),
                        multicast.flatMap(to -> to.written(Multicast.GROUP)),
                        unicast.flatMap(to -> to.find(Unicast.PEERS)).orElse(List.of()),
                        unicast.map(to -> to.get(Unicast.HOP_LIMIT)).orElse(255),
                        unicast.filter(to -> to.get(Unicast.CHECK_SOURCE)).isPresent(),
                        unicast.map(this::hopLimits).orElse(HopLimitRange.ANY),
                        authentication.flatMap(this::password),
                        authentication.flatMap(this::hmac),
                        instance.get(CHECKSUM),
                        bound.addresses(),
                        bound.macs(),
                        instance.get(ACCEPT),
                        routingWords.routing(lines(instance, ROUTES), lines(instance, RULES)),
                        announcements(instance.get(ANNOUNCE)),
                        instance.get(TRACK_OWN_INTERFACE),
                        trackings(track, TrackOptions.INTERFACES, "", TrackOptions.WEIGHT)
                                .toList(),
                        haproxy(track),
                        health(track),
                        instance.written(SYNC_GROUP),
                        instance.find(NOTIFY).map(Composition::notifyScripts).orElse(Map.of()),
                        instance.get(NOTIFY_PRIORITY)));
    }

    /** What is not written is shown where the instance's name is. */
    private static <T> Located<T> located(Settings instance, Option<T> option, Located<String> name) {
        return instance.written(option).orElseGet(() -> name.with(instance.get(option)));
    }

    private HopLimitRange hopLimits(Settings unicast) {
        var limits = new HopLimitRange(unicast.get(Unicast.MIN_HOP_LIMIT), unicast.get(Unicast.MAX_HOP_LIMIT));
        if (limits.min() > limits.max()) {
            problems.error(unicast.located(Unicast.MIN_HOP_LIMIT).place(), "it is above max-hop-limit", "swap them");
        }
        return limits;
    }

    private void oneSecret(Settings authentication) {
        long secrets = authentication.section().options().stream()
                .filter(authentication::has)
                .count();
        if (secrets != 1) {
            problems.error(
                    authentication.place(),
                    "authentication needs one password, or hmac:",
                    "give either password:, password-file: or hmac:");
        }
    }

    private Optional<Located<String>> password(Settings authentication) {
        return authentication
                .written(AuthenticationOptions.PASSWORD)
                .or(() -> authentication
                        .written(AuthenticationOptions.PASSWORD_FILE)
                        .flatMap(scalars::secret));
    }

    private Optional<Located<Hmac>> hmac(Settings authentication) {
        return authentication.find(AuthenticationOptions.HMAC).flatMap(signing -> {
            var written = signing.items(Signing.KEYS);
            var keys = written.stream().flatMap(key -> key(key).stream()).toList();
            var window = signing.written(Signing.TIME_WINDOW);
            window.filter(nanos -> nanos.value() % Durations.SECOND != 0)
                    .ifPresent(nanos ->
                            problems.error(nanos.place(), "a window has whole seconds", "write 5s, for instance"));
            return new HmacDraft(
                            signing.place(),
                            keys,
                            keys.size() == written.size(),
                            signing.written(Signing.ACTIVE_KEY),
                            signing.get(Signing.ORDERED),
                            window.map(nanos -> nanos.map(value -> (int) (value / Durations.SECOND))),
                            signing.get(Signing.MODE))
                    .settle(authentication.parent().get(INTERVAL), problems);
        });
    }

    private Optional<NumberedKey> key(Settings key) {
        var text = key.written(Key.KEY);
        var file = key.written(Key.FILE);
        if (text.isPresent() == file.isPresent()) {
            problems.error(key.place(), "one secret belongs here", "give either key: or key-file:");
        }
        var secret =
                text.flatMap(word -> scalars.key(word.place(), word.value())).or(() -> file.flatMap(scalars::keyFile));
        return key.written(Key.ID).flatMap(number -> secret.map(bytes -> new NumberedKey(number, bytes)));
    }

    /** The advertised ones first. */
    private List<Written> addresses(Settings instance) {
        return instance.items(ADDRESSES).stream()
                .flatMap(address -> address(address).stream())
                .sorted(Comparator.comparing(
                        written -> !written.address().value().advertised()))
                .toList();
    }

    /** An instance's address, or a static one, whose interface is empty where it is not written. */
    Optional<Written> address(Settings address) {
        String boundTo = address.find(AddressOptions.INTERFACE).orElse("");
        return address.written(AddressOptions.ADDRESS)
                .flatMap(word -> address.written(AddressOptions.PEER)
                        .map(peer -> scalars.withPeer(word, peer, boundTo))
                        .orElseGet(() -> scalars.virtualAddress(word, boundTo)))
                .map(located -> new Written(
                        located.map(plain -> new VirtualAddress(
                                plain.address(),
                                plain.prefixLength(),
                                plain.peer(),
                                boundTo,
                                address.find(AddressOptions.LABEL),
                                address.get(AddressOptions.SCOPE),
                                address.get(AddressOptions.ADVERTISED),
                                Set.copyOf(address.items(AddressOptions.FLAGS)))),
                        address.find(AddressOptions.VIRTUAL_MAC).map(InstanceComposition::wish)));
    }

    private static Wish wish(Settings virtualMac) {
        return new Wish(virtualMac.place(), virtualMac.find(OwnMac.INTERFACE), virtualMac.find(OwnMac.ADDRESS));
    }

    /** The words of each line of a list. */
    static List<List<Located<String>>> lines(Settings settings, Option<List<Located<String>>> option) {
        return settings.find(option).orElse(List.of()).stream()
                .filter(line -> !line.value().isBlank())
                .map(line -> Arrays.stream(line.value().strip().split("\\s+"))
                        .map(line::with)
                        .toList())
                .toList();
    }

    private static AnnouncementSettings announcements(Settings announce) {
        return new AnnouncementSettings(
                announce.get(Announce.FORM),
                new Rounds(announce.get(Announce.REPEAT), announce.get(Announce.DELAY)),
                new Refresh(announce.get(Announce.REFRESH), announce.get(Announce.REFRESH_REPEAT)),
                new Distance(announce.get(Announce.INTERVAL), announce.get(Announce.NEIGHBOUR_INTERVAL)),
                new Rounds(announce.get(Announce.CONTESTED_REPEAT), announce.get(Announce.CONTESTED_DELAY)));
    }

    private static Optional<Located<Tracking>> haproxy(Settings track) {
        return track.find(TrackOptions.HAPROXY)
                .filter(followed -> !followed.isOff())
                .map(followed -> track.located(TrackOptions.HAPROXY)
                        .with(tracking(GatewayConfig.HAPROXY_TRACKER, followed, TrackOptions.WEIGHT)));
    }

    private static List<Located<Tracking>> health(Settings track) {
        var health = new ArrayList<Located<Tracking>>();
        trackings(track, TrackOptions.SCRIPTS, "", TrackOptions.WEIGHT).forEach(health::add);
        trackings(track, TrackOptions.PROCESSES, ProcessSettings.TRACKER_PREFIX, TrackOptions.WIDE_WEIGHT)
                .forEach(health::add);
        trackings(track, TrackOptions.FILES, FileSettings.TRACKER_PREFIX, TrackOptions.WIDE_WEIGHT)
                .forEach(health::add);
        trackings(track, TrackOptions.STATIC, TrackGroup.TRACKER_PREFIX, TrackOptions.WEIGHT)
                .forEach(health::add);
        return health;
    }

    private static Stream<Located<Tracking>> trackings(
            Settings track, Option<List<Settings>> option, String prefix, Option<Integer> weight) {
        return track.find(option).orElse(List.of()).stream()
                .map(followed -> followed.name().map(name -> tracking(prefix + name, followed, weight)));
    }

    private static Tracking tracking(String tracker, Settings followed, Option<Integer> weight) {
        return new Tracking(tracker, followed.get(weight), followed.get(TrackOptions.REVERSE));
    }
}
