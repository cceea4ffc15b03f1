package io.havip.config;

import io.havip.config.options.AuthenticationOptions;
import io.havip.config.options.InstanceOptions;
import io.havip.config.options.Option;
import io.havip.config.options.Settings;
import io.havip.config.options.UnicastOptions;
import io.havip.config.options.VirtualRouterOptions;
import io.havip.config.text.Durations;
import io.havip.config.text.Located;
import io.havip.config.text.Place;
import io.havip.config.text.Problems;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.health.Tracking;
import io.havip.vrrp.Authentication.Password;
import io.havip.vrrp.Family;
import io.havip.vrrp.Version;
import io.havip.wire.IpAddress;
import io.havip.wire.VrrpCodec;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

/** What has to hold within one VRRP instance. */
final class InstanceChecks {
    private static final long CENTISECOND_NANOS = 10_000_000L;
    /** The interval field of version 3 has 12 bits (RFC 9568 section 5.2.7). */
    private static final long V3_INTERVAL_MAX_NANOS = 4095 * CENTISECOND_NANOS;

    private final InstanceComposition parts;
    private final Settings options;
    private final Dialect dialect;
    private final Problems problems;

    InstanceChecks(InstanceComposition parts, Dialect dialect, Problems problems) {
        this.parts = parts;
        this.options = parts.options();
        this.dialect = dialect;
        this.problems = problems;
    }

    void run() {
        interval();
        addresses();
        transport();
        authentication();
        owner();
        ignoresOthers();
        preemptDelay();
        trackedOnce(parts.interfaces());
        trackedOnce(parts.health());
    }

    private void error(Option<?> option, String message, String mend) {
        problems.error(options.located(option).place(), message, mend);
    }

    private void interval() {
        long nanos = options.get(VirtualRouterOptions.INTERVAL);
        String shown = Durations.show(nanos);
        if (options.get(VirtualRouterOptions.VERSION) == Version.V2) {
            if (nanos % Durations.SECOND != 0) {
                error(
                        VirtualRouterOptions.INTERVAL,
                        "version 2 counts in whole seconds, not in " + shown,
                        "choose whole seconds, or " + dialect.version3());
            }
        } else if (nanos > V3_INTERVAL_MAX_NANOS || nanos % CENTISECOND_NANOS != 0) {
            error(
                    VirtualRouterOptions.INTERVAL,
                    shown + " does not fit version 3's interval field",
                    "choose 10ms to 40.95s in steps of 10ms");
        }
    }

    private void addresses() {
        List<Located<VirtualAddress>> advertised = parts.advertised();
        advertised.stream()
                .skip(VrrpCodec.ADDRESSES_MAX)
                .findFirst()
                .ifPresent(excess -> problems.notice(
                        excess.place(),
                        "an advertisement has room for " + VrrpCodec.ADDRESSES_MAX
                                + " addresses: this one and those after it are bound and announced, but not"
                                + " advertised"));
        advertised.stream()
                .filter(address -> family(address) != parts.family())
                .forEach(address -> problems.error(
                        address.place(),
                        "advertised addresses are of one family, and the first one is " + name(parts.family()),
                        dialect.unadvertised()));
        if (parts.family() == Family.IPV6) {
            ipv6(advertised);
        }
        for (var address : parts.addresses()) {
            if (address.value().label().isPresent() && family(address) == Family.IPV6) {
                problems.error(address.place(), "an IPv6 address has no label", "remove it");
            }
        }
    }

    private void ipv6(List<Located<VirtualAddress>> advertised) {
        if (options.get(VirtualRouterOptions.VERSION) == Version.V2) {
            error(VirtualRouterOptions.VERSION, "version 2 has no IPv6", dialect.version3());
        }
        if (!advertised.isEmpty()
                && advertised.stream()
                        .noneMatch(address -> address.value().address().isLinkLocalAddress())) {
            problems.notice(
                    advertised.getFirst().place(),
                    "RFC 9568 section 5.2.9 wants a link-local address among the advertised ones, and there is none");
        }
    }

    private void transport() {
        options.find(InstanceOptions.UNICAST).ifPresent(unicast -> {
            options.written(InstanceOptions.MULTICAST)
                    .ifPresent(multicast -> problems.error(
                            multicast.place(),
                            "advertisements are either unicast or multicast",
                            "remove unicast or multicast"));
            if (unicast.get(UnicastOptions.MIN_HOP_LIMIT) > unicast.get(UnicastOptions.MAX_HOP_LIMIT)) {
                problems.error(
                        unicast.located(UnicastOptions.MIN_HOP_LIMIT).place(),
                        "it is above max-hop-limit",
                        "swap them");
            }
        });
        var all = new ArrayList<>(parts.peers());
        parts.source().ifPresent(all::addFirst);
        parts.group().ifPresent(group -> {
            all.add(group);
            boolean ofLink =
                    group.value() instanceof Inet4Address || group.value().isMCLinkLocal();
            if (!group.value().isMulticastAddress() || !ofLink) {
                problems.error(
                        group.place(),
                        IpAddress.text(group.value()) + " is no multicast group of the link",
                        "choose one of 224.0.0.0/4 or, for IPv6, ff02::/16, on all routers");
            }
        });
        Family family = parts.family();
        String decides = parts.advertised().isEmpty() ? "the advertisements are " : "the advertised addresses are ";
        all.stream()
                .filter(address -> Family.of(address.value()) != family)
                .forEach(address -> problems.error(
                        address.place(),
                        decides + name(family) + ", this one is not",
                        "use " + name(family) + " here too"));
        var seen = new HashSet<InetAddress>();
        for (var peer : parts.peers()) {
            if (parts.source().stream().anyMatch(source -> source.value().equals(peer.value()))) {
                problems.error(
                        peer.place(), "this is the own source address", "list the other routers only, not this one");
            } else if (!seen.add(peer.value())) {
                problems.error(peer.place(), "this peer is listed twice", "list each peer once");
            }
        }
    }

    private void authentication() {
        options.find(InstanceOptions.AUTHENTICATION).ifPresent(secrets -> {
            boolean text = secrets.has(AuthenticationOptions.PASSWORD);
            boolean file = secrets.has(AuthenticationOptions.PASSWORD_FILE);
            if (secrets.isEmpty() || (text && file)) {
                problems.error(
                        secrets.place(),
                        "authentication needs one password, or hmac:",
                        "give either password:, password-file: or hmac:");
            }
        });
        if (parts.password().isPresent() && parts.hmac().isPresent()) {
            problems.error(
                    parts.hmac().get().place(),
                    "there is a password too, and a router has one kind of authentication",
                    "remove the password (authentication)");
        }
        parts.password().ifPresent(password -> {
            Place place = password.place();
            String text = password.value();
            if (options.get(VirtualRouterOptions.VERSION) == Version.V3) {
                problems.error(place, "version 3 has no authentication", dialect.withoutAuthentication());
            } else if (!text.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
                problems.error(
                        place,
                        "a password consists of printable ASCII characters",
                        "choose another one, on all routers");
            } else if (text.isEmpty()) {
                problems.error(place, "the password is empty", "give it 1 to 8 characters");
            } else if (text.length() > Password.LENGTH_MAX) {
                problems.error(
                        place, "a password has at most 8 characters", "shorten it to 8 characters, on all routers");
            }
        });
    }

    private void owner() {
        if (!parts.owner()) {
            return;
        }
        if (!options.get(VirtualRouterOptions.PREEMPT)) {
            error(VirtualRouterOptions.PREEMPT, "an owner (priority 255) always preempts", dialect.notOwner());
        }
        if (options.get(VirtualRouterOptions.PREEMPT_DELAY) > 0) {
            error(
                    VirtualRouterOptions.PREEMPT_DELAY,
                    "an owner (priority 255) takes its addresses without a delay",
                    dialect.notOwner());
        }
        Stream.of(parts.interfaces().stream(), parts.haproxy().stream(), parts.health().stream())
                .flatMap(trackings -> trackings)
                .filter(tracking -> tracking.value().weight() != 0)
                .forEach(tracking -> problems.error(
                        tracking.place(), "a weight can't move an owner's priority (255)", dialect.notOwner()));
    }

    private void ignoresOthers() {
        if (options.get(VirtualRouterOptions.IGNORE_OTHERS) && !parts.owner()) {
            error(
                    VirtualRouterOptions.IGNORE_OTHERS,
                    "only the owner of the addresses (priority 255) may ignore the others",
                    "remove it");
        }
    }

    private void preemptDelay() {
        if (!options.get(VirtualRouterOptions.PREEMPT) && options.get(VirtualRouterOptions.PREEMPT_DELAY) > 0) {
            error(VirtualRouterOptions.PREEMPT_DELAY, "there is nothing to delay without preemption", "remove it");
        }
    }

    private void trackedOnce(List<Located<Tracking>> trackings) {
        var seen = new HashSet<String>();
        for (var tracking : trackings) {
            if (!seen.add(tracking.value().tracker())) {
                problems.error(
                        tracking.place(), "'" + tracking.value().tracker() + "' is tracked twice", "track it once");
            }
        }
    }

    private static Family family(Located<VirtualAddress> address) {
        return Family.of(address.value().address());
    }

    private static String name(Family family) {
        return family == Family.IPV4 ? "IPv4" : "IPv6";
    }
}
