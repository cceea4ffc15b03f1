package io.havip.gateway.instance;

import io.havip.gateway.host.Host;
import io.havip.gateway.host.InterfaceTable;
import io.havip.gateway.host.Received;
import io.havip.gateway.settings.Transport;
import io.havip.linux.AdvertisementSocket;
import io.havip.linux.Datagram;
import io.havip.linux.Errno;
import io.havip.linux.ErrnoException;
import io.havip.linux.Link;
import io.havip.linux.Membership;
import io.havip.observe.Meters.StrayMeters;
import io.havip.vrrp.DropReason;
import io.havip.vrrp.Family;
import io.havip.wire.IpAddress;
import io.havip.wire.VrrpCodec;
import io.havip.wire.VrrpCodec.Decoded;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The socket that all virtual routers of one family on one interface share: each packet is read and decoded once. It is
 * made anew when the interface is.
 */
public final class InterfaceSocket {
    private static final int BATCH_MAX = 4096;

    private final Host host;
    private final String interfaceName;
    private final Family family;
    private final StrayMeters strays;
    private final @Nullable VrrpInstance[] byVrid = new @Nullable VrrpInstance[256];
    /** An Active says the same at each of its intervals, a stranger's too: that is not decoded again. */
    private final @Nullable Heard[] lastByVrid = new @Nullable Heard[256];

    private final Set<InetAddress> joined = new HashSet<>();
    private @Nullable AdvertisementSocket socket;
    private int interfaceIndex;
    private Optional<String> refusal = Optional.of("has not been opened yet");

    public InterfaceSocket(Host host, String interfaceName, Family family, StrayMeters strays) {
        this.host = host;
        this.interfaceName = interfaceName;
        this.family = family;
        this.strays = strays;
    }

    /** Hears for this one from now on. Again with a changed one: its group may be another. */
    void add(VrrpInstance instance) {
        byVrid[instance.settings().router().vrid()] = instance;
        if (socket != null) {
            join(socket, instance);
        }
    }

    /**
     * A group that nobody needs any longer is left with the socket: what comes from it is counted and dropped. A unicast
     * router hears the RFC's group too, so that it can say which peer sends multicast.
     */
    private void join(AdvertisementSocket opened, VrrpInstance instance) {
        var group = switch (instance.settings().exchange().transport()) {
            case Transport.Multicast multicast -> multicast.group();
            case Transport.Unicast _ -> family.multicastGroup();
        };
        try {
            opened.join(group);
            joined.add(group);
        } catch (ErrnoException e) {
            refusal = Optional.of("can't join " + IpAddress.text(group) + ": " + e.getMessage());
        }
    }

    void remove(VrrpInstance instance) {
        byVrid[instance.settings().router().vrid()] = null;
    }

    /** Why the interface can't be listened on; empty while it is. */
    Optional<String> refusal() {
        return refusal;
    }

    /**
     * Opens the socket, or opens it anew on an interface that has been replaced. Where there is none of its name any longer, those
     * who lose the role by that can still say so: it may only be called otherwise now.
     */
    public void follow(InterfaceTable interfaces) {
        var link = interfaces.link(interfaceName).filter(Link::up);
        if (socket != null && link.isPresent() && link.get().index() == interfaceIndex) {
            return;
        }
        if (socket != null) {
            reconsider();
        }
        open(link);
        reconsider();
    }

    /**
     * Opens the socket anew if the interface does not hear one of its groups, or it could not be joined.
     *
     * @param heard by all interfaces
     */
    public void rejoin(InterfaceTable interfaces, Set<Membership> heard) {
        boolean deaf = false;
        for (var group : joined) {
            deaf |= !heard.contains(new Membership(interfaceIndex, group));
        }
        if (deaf) {
            host.reporter().warn(interfaceName + " no longer heard the multicast group of VRRP: joined again");
        }
        if (deaf || (socket != null && refusal.isPresent())) {
            open(interfaces.link(interfaceName).filter(Link::up));
            reconsider();
        }
    }

    private void reconsider() {
        instances().forEach(instance -> instance.reconsider(host.nanos()));
    }

    private void open(Optional<Link> link) {
        close();
        if (link.isEmpty()) {
            refusal = Optional.of("is missing or down");
            return;
        }
        try {
            var opened = host.listen(family, link.get().index());
            socket = opened;
            interfaceIndex = link.get().index();
            refusal = Optional.empty();
            instances().forEach(instance -> join(opened, instance));
        } catch (ErrnoException e) {
            refusal = Optional.of("can't be listened on: " + e.getMessage());
        }
    }

    private List<VrrpInstance> instances() {
        var all = new ArrayList<VrrpInstance>();
        for (var instance : byVrid) {
            if (instance != null) {
                all.add(instance);
            }
        }
        return all;
    }

    public void close() {
        joined.clear();
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }

    /**
     * @param hopLimit 1..255
     * @throws ErrnoException when the kernel refuses, or the socket is closed because the interface is gone
     */
    void send(byte[] payload, InetAddress source, InetAddress destination, int hopLimit) {
        if (socket == null) {
            throw new ErrnoException("sendmsg", Errno.ENODEV, interfaceName + " is gone");
        }
        socket.send(payload, source, destination, hopLimit);
    }

    /** Takes in everything that the kernel has received; of a flood, as much as leaves the loop in time. */
    public void receive() {
        try {
            for (int count = 0; socket != null && count < BATCH_MAX; count++) {
                var datagram = socket.receive();
                if (datagram == null) {
                    return;
                }
                dispatch(datagram, socket.receivedAtNanos());
            }
        } catch (ErrnoException e) {
            // The interface went down or away; the kernel's notification of that says what to do.
        }
    }

    private void dispatch(Datagram datagram, long atNanos) {
        int vrid = VrrpCodec.vrid(datagram.payload());
        var heard = lastByVrid[vrid];
        if (heard == null || !datagram.repeats(heard.datagram())) {
            heard = Heard.of(datagram);
            lastByVrid[vrid] = heard;
        }
        var instance = byVrid[vrid];
        if (instance == null) {
            strays.discarded(heard.refusal());
        } else if (heard.received() == null) {
            instance.discard(heard.refusal(), heard.datagram(), atNanos);
        } else {
            instance.receive(heard.received(), atNanos);
        }
    }

    /**
     * @param received what it is to a router of its VRID; null where it can't be decoded
     * @param refusal why it is nothing to one, or to nobody here
     */
    private record Heard(Datagram datagram, @Nullable Received received, DropReason refusal) {
        static Heard of(Datagram datagram) {
            return switch (VrrpCodec.decode(datagram.payload(), datagram.source(), datagram.destination())) {
                case Decoded.Packet packet -> new Heard(datagram, new Received(datagram, packet), DropReason.VRID);
                case Decoded.Dropped(DropReason reason) -> new Heard(datagram, null, reason);
            };
        }
    }
}
