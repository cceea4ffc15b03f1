package io.havip.gateway.instance;

import io.havip.gateway.host.Host;
import io.havip.gateway.host.InterfaceTable;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.Transport;
import io.havip.linux.ErrnoException;
import io.havip.observe.VirtualRouterMeters;
import io.havip.vrrp.Advertisement;
import io.havip.vrrp.Authentication.Hmac;
import io.havip.vrrp.Family;
import io.havip.wire.VrrpCodec;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Sends a virtual router's advertisements, to the group or to every peer. */
final class Advertiser {
    /** Refused to a socket without SO_BROADCAST. */
    private static final InetAddress UNASKED_BROADCAST = InetAddress.ofLiteral("255.255.255.255");
    /** Refused on a socket that is bound to another interface than the loopback. */
    private static final InetAddress LOOPBACK_OFF_LINK = InetAddress.ofLiteral("::1");

    private static final long UNSIGNED = 0;

    private final Host host;
    private final InterfaceSocket socket;
    private final VirtualMacSocket virtualMacSocket;
    private final AntiReplay antiReplay;
    private final VirtualRouterMeters meters;

    Advertiser(Host host, InterfaceSocket socket, Family family, AntiReplay antiReplay, VirtualRouterMeters meters) {
        this.host = host;
        this.socket = socket;
        this.virtualMacSocket = new VirtualMacSocket(host, family);
        this.antiReplay = antiReplay;
        this.meters = meters;
    }

    /** Takes up other settings, and the interface of a virtual MAC that has come or gone. */
    void follow(InstanceSettings settings, InterfaceTable interfaces) {
        virtualMacSocket.follow(settings.advertisingMac().flatMap(mac -> interfaces.link(mac.interfaceName())));
    }

    void close() {
        virtualMacSocket.close();
    }

    /** @param source without one nothing is sent, and counted as failed */
    void send(Advertisement advertisement, InstanceSettings settings, @Nullable InetAddress source) {
        long sequence = settings.exchange().authentication() instanceof Hmac hmac
                ? antiReplay.next(hmac.windowSeconds(), host.epochMillis())
                : UNSIGNED;
        switch (settings.exchange().transport()) {
            case Transport.Multicast(var _, var group) ->
                send(advertisement, sequence, settings, source, group, Transport.Unicast.HOP_LIMIT);
            case Transport.Unicast(var _, var peers, int hopLimit) -> {
                for (var peer : peers) {
                    send(advertisement, sequence, settings, source, peer, hopLimit);
                }
            }
        }
    }

    private void send(
            Advertisement advertisement,
            long sequence,
            InstanceSettings settings,
            @Nullable InetAddress source,
            InetAddress destination,
            int hopLimit) {
        if (source == null) {
            meters.advertisementSendFailed();
            return;
        }
        try {
            byte[] payload = encode(advertisement, sequence, settings, source, destination);
            transmit(settings, payload, source, destination, hopLimit);
            meters.advertisementSent(advertisement.priority());
        } catch (ErrnoException e) {
            meters.advertisementSendFailed();
        }
    }

    private void transmit(
            InstanceSettings settings, byte[] payload, InetAddress source, InetAddress destination, int hopLimit) {
        if (settings.advertisingMac().isPresent()) {
            virtualMacSocket.send(payload, source, destination, hopLimit);
        } else {
            socket.send(payload, source, destination, hopLimit);
        }
    }

    /** A takeover must not pay for the first use of code: that costs milliseconds. What is sent here goes nowhere. */
    void rehearse(InstanceSettings settings, InetAddress source) {
        var router = settings.router();
        var rehearsal = new Advertisement(
                router.version(),
                router.vrid(),
                Advertisement.RELEASE_PRIORITY,
                router.timing().advertisementIntervalNanos(),
                router.addresses());
        var nowhere = router.family() == Family.IPV4 ? UNASKED_BROADCAST : LOOPBACK_OFF_LINK;
        try {
            byte[] payload = encode(rehearsal, UNSIGNED, settings, source, nowhere);
            socket.send(payload, source, nowhere, Transport.Unicast.HOP_LIMIT);
        } catch (ErrnoException expected) {
            // The kernel refuses both.
        }
    }

    private static byte[] encode(
            Advertisement advertisement,
            long sequence,
            InstanceSettings settings,
            InetAddress source,
            InetAddress destination) {
        return VrrpCodec.encode(
                advertisement,
                settings.exchange().authentication(),
                sequence,
                settings.exchange().checksum(),
                source,
                destination);
    }
}
