package io.havip.gateway;

import io.havip.vrrp.Authentication;
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
final class ReceiveChecks {
    private ReceiveChecks() {}

    /**
     * @param destination of the IP packet
     * @param localAddress our own source address
     * @return why the packet is to be dropped; empty when it is to be heard
     */
    static Optional<DropReason> check(
            InstanceSettings settings,
            Packet packet,
            InetAddress source,
            InetAddress destination,
            int hopLimit,
            InetAddress localAddress) {
        return Optional.ofNullable(reason(settings, packet, source, destination, hopLimit, localAddress));
    }

    private static @Nullable DropReason reason(
            InstanceSettings settings,
            Packet packet,
            InetAddress source,
            InetAddress destination,
            int hopLimit,
            InetAddress localAddress) {
        var router = settings.router();
        var advertisement = packet.advertisement();
        if (!settings.hopLimits().contains(hopLimit)) {
            return DropReason.HOP_LIMIT;
        }
        if (advertisement.version() != router.version()) {
            return DropReason.VERSION;
        }
        if (router.version() == Version.V2 && !packet.authentication().equals(settings.authentication())) {
            boolean sameType = packet.authentication() instanceof Authentication.Password
                    && settings.authentication() instanceof Authentication.Password;
            return sameType ? DropReason.AUTHENTICATION : DropReason.AUTHENTICATION_TYPE;
        }
        boolean meant = switch (settings.transport()) {
            case Transport.Multicast(var _, var group) -> destination.equals(group);
            case Transport.Unicast _ -> !destination.isMulticastAddress();
        };
        if (!meant) {
            return DropReason.DESTINATION;
        }
        if (source.equals(localAddress)) {
            return DropReason.OWN_SOURCE;
        }
        if (settings.checkSource()
                && settings.transport() instanceof Transport.Unicast unicast
                && !unicast.peers().contains(source)) {
            return DropReason.SOURCE;
        }
        if (router.version() == Version.V2 && advertisement.intervalNanos() != router.advertisementIntervalNanos()) {
            return DropReason.INTERVAL;
        }
        return null;
    }
}
