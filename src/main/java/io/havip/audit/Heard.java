package io.havip.audit;

import io.havip.vrrp.Advertisement;
import io.havip.vrrp.Authentication;
import io.havip.vrrp.Event.AdvertisementHeard;
import io.havip.vrrp.Family;
import io.havip.wire.MacAddress;
import java.net.InetAddress;
import java.util.Optional;

/**
 * An advertisement of the capture.
 *
 * @param source who has sent it
 * @param sender the source of its frame; empty where that is not known
 */
record Heard(
        Advertisement advertisement,
        Authentication authentication,
        InetAddress source,
        InetAddress destination,
        Optional<MacAddress> sender,
        PacketRef packet) {

    long at() {
        return packet.atEpochNanos();
    }

    Family family() {
        return Family.of(source);
    }

    boolean release() {
        return advertisement.release();
    }

    /** Whether another one comes from the same host: from a router with another source address, or through one that is no party. */
    boolean fromTheSameHost(Heard other) {
        return sender.isPresent()
                && sender.equals(other.sender)
                && !sender.get().equals(MacAddress.virtual(family(), advertisement.vrid()));
    }

    /** As the state machine hears it. */
    AdvertisementHeard event() {
        return new AdvertisementHeard(advertisement, source, at());
    }
}
