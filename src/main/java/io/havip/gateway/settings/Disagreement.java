package io.havip.gateway.settings;

import io.havip.gateway.settings.ExchangeSettings.HopLimitRange;
import io.havip.observe.Finding;
import io.havip.observe.Finding.Kind;
import io.havip.vrrp.Authentication;
import io.havip.vrrp.Authentication.Hmac;
import io.havip.vrrp.Authentication.Password;
import io.havip.vrrp.Version;
import io.havip.vrrp.VirtualRouterSettings;
import io.havip.wire.ChecksumForm;
import io.havip.wire.IpAddress;
import java.net.InetAddress;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Two routers of one virtual router that don't fit together: what each difference is called, what is said of it and what to do.
 * Said alike by who hears a peer and by who compares two configurations.
 *
 * @param one what sentences call the router that sends
 * @param other what they call the one that listens to it
 */
public record Disagreement(String one, String other) {

    /** @param ones null if it is none that there is */
    public Finding version(@Nullable Version ones, Version others) {
        return new Finding(
                Kind.VERSION,
                one + " speaks " + (ones == null ? "another version" : "version " + ones.number()) + ", " + other
                        + " version " + others.number(),
                "set the same VRRP version on all routers");
    }

    /** @param version of both: it says what becomes of an advertisement with another interval */
    public Finding interval(Version version, long onesNanos, long othersNanos) {
        return new Finding(
                Kind.INTERVAL,
                one + " advertises every " + milliseconds(onesNanos) + ", " + other + " every "
                        + milliseconds(othersNanos)
                        + (version == Version.V2
                                ? ": version 2 discards such advertisements"
                                : ": a backup adopts that of the active one"),
                "set the same interval on all routers");
    }

    /** What an advertisement has to be known by. */
    public enum Proof {
        NOTHING,
        PASSWORD,
        TRAILER,
        /** A type of authentication that nobody speaks. */
        UNKNOWN;

        /** What is sent with these settings. */
        public static Proof of(Authentication sending) {
            return switch (sending) {
                case Authentication.None _ -> NOTHING;
                case Password _ -> PASSWORD;
                case Hmac hmac -> hmac.signs() ? TRAILER : NOTHING;
            };
        }
    }

    /** Of what is secret, nothing is shown. */
    public Finding authentication(Proof ones, Authentication others) {
        return new Finding(
                Kind.AUTHENTICATION,
                switch (ones) {
                    case UNKNOWN -> one + " uses a type of authentication that " + other + " does not know";
                    case PASSWORD ->
                        others instanceof Password
                                ? one + " uses another password than " + other
                                : one + " has a password, and " + other + " has none";
                    case TRAILER ->
                        others instanceof Hmac
                                ? one + " sends with a key that " + other + " does not have"
                                : one + " sends with a trailer, which " + other + " does not know";
                    case NOTHING ->
                        others instanceof Password
                                ? one + " has no password, and " + other + " has one"
                                : one + " sends without a trailer, and " + other + " insists on one";
                },
                "set the same auth_pass (its first 8 characters count), or the same keys in auth_hmac, on all routers");
    }

    /** Multicast and unicast, or two groups. */
    public Finding transport(InetAddress onesDestination, InetAddress othersDestination) {
        return new Finding(
                Kind.TRANSPORT,
                one + " sends " + way(onesDestination) + ", " + other + " " + way(othersDestination),
                "choose unicast, or the same multicast group, on all routers");
    }

    private static String way(InetAddress destination) {
        return destination.isMulticastAddress() ? "multicast to " + IpAddress.text(destination) : "unicast";
    }

    public Finding hopLimit(int ones, HopLimitRange others) {
        return new Finding(
                Kind.HOP_LIMIT,
                one + "'s advertisements have TTL " + ones + ", and " + other + " accepts " + others.min() + " to "
                        + others.max(),
                "let no router be in between, or widen the accepted range");
    }

    /** @param heard whether it is heard all the same */
    public Finding stranger(int vrid, boolean heard) {
        return new Finding(
                Kind.STRANGER,
                one + " uses VRID " + vrid + ", is no configured peer of " + other + ", and is "
                        + (heard ? "heard" : "discarded"),
                "give one of the clusters another VRID, or list it as a peer");
    }

    /** @param both the same of both, 1..255 */
    public Finding priority(int both) {
        return new Finding(
                Kind.SAME_PRIORITY,
                one + " and " + other
                        + (both == VirtualRouterSettings.OWNER_PRIORITY
                                ? " both are owners of the addresses (255)"
                                : " both have priority " + both + ": the greater address decides, and any weight"),
                "give each router a priority of its own");
    }

    /** Those that are advertised. */
    public Finding addresses(Set<String> ones, Set<String> others) {
        return addresses(
                one + " advertises other addresses than " + other + ": ",
                ones,
                others,
                ones.isEmpty() || others.isEmpty()
                        ? "; who has addresses ignores who has none"
                        : "; keepalived before 2.3.3 discards such advertisements");
    }

    /** Those that move with the role and are not advertised. */
    public Finding excludedAddresses(Set<String> ones, Set<String> others) {
        return addresses(one + " has other addresses than " + other + ", not advertised: ", ones, others, "");
    }

    private static Finding addresses(String differ, Set<String> ones, Set<String> others, String consequence) {
        return new Finding(
                Kind.ADDRESSES,
                differ + "it "
                        + (ones.containsAll(others) ? "" : "lacks " + without(ones, others))
                        + (ones.containsAll(others) || others.containsAll(ones) ? "" : " and ")
                        + (others.containsAll(ones) ? "" : "adds " + without(others, ones))
                        + consequence,
                "list the same addresses, with the same prefix lengths, on all routers");
    }

    private static String without(Set<String> some, Set<String> all) {
        return all.stream().filter(each -> !some.contains(each)).sorted().collect(Collectors.joining(", "));
    }

    public Finding checksum(ChecksumForm ones, ChecksumForm others) {
        return new Finding(
                Kind.CHECKSUM_FORM,
                one + " computes the checksum " + covered(ones) + ", " + other + " " + covered(others),
                "set the same checksum form on all routers: this product hears either, keepalived may discard one");
    }

    private static String covered(ChecksumForm form) {
        return switch (form) {
            case PSEUDO_HEADER -> "with the pseudo-header";
            case MESSAGE_ONLY -> "without the pseudo-header";
            case MULTICAST_PSEUDO_HEADER -> "with the group's pseudo-header, as keepalived did up to 1.3.6";
        };
    }

    private static String milliseconds(long nanos) {
        return nanos / 1_000_000 + " ms";
    }
}
