package io.havip.gateway.instance;

import io.havip.gateway.host.Host;
import io.havip.linux.AdvertisementSocket;
import io.havip.linux.Errno;
import io.havip.linux.ErrnoException;
import io.havip.linux.Link;
import io.havip.vrrp.Family;
import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What advertisements are sent by that the socket they are heard by can't send: with a virtual MAC, on whose interface nothing
 * is heard, or with a source address that this host does not have. Made anew when its interface is. Without one, as long as
 * there is no such interface, sending fails.
 */
final class SendingSocket {
    private final Host host;
    private final Family family;
    private @Nullable AdvertisementSocket socket;
    private int interfaceIndex;

    SendingSocket(Host host, Family family) {
        this.host = host;
        this.family = family;
    }

    /** @param link the interface as it is now; without a socket for it, one is asked for each time */
    void follow(Optional<Link> link) {
        int index = link.map(Link::index).orElse(0);
        if (index == interfaceIndex) {
            return;
        }
        close();
        if (index == 0) {
            return;
        }
        try {
            socket = host.sender(family, index);
            interfaceIndex = index;
        } catch (ErrnoException refused) {
            // Every few seconds it is tried again; of an interface that has gone the kernel tells before.
        }
    }

    /** @throws ErrnoException as {@link AdvertisementSocket#send} */
    void send(byte[] payload, InetAddress source, InetAddress destination, int hopLimit) {
        if (socket == null) {
            throw new ErrnoException("sendmsg", Errno.ENODEV, "there is no interface to send by");
        }
        socket.send(payload, source, destination, hopLimit);
    }

    void close() {
        if (socket != null) {
            socket.close();
            socket = null;
        }
        interfaceIndex = 0;
    }
}
