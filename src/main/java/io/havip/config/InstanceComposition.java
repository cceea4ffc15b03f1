package io.havip.config;

import static io.havip.config.options.InstanceOptions.INTERFACE;
import static io.havip.config.options.InstanceOptions.PRIORITY;

import io.havip.config.options.AddressOptions;
import io.havip.config.options.AddressOptions.OwnMac;
import io.havip.config.options.AddressOptions.SharedMac;
import io.havip.config.options.AnnounceOptions;
import io.havip.config.options.AuthenticationOptions;
import io.havip.config.options.InstanceOptions;
import io.havip.config.options.InstanceOptions.Multicast;
import io.havip.config.options.InstanceOptions.Unicast;
import io.havip.config.options.Option;
import io.havip.config.options.ProgramOptions.Notify;
import io.havip.config.options.Settings;
import io.havip.config.options.TrackOptions;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Scalars;
import io.havip.gateway.settings.ExchangeSettings;
import io.havip.gateway.settings.ExchangeSettings.HopLimitRange;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.LastResortSettings;
import io.havip.gateway.settings.MovingSettings;
import io.havip.gateway.settings.NotificationSettings;
import io.havip.gateway.settings.Routing;
import io.havip.gateway.settings.SyncGroupSettings;
import io.havip.gateway.settings.TrackGroup;
import io.havip.gateway.settings.TrackingSettings;
import io.havip.gateway.settings.Transport;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.gateway.settings.VirtualMac;
import io.havip.health.FileSettings;
import io.havip.health.ProcessSettings;
import io.havip.health.Tracking;
import io.havip.linux.Network;
import io.havip.programs.NotifyScript;
import io.havip.programs.NotifyScript.Occasion;
import io.havip.vrrp.Authentication;
import io.havip.vrrp.Authentication.Hmac;
import io.havip.vrrp.Family;
import io.havip.vrrp.VirtualRouterSettings;
import io.havip.vrrp.VirtualRouterSettings.Preemption;
import io.havip.vrrp.VirtualRouterSettings.Reaction;
import io.havip.vrrp.VirtualRouterSettings.Timing;
import io.havip.wire.IpAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes the settings of an instance of what its options say. What its parts amount to is there, each at its place, before it is
 * known whether they fit together.
 */
final class InstanceComposition {
    private final Settings options;
    private final List<Located<VirtualAddress>> addresses;
    private final Optional<Located<String>> password;
    private final Optional<Located<Hmac>> hmac;

    InstanceComposition(Settings options, Problems problems) {
        var authentication = options.find(InstanceOptions.AUTHENTICATION);
        this.options = options;
        this.addresses = addresses(options, problems);
        this.password = authentication.flatMap(secrets -> AuthenticationOptions.password(secrets, problems));
        this.hmac = authentication.flatMap(secrets -> AuthenticationOptions.hmac(secrets, problems));
    }

    Settings options() {
        return options;
    }

    /** Always written: what has no name is not composed. */
    Located<String> name() {
        return options.located(InstanceOptions.NAME);
    }

    boolean owner() {
        return InstanceOptions.owner(options);
    }

    /** The advertised first. */
    List<Located<VirtualAddress>> addresses() {
        return addresses;
    }

    List<Located<VirtualAddress>> advertised() {
        return addresses.stream()
                .filter(address -> address.value().advertised())
                .toList();
    }

    Optional<Located<String>> password() {
        return password;
    }

    Optional<Located<Hmac>> hmac() {
        return hmac;
    }

    Optional<Located<InetAddress>> source() {
        return options.find(InstanceOptions.UNICAST)
                .flatMap(unicast -> unicast.written(Unicast.SOURCE))
                .or(() -> options.find(InstanceOptions.MULTICAST)
                        .flatMap(multicast -> multicast.written(Multicast.SOURCE)));
    }

    /** The multicast group, if one is written. */
    Optional<Located<InetAddress>> group() {
        return options.find(InstanceOptions.MULTICAST).flatMap(multicast -> multicast.written(Multicast.GROUP));
    }

    /** None with multicast. */
    List<Located<InetAddress>> peers() {
        return options.find(InstanceOptions.UNICAST)
                .flatMap(unicast -> unicast.find(Unicast.PEERS))
                .orElse(List.of());
    }

    /** The interfaces with a virtual MAC that some of the addresses are bound to, that of the instance first. */
    List<Located<VirtualMac>> virtualMacs() {
        var macs = new ArrayList<Located<VirtualMac>>();
        options.find(InstanceOptions.VIRTUAL_MAC)
                .map(shared -> new Located<>(
                        virtualMac(shared, options.find(INTERFACE).orElse(""), shared.get(SharedMac.ADVERTISE)),
                        shared.place()))
                .ifPresent(macs::add);
        for (var address : sorted(options)) {
            address.find(AddressOptions.VIRTUAL_MAC)
                    .map(own -> new Located<>(
                            virtualMac(
                                    own, address.find(AddressOptions.INTERFACE).orElse(""), false),
                            own.place()))
                    .filter(own -> macs.stream().noneMatch(known -> sameInterface(known.value(), own.value())))
                    .ifPresent(macs::add);
        }
        return macs;
    }

    private static boolean sameInterface(VirtualMac one, VirtualMac other) {
        return one.interfaceName().equals(other.interfaceName())
                && one.baseName().equals(other.baseName())
                && one.address().equals(other.address());
    }

    private static VirtualMac virtualMac(Settings mac, String baseName, boolean advertises) {
        return new VirtualMac(mac.get(OwnMac.INTERFACE), baseName, mac.get(OwnMac.ADDRESS), advertises);
    }

    private static List<Settings> sorted(Settings instance) {
        return instance.items(InstanceOptions.ADDRESSES).stream()
                .sorted(Comparator.comparing(address -> !address.get(AddressOptions.ADVERTISED)))
                .toList();
    }

    private static List<Located<VirtualAddress>> addresses(Settings instance, Problems problems) {
        var shared = instance.find(InstanceOptions.VIRTUAL_MAC).map(mac -> mac.get(OwnMac.INTERFACE));
        return sorted(instance).stream()
                .flatMap(options -> address(options, problems)
                        .map(located -> located.map(address -> options.find(AddressOptions.VIRTUAL_MAC)
                                .map(own -> own.get(OwnMac.INTERFACE))
                                .or(() -> shared.filter(_ -> address.interfaceName()
                                        .equals(instance.find(INTERFACE).orElse(""))))
                                .map(address::on)
                                .orElse(address)))
                        .stream())
                .toList();
    }

    /**
     * An address on the interface that it is said to be on, whose name is empty where it is not written. With a peer the prefix
     * length of that counts, as in keepalived.
     */
    static Optional<Located<VirtualAddress>> address(Settings address, Problems problems) {
        var peer = address.written(AddressOptions.PEER);
        return address.written(AddressOptions.ADDRESS)
                .filter(near -> peer.stream().allMatch(far -> fits(far, near, problems)))
                .map(located -> located.map(near -> new VirtualAddress(
                        near.address(),
                        peer.map(Located::value).orElse(near).prefixLength(),
                        peer.map(far -> far.value().address()),
                        address.find(AddressOptions.INTERFACE).orElse(""),
                        address.find(AddressOptions.LABEL),
                        address.get(AddressOptions.SCOPE),
                        address.get(AddressOptions.ADVERTISED),
                        Set.copyOf(address.items(AddressOptions.FLAGS)))));
    }

    private static boolean fits(Located<Network> far, Located<Network> near, Problems problems) {
        var own = near.value().address();
        var shown = far.map(network -> IpAddress.text(network.address()));
        if (Family.of(own) != Family.of(far.value().address())) {
            new Scalars(problems).refuse(shown, "is of another family than the address", "give a peer of its family");
            return false;
        }
        if (own.equals(far.value().address())) {
            new Scalars(problems)
                    .refuse(shown, "is the address itself", "give the address at the other end of the link");
            return false;
        }
        if (near.value().prefixLength() < 8 * own.getAddress().length) {
            problems.notice(
                    near.place(),
                    "its prefix length does not count beside a peer's, as in keepalived; give it with the peer");
        }
        return true;
    }

    List<Located<Tracking>> interfaces() {
        return trackings(TrackOptions.INTERFACES, "").toList();
    }

    /** How the built-in HAProxy tracker is followed; empty where it is not. */
    Optional<Located<Tracking>> haproxy() {
        var track = options.get(InstanceOptions.TRACK);
        return track.find(TrackOptions.HAPROXY)
                .filter(followed -> !followed.isOff())
                .map(followed ->
                        track.located(TrackOptions.HAPROXY).with(tracking(GatewayConfig.HAPROXY_TRACKER, followed)));
    }

    /** What is followed besides. */
    List<Located<Tracking>> health() {
        return Stream.of(
                        trackings(TrackOptions.SCRIPTS, ""),
                        trackings(TrackOptions.PROCESSES, ProcessSettings.TRACKER_PREFIX),
                        trackings(TrackOptions.FILES, FileSettings.TRACKER_PREFIX),
                        trackings(TrackOptions.STATIC, TrackGroup.TRACKER_PREFIX))
                .flatMap(trackings -> trackings)
                .toList();
    }

    private Stream<Located<Tracking>> trackings(Option<List<Settings>> option, String prefix) {
        return options.get(InstanceOptions.TRACK).find(option).orElse(List.of()).stream()
                .map(followed -> followed.name().map(name -> tracking(prefix + name, followed)));
    }

    private static Tracking tracking(String tracker, Settings followed) {
        return new Tracking(tracker, followed.get(TrackOptions.WEIGHT), followed.get(TrackOptions.REVERSE));
    }

    Map<Occasion, Located<NotifyScript>> notifyScripts() {
        return options.find(InstanceOptions.NOTIFY).map(Notify::scripts).orElse(Map.of());
    }

    /**
     * All of it, which fits together.
     *
     * @param groupScripts who is told of each sync group's state changes
     */
    InstanceSettings settings(Map<String, Map<Occasion, Located<NotifyScript>>> groupScripts) {
        return new InstanceSettings(
                name().value(),
                options.get(INTERFACE),
                router(),
                exchange(),
                new MovingSettings(
                        addresses.stream().map(Located::value).toList(),
                        virtualMacs().stream().map(Located::value).toList(),
                        options.get(InstanceOptions.ACCEPT) || owner(),
                        new Routing(options.items(InstanceOptions.ROUTES), options.items(InstanceOptions.RULES)),
                        AnnounceOptions.settings(options.get(InstanceOptions.ANNOUNCE))),
                new TrackingSettings(
                        options.get(InstanceOptions.TRACK_OWN_INTERFACE),
                        interfaces().stream().map(Located::value).toList(),
                        Stream.concat(haproxy().stream(), health().stream())
                                .map(Located::value)
                                .toList(),
                        lastResort(),
                        options.get(InstanceOptions.DAMPING) && options.get(InstanceOptions.PREEMPT) && !owner()),
                options.find(InstanceOptions.SYNC_GROUP)
                        .map(group -> new SyncGroupSettings(
                                group, Notify.values(groupScripts.getOrDefault(group, Map.of())))),
                new NotificationSettings(Notify.values(notifyScripts()), options.get(InstanceOptions.NOTIFY_PRIORITY)));
    }

    private LastResortSettings lastResort() {
        return haproxy()
                .filter(_ -> options.get(InstanceOptions.LAST_RESORT))
                .map(tracking -> new LastResortSettings(
                        Set.of(tracking.value().tracker()), options.get(InstanceOptions.LAST_RESORT_RETRY)))
                .orElse(LastResortSettings.NEVER);
    }

    private VirtualRouterSettings router() {
        return new VirtualRouterSettings(
                options.get(InstanceOptions.VERSION),
                options.get(InstanceOptions.VRID),
                options.get(PRIORITY),
                new Timing(options.get(InstanceOptions.INTERVAL), options.get(InstanceOptions.ACTIVE_DOWN_INTERVALS)),
                new Preemption(options.get(InstanceOptions.PREEMPT), options.get(InstanceOptions.PREEMPT_DELAY)),
                reactions(),
                advertised().stream()
                        .map(address -> address.value().address())
                        // IPv6's link-local address comes first (RFC 9568 section 5.2.9), the rest as written.
                        .sorted(Comparator.comparing(
                                address -> Family.of(address) == Family.IPV6 && !address.isLinkLocalAddress()))
                        .toList());
    }

    private Set<Reaction> reactions() {
        var reactions = EnumSet.noneOf(Reaction.class);
        if (!options.get(InstanceOptions.ANSWER_LOWER)) {
            reactions.add(Reaction.DISCARDS_LOWER);
        }
        if (options.get(InstanceOptions.IGNORE_OTHERS)) {
            reactions.add(Reaction.IGNORES_OTHERS);
        }
        if (peers().size() == 1) {
            reactions.add(Reaction.FAST_RELEASE);
        }
        if (options.get(InstanceOptions.YIELD_WHEN_UNHEARD)) {
            reactions.add(Reaction.YIELDS_UNHEARD);
        }
        if (options.get(InstanceOptions.LAST_RESORT)) {
            reactions.add(Reaction.REPLACES_LAST_RESORT);
        }
        return reactions;
    }

    private ExchangeSettings exchange() {
        var source = source().map(Located::value);
        Authentication authentication = hmac.<Authentication>map(Located::value)
                .or(() -> password.map(text -> new Authentication.Password(text.value())))
                .orElseGet(Authentication.None::new);
        var checksum = options.get(InstanceOptions.CHECKSUM);
        return options.find(InstanceOptions.UNICAST)
                .map(unicast -> new ExchangeSettings(
                        new Transport.Unicast(source, unicast.items(Unicast.PEERS), unicast.get(Unicast.HOP_LIMIT)),
                        authentication,
                        checksum,
                        new HopLimitRange(unicast.get(Unicast.MIN_HOP_LIMIT), unicast.get(Unicast.MAX_HOP_LIMIT)),
                        unicast.get(Unicast.CHECK_SOURCE),
                        true))
                .orElseGet(() -> {
                    var multicast = options.get(InstanceOptions.MULTICAST);
                    return new ExchangeSettings(
                            new Transport.Multicast(source, multicast.get(Multicast.GROUP)),
                            authentication,
                            checksum,
                            HopLimitRange.LINK_LOCAL,
                            false,
                            multicast.get(Multicast.TRACK_SOURCE));
                });
    }
}
