package io.havip.gateway.instance;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.gateway.host.Received;
import io.havip.gateway.settings.Instances;
import io.havip.linux.Datagram;
import io.havip.vrrp.Advertisement;
import io.havip.vrrp.Authentication;
import io.havip.vrrp.Authentication.Password;
import io.havip.vrrp.DropReason;
import io.havip.vrrp.Version;
import io.havip.wire.VrrpCodec.Decoded.Packet;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReceiveChecksTest {
    private static final InetAddress GROUP = InetAddress.ofLiteral("224.0.0.18");
    private static final InetAddress OURS = InetAddress.ofLiteral("10.77.0.1");
    private static final InetAddress PEER = InetAddress.ofLiteral("10.77.0.2");
    private static final InetAddress STRANGER = InetAddress.ofLiteral("10.77.0.3");
    private static final long SECOND = 1_000_000_000L;
    private static final Authentication NONE = new Authentication.None();

    private final Instances multicast = Instances.withPriority(100);
    private final Instances unicast = multicast.unicast("10.77.0.2");
    private final Instances version2 = multicast.version2(1, new Password("1111"));

    @Test
    void hearsWhatIsMeantForIt() {
        assertThat(check(multicast, v3(), PEER, GROUP, 255)).isEmpty();
        assertThat(check(unicast, v3(), PEER, OURS, 255)).isEmpty();
        assertThat(check(version2, v2(1, new Password("1111")), PEER, GROUP, 255))
                .isEmpty();
    }

    @Test
    void acceptsRoutedUnicastButNotRoutedMulticast() {
        assertThat(check(unicast, v3(), PEER, OURS, 61)).isEmpty();
        assertThat(check(multicast, v3(), PEER, GROUP, 254)).contains(DropReason.HOP_LIMIT);
    }

    @Test
    void dropsTheOtherVersion() {
        assertThat(check(multicast, v2(1, NONE), PEER, GROUP, 255)).contains(DropReason.VERSION);
        assertThat(check(version2, v3(), PEER, GROUP, 255)).contains(DropReason.VERSION);
    }

    @Test
    void dropsAnotherPasswordOrNone() {
        assertThat(check(version2, v2(1, new Password("2222")), PEER, GROUP, 255))
                .contains(DropReason.AUTHENTICATION);
        assertThat(check(version2, v2(1, NONE), PEER, GROUP, 255)).contains(DropReason.AUTHENTICATION_TYPE);
    }

    @Test
    void dropsAnotherInterval() {
        assertThat(check(version2, v2(2, new Password("1111")), PEER, GROUP, 255))
                .contains(DropReason.INTERVAL);
    }

    @Test
    void dropsMulticastForUnicastAndTheReverse() {
        assertThat(check(unicast, v3(), PEER, GROUP, 255)).contains(DropReason.DESTINATION);
        assertThat(check(multicast, v3(), PEER, OURS, 255)).contains(DropReason.DESTINATION);
    }

    @Test
    void dropsItsOwnAddressAndStrangersToAUnicastGroup() {
        assertThat(check(multicast, v3(), OURS, GROUP, 255)).contains(DropReason.OWN_SOURCE);
        assertThat(check(unicast, v3(), STRANGER, OURS, 255)).contains(DropReason.SOURCE);
    }

    @Test
    void dropsAnAdvertisementWithoutAddressesUnlessItHasNoneItself() {
        var role = multicast.withoutAddresses();
        var without = new Packet(role.settings().router().advertisement(150), NONE, Optional.empty(), Optional.empty());

        assertThat(check(multicast, without, PEER, GROUP, 255)).contains(DropReason.MALFORMED);
        assertThat(check(role, without, PEER, GROUP, 255)).isEmpty();
        assertThat(check(role, v3(), PEER, GROUP, 255)).isEmpty();
    }

    private static Optional<DropReason> check(
            Instances instances, Packet packet, InetAddress source, InetAddress destination, int hopLimit) {
        return ReceiveChecks.check(
                instances.settings(),
                new Received(new Datagram(new byte[0], source, destination, hopLimit), packet),
                OURS,
                new AntiReplay(() -> {}),
                0);
    }

    private static Packet v3() {
        return packet(Version.V3, Instances.INTERVAL_NANOS, NONE);
    }

    private static Packet v2(long seconds, Authentication authentication) {
        return packet(Version.V2, seconds * SECOND, authentication);
    }

    private static Packet packet(Version version, long intervalNanos, Authentication authentication) {
        var addresses = List.of(InetAddress.ofLiteral("10.77.0.100"));
        return new Packet(
                new Advertisement(version, Instances.VRID, 150, intervalNanos, addresses),
                authentication,
                Optional.empty(),
                Optional.empty());
    }
}
