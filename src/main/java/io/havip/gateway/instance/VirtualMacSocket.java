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
 * What advertisements with a virtual MAC are sent by; they are heard on the interface beneath. Made anew when its interface
 * is. Without one, as long as there is no such interface, sending fails.
 */
final class VirtualMacSocket {
    private final Host host;
    private final Family family;
    private @Nullable AdvertisementSocket socket;
    private int interfaceIndex;

    VirtualMacSocket(Host host, Family family) {
        this.host = host;
        this.family = family;
    }

    /** @param link the interface as it is now */
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
        } catch (ErrnoException gone) {
            // The kernel's notification of that says what comes next.
        }
    }

    /** @throws ErrnoException as {@link AdvertisementSocket#send} */
    void send(byte[] payload, InetAddress source, InetAddress destination, int hopLimit) {
        if (socket == null) {
            throw new ErrnoException("sendmsg", Errno.ENODEV, "there is no interface with the virtual MAC");
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
