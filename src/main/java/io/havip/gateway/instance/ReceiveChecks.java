package io.havip.gateway.instance;

import io.havip.gateway.host.Received;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.Transport;
import io.havip.vrrp.Authentication;
import io.havip.vrrp.Authentication.Hmac;
import io.havip.vrrp.DropReason;
import io.havip.vrrp.Version;
import io.havip.wire.VrrpCodec.Decoded.Packet;
import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether an advertisement with one of our VRIDs is meant for our virtual router (RFC 9568 section 7.1, RFC 3768 section
 * 7.1), with keepalived's tolerance: unicast may be routed, and of unknown sources unless {@code check_unicast_src}.
 */
public final class ReceiveChecks {
    private ReceiveChecks() {}

    /**
     * @param localAddress our own source address
     * @param antiReplay takes note of a trailer that is verified
     * @param epochMillis when the packet was received, by the clock of the day
     * @return why the packet is to be dropped; empty when it is to be heard
     */
    public static Optional<DropReason> check(
            InstanceSettings settings,
            Received received,
            InetAddress localAddress,
            AntiReplay antiReplay,
            long epochMillis) {
        return Optional.ofNullable(reason(settings, received, localAddress, antiReplay, epochMillis));
    }

    private static @Nullable DropReason reason(
            InstanceSettings settings,
            Received received,
            InetAddress localAddress,
            AntiReplay antiReplay,
            long epochMillis) {
        var router = settings.router();
        var packet = received.packet();
        var datagram = received.datagram();
        var advertisement = received.advertisement();
        var source = received.source();
        var destination = datagram.destination();
        if (!settings.exchange().hopLimits().contains(datagram.hopLimit())) {
            return DropReason.HOP_LIMIT;
        }
        if (advertisement.version() != router.version()) {
            return DropReason.VERSION;
        }
        var fake = settings.exchange().authentication() instanceof Hmac hmac
                ? trailer(settings, hmac, packet, source, antiReplay, epochMillis)
                : password(settings, packet);
        if (fake != null) {
            return fake;
        }
        boolean meant = switch (settings.exchange().transport()) {
            case Transport.Multicast(var _, var group) -> destination.equals(group);
            case Transport.Unicast _ -> !destination.isMulticastAddress();
        };
        if (!meant) {
            return DropReason.DESTINATION;
        }
        if (source.equals(localAddress)) {
            return DropReason.OWN_SOURCE;
        }
        if (settings.exchange().checkSource()
                && settings.exchange().transport() instanceof Transport.Unicast unicast
                && !unicast.peers().contains(source)) {
            return DropReason.SOURCE;
        }
        // RFC 9568 section 5.2.5 has it ignored; to a router that has no address either it is all that there is to say.
        if (advertisement.addresses().isEmpty() && !router.addresses().isEmpty()) {
            return DropReason.MALFORMED;
        }
        if (router.version() == Version.V2
                && advertisement.intervalNanos() != router.timing().advertisementIntervalNanos()) {
            return DropReason.INTERVAL;
        }
        return null;
    }

    private static @Nullable DropReason password(InstanceSettings settings, Packet packet) {
        if (packet.trailer().isPresent()) {
            return DropReason.AUTHENTICATION_TYPE;
        }
        if (settings.router().version() == Version.V3
                || packet.authentication().equals(settings.exchange().authentication())) {
            return null;
        }
        boolean sameType = packet.authentication() instanceof Authentication.Password
                && settings.exchange().authentication() instanceof Authentication.Password;
        return sameType ? DropReason.AUTHENTICATION : DropReason.AUTHENTICATION_TYPE;
    }

    private static @Nullable DropReason trailer(
            InstanceSettings settings,
            Hmac hmac,
            Packet packet,
            InetAddress source,
            AntiReplay antiReplay,
            long epochMillis) {
        if (packet.authentication() instanceof Authentication.Password) {
            return DropReason.AUTHENTICATION_TYPE;
        }
        if (packet.trailer().isEmpty()) {
            return hmac.mode() == Hmac.Mode.ENFORCE ? DropReason.AUTHENTICATION_TYPE : null;
        }
        if (settings.exchange().transport() instanceof Transport.Unicast unicast
                && !unicast.peers().contains(source)) {
            return DropReason.SOURCE;
        }
        var trailer = packet.trailer().get();
        // Before the costly part, so that a flood of old copies costs little.
        if (AntiReplay.stale(trailer.sequence(), hmac.windowSeconds(), epochMillis)) {
            return DropReason.STALE;
        }
        var key = hmac.keys().get(trailer.keyNumber());
        if (key == null) {
            return DropReason.AUTHENTICATION_TYPE;
        }
        if (!trailer.verifies(key)) {
            return DropReason.AUTHENTICATION;
        }
        return antiReplay.admit(source, trailer.sequence(), hmac.windowSeconds(), epochMillis)
                ? null
                : DropReason.REPLAY;
    }
}
