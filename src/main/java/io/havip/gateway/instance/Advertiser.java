package io.havip.gateway.instance;

import io.havip.gateway.doctor.Refusals;
import io.havip.gateway.host.Host;
import io.havip.gateway.host.InterfaceTable;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.VirtualMac;
import io.havip.linux.Errno;
import io.havip.linux.ErrnoException;
import io.havip.observe.VirtualRouterMeters;
import io.havip.vrrp.Advertisement;
import io.havip.vrrp.Authentication.Hmac;
import io.havip.vrrp.Family;
import io.havip.wire.VrrpCodec;
import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sends a virtual router's advertisements, to the group or to every peer. */
final class Advertiser {
    private static final long UNSIGNED = 0;

    private final Host host;
    private final InterfaceSocket socket;
    private final SendingSocket sendingSocket;
    private final AntiReplay antiReplay;
    private final VirtualRouterMeters meters;
    private final AdvertisementRoom room = new AdvertisementRoom();

    Advertiser(Host host, InterfaceSocket socket, Family family, AntiReplay antiReplay, VirtualRouterMeters meters) {
        this.host = host;
        this.socket = socket;
        this.sendingSocket = new SendingSocket(host, family);
        this.antiReplay = antiReplay;
        this.meters = meters;
    }

    /** Takes up other settings, and an interface that has come or gone. */
    void follow(InstanceSettings settings, InterfaceTable interfaces) {
        sendingSocket.follow(sendsBy(settings).flatMap(interfaces::link));
        interfaces
                .link(settings.interfaceName())
                .flatMap(link -> room.follow(settings, link))
                .ifPresent(warning -> host.reporter().warn(warning));
    }

    /** How many addresses an advertisement has room for. */
    int room() {
        return room.addresses();
    }

    /** The interface that has a socket to send by alone, if any has. */
    private static Optional<String> sendsBy(InstanceSettings settings) {
        var mac = settings.advertisingMac();
        if (mac.isPresent()) {
            return mac.map(VirtualMac::interfaceName);
        }
        return settings.exchange().foreignSource() ? Optional.of(settings.interfaceName()) : Optional.empty();
    }

    void close() {
        sendingSocket.close();
    }

    /**
     * @param source without one nothing is sent, and counted as failed
     * @param refusals told what has become of it, for each destination
     * @return whether it has left, for one destination at least
     */
    boolean send(
            Advertisement advertisement, InstanceSettings settings, @Nullable InetAddress source, Refusals refusals) {
        long sequence = settings.exchange().authentication() instanceof Hmac hmac
                ? antiReplay.next(hmac.windowSeconds(), host.epochMillis())
                : UNSIGNED;
        var transport = settings.exchange().transport();
        boolean left = false;
        for (var destination : transport.destinations()) {
            try {
                if (source == null) {
                    throw new ErrnoException("sendmsg", Errno.EADDRNOTAVAIL, "there is no address to send from");
                }
                byte[] payload = encode(advertisement, sequence, settings, source, destination);
                transmit(settings, payload, source, destination, transport.hopLimit());
                left = true;
                meters.advertisementSent(advertisement.priority());
                refusals.left(destination);
            } catch (ErrnoException e) {
                meters.advertisementSendFailed(destination, e.errno());
                refusals.refused(destination, e, host.nanos());
            }
        }
        return left;
    }

    private void transmit(
            InstanceSettings settings, byte[] payload, InetAddress source, InetAddress destination, int hopLimit) {
        try {
            transmitOnce(settings, payload, source, destination, hopLimit);
        } catch (ErrnoException e) {
            if (!e.passing()) {
                throw e;
            }
            transmitOnce(settings, payload, source, destination, hopLimit);
        }
    }

    private void transmitOnce(
            InstanceSettings settings, byte[] payload, InetAddress source, InetAddress destination, int hopLimit) {
        if (sendsBy(settings).isPresent()) {
            sendingSocket.send(payload, source, destination, hopLimit);
        } else {
            socket.send(payload, source, destination, hopLimit);
        }
    }

    private byte[] encode(
            Advertisement advertisement,
            long sequence,
            InstanceSettings settings,
            InetAddress source,
            InetAddress destination) {
        return VrrpCodec.encode(
                advertisement.first(room.addresses()),
                settings.exchange().authentication(),
                sequence,
                settings.exchange().checksum(),
                source,
                destination);
    }
}
