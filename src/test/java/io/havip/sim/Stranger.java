package io.havip.sim;

import io.havip.gateway.settings.InstanceSettings;
import io.havip.vrrp.Advertisement;
import io.havip.vrrp.Authentication;
import io.havip.vrrp.Authentication.Hmac;
import io.havip.vrrp.Authentication.Key;
import io.havip.vrrp.Authentication.None;
import io.havip.vrrp.Authentication.Password;
import io.havip.vrrp.Family;
import io.havip.vrrp.Version;
import io.havip.wire.VrrpCodec;
import java.net.InetAddress;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Somebody on the link who is no router of the cluster and sends what looks like an advertisement of one. What is assumed of it:
 * it has not the cluster's secret. Where there is none it is as good as a router, and may take the role for as long as it goes
 * on, but nothing else; where there is one, or its TTL, its version or its secret is a wrong one, nobody takes notice.
 */
final class Stranger {
    private enum Flaw {
        NONE,
        HOP_LIMIT,
        VERSION,
        SECRET
    }

    private static final int HOP_LIMIT = 255;
    private static final long SECOND_NANOS = 1_000_000_000L;
    /** The longest that the field of version 3 holds is 40.95 s. */
    private static final long INTERVAL_SECONDS_MAX = 40;

    private final Dice dice;
    private final Network network;

    Stranger(Dice dice, Network network) {
        this.dice = dice;
        this.network = network;
    }

    /**
     * Makes up what it is going to send, if need be more than once.
     *
     * @param victim one of the virtual routers that are to believe it
     * @param spoofed the address of one of the routers
     */
    Sent draw(InstanceSettings victim, InetAddress spoofed) {
        var router = victim.router();
        var flaw = dice.oneOf(Flaw.values());
        // Whoever speaks another version than the victim believes what has that.
        boolean credible =
                (flaw == Flaw.NONE || flaw == Flaw.VERSION) && victim.exchange().authentication() instanceof None;
        int priority = dice.oneOf(Advertisement.RELEASE_PRIORITY, 1, router.priority(), 254, 255);
        long own = router.timing().advertisementIntervalNanos();
        long interval = switch (flaw) {
            case NONE -> own;
            case VERSION -> Math.ceilDiv(own, SECOND_NANOS) * SECOND_NANOS;
            case HOP_LIMIT, SECRET -> dice.between(1, INTERVAL_SECONDS_MAX) * SECOND_NANOS;
        };
        var source = dice.chance(0.3) ? spoofed : address(router.family());
        var destination = router.family().multicastGroup();
        byte[] payload = VrrpCodec.encode(
                new Advertisement(
                        flaw == Flaw.VERSION ? other(router.version()) : router.version(),
                        router.vrid(),
                        priority,
                        interval,
                        router.addresses()),
                flaw == Flaw.SECRET ? wrong(router.version()) : new None(),
                VirtualHost.EPOCH_MILLIS / 1_000 << Integer.SIZE,
                victim.exchange().checksum(),
                source,
                destination);
        int hopLimit = flaw == Flaw.HOP_LIMIT ? dice.oneOf(1, HOP_LIMIT - 1) : HOP_LIMIT;
        return Sent.of(network.nextNumber(), credible, payload, source, destination, hopLimit);
    }

    private static InetAddress address(Family family) {
        return InetAddress.ofLiteral(
                switch (family) {
                    case IPV4 -> "10.0.0.200";
                    case IPV6 -> "fe80::ffff";
                });
    }

    static Version other(Version version) {
        return switch (version) {
            case V2 -> Version.V3;
            case V3 -> Version.V2;
        };
    }

    private static Authentication wrong(Version version) {
        return switch (version) {
            case V2 -> new Password("falsch");
            case V3 -> {
                var key = new Key("5a".repeat(Key.BYTES_MIN));
                yield new Hmac(Map.of(1, key), 1, OptionalInt.empty(), Hmac.Mode.ENFORCE);
            }
        };
    }
}
