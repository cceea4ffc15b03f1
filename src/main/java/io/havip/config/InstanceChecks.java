package io.havip.config;

import io.havip.config.draft.Dialect;
import io.havip.config.draft.InstanceDraft;
import io.havip.config.text.Durations;
import io.havip.config.text.Located;
import io.havip.config.text.Place;
import io.havip.config.text.Problems;
import io.havip.gateway.settings.VirtualAddress;
import io.havip.health.Tracking;
import io.havip.vrrp.Authentication.Password;
import io.havip.vrrp.Family;
import io.havip.vrrp.Version;
import io.havip.vrrp.VirtualRouterSettings;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

/** What has to hold within one VRRP instance. */
final class InstanceChecks {
    private static final long CENTISECOND_NANOS = 10_000_000L;
    private static final long SECOND_NANOS = 1_000_000_000L;
    /** The interval field of version 3 has 12 bits (RFC 9568 section 5.2.7). */
    private static final long V3_INTERVAL_MAX_NANOS = 4095 * CENTISECOND_NANOS;
    /** The address count is one byte (RFC 9568 section 5.2.5). */
    private static final int ADVERTISED_MAX = 255;

    private final InstanceDraft draft;
    private final Dialect dialect;
    private final Problems problems;

    InstanceChecks(InstanceDraft draft, Dialect dialect, Problems problems) {
        this.draft = draft;
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
        trackedOnce(draft.interfaces());
        trackedOnce(draft.health());
    }

    private void interval() {
        Located<Long> interval = draft.intervalNanos();
        long nanos = interval.value();
        String shown = Durations.show(nanos);
        if (draft.version().value() == Version.V2) {
            if (nanos % SECOND_NANOS != 0) {
                problems.error(
                        interval.place(),
                        "version 2 counts in whole seconds, not in " + shown,
                        "choose whole seconds, or " + dialect.version3());
            }
        } else if (nanos > V3_INTERVAL_MAX_NANOS || nanos % CENTISECOND_NANOS != 0) {
            problems.error(
                    interval.place(),
                    shown + " does not fit version 3's interval field",
                    "choose 10ms to 40.95s in steps of 10ms");
        }
    }

    private void addresses() {
        List<Located<VirtualAddress>> advertised = draft.advertised();
        if (advertised.isEmpty() && !draft.addresses().isEmpty()) {
            problems.error(
                    draft.name().place(),
                    "no address of this instance is advertised",
                    "advertise at least one: the peers compare them");
        }
        if (advertised.size() > ADVERTISED_MAX) {
            problems.error(
                    advertised.get(ADVERTISED_MAX).place(),
                    "an advertisement has room for 255 addresses",
                    dialect.unadvertised());
        }
        advertised.stream()
                .skip(1)
                .filter(address -> family(address) != family(advertised.getFirst()))
                .forEach(address -> problems.error(
                        address.place(),
                        "advertised addresses are of one family, and the first one is "
                                + name(family(advertised.getFirst())),
                        dialect.unadvertised()));
        if (!advertised.isEmpty() && family(advertised.getFirst()) == Family.IPV6) {
            ipv6(advertised);
        }
        for (var address : draft.addresses()) {
            if (address.value().label().isPresent() && family(address) == Family.IPV6) {
                dialect.tolerate(
                        problems, address.place(), "an IPv6 address has no label", "it is left out", "remove it");
            }
        }
    }

    private void ipv6(List<Located<VirtualAddress>> advertised) {
        if (draft.version().value() == Version.V2) {
            problems.error(draft.version().place(), "version 2 has no IPv6", dialect.version3());
        }
        if (advertised.stream().noneMatch(address -> address.value().address().isLinkLocalAddress())) {
            problems.notice(
                    advertised.getFirst().place(),
                    "RFC 9568 section 5.2.9 wants a link-local address among the advertised ones, and there is none");
        }
    }

    private void transport() {
        var all = new ArrayList<>(draft.peers());
        draft.source().ifPresent(all::addFirst);
        draft.group().ifPresent(group -> {
            all.add(group);
            boolean ofLink =
                    group.value() instanceof Inet4Address || group.value().isMCLinkLocal();
            if (!group.value().isMulticastAddress() || !ofLink) {
                problems.error(
                        group.place(),
                        group.value().getHostAddress() + " is no multicast group of the link",
                        "choose one of 224.0.0.0/4 or, for IPv6, ff02::/16, on all routers");
            }
        });
        if (!draft.advertised().isEmpty()) {
            Family family = family(draft.advertised().getFirst());
            all.stream()
                    .filter(address -> Family.of(address.value()) != family)
                    .forEach(address -> problems.error(
                            address.place(),
                            "the advertised addresses are " + name(family) + ", this one is not",
                            "use " + name(family) + " here too"));
        }
        var seen = new HashSet<InetAddress>();
        for (var peer : draft.peers()) {
            if (draft.source().stream().anyMatch(source -> source.value().equals(peer.value()))) {
                problems.error(
                        peer.place(), "this is the own source address", "list the other routers only, not this one");
            } else if (!seen.add(peer.value())) {
                problems.error(peer.place(), "this peer is listed twice", "list each peer once");
            }
        }
    }

    private void authentication() {
        if (draft.password().isPresent() && draft.hmac().isPresent()) {
            problems.error(
                    draft.hmac().get().place(),
                    "there is a password too, and a router has one kind of authentication",
                    "remove the password (authentication)");
        }
        draft.password().ifPresent(password -> {
            Place place = password.place();
            String text = password.value();
            if (draft.version().value() == Version.V3) {
                dialect.tolerate(
                        problems,
                        place,
                        "version 3 has no authentication",
                        "it is left out",
                        dialect.withoutAuthentication());
            } else if (!text.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
                problems.error(
                        place,
                        "a password consists of printable ASCII characters",
                        "choose another one, on all routers");
            } else if (text.isEmpty()) {
                problems.error(place, "the password is empty", "give it 1 to 8 characters");
            } else if (text.length() > Password.LENGTH_MAX) {
                dialect.tolerate(
                        problems,
                        place,
                        "a password has at most 8 characters",
                        "only the first 8 are used",
                        "shorten it to 8 characters, on all routers");
            }
        });
    }

    private void owner() {
        if (draft.priority().value() != VirtualRouterSettings.OWNER_PRIORITY) {
            return;
        }
        if (!draft.preempt().value()) {
            dialect.tolerate(
                    problems,
                    draft.preempt().place(),
                    "an owner (priority 255) always preempts",
                    "it is left out",
                    dialect.notOwner());
        }
        if (draft.preemptDelayNanos().value() > 0) {
            dialect.tolerate(
                    problems,
                    draft.preemptDelayNanos().place(),
                    "an owner (priority 255) takes its addresses without a delay",
                    "it is left out",
                    dialect.notOwner());
        }
        Stream.of(draft.interfaces().stream(), draft.haproxyTracked().stream(), draft.health().stream())
                .flatMap(trackings -> trackings)
                .filter(tracking -> tracking.value().weight() != 0)
                .forEach(tracking -> dialect.tolerate(
                        problems,
                        tracking.place(),
                        "a weight can't move an owner's priority (255)",
                        "it is left out",
                        dialect.notOwner()));
    }

    private void ignoresOthers() {
        if (draft.ignoresOthers().value() && draft.priority().value() != VirtualRouterSettings.OWNER_PRIORITY) {
            dialect.tolerate(
                    problems,
                    draft.ignoresOthers().place(),
                    "only the owner of the addresses (priority 255) may ignore the others",
                    "it is left out",
                    "remove it");
        }
    }

    private void preemptDelay() {
        if (!draft.preempt().value() && draft.preemptDelayNanos().value() > 0) {
            dialect.tolerate(
                    problems,
                    draft.preemptDelayNanos().place(),
                    "there is nothing to delay without preemption",
                    "it is left out",
                    "remove it");
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
