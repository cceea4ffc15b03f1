package io.havip.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.havip.vrrp.Family;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A raw socket for VRRP (IP protocol 112) on one interface: what arrives there by multicast or unicast, and nothing of
 * other interfaces. Takes CAP_NET_RAW. Never blocks.
 *
 * <p>While its interface is down, {@link #send} fails, and works again afterwards. When the interface is removed it fails
 * for ever: close it, and open another for the interface of that name that comes next. {@link #receive} tells of neither;
 * {@link NetlinkMonitor} does.
 */
public final class VrrpSocket extends Descriptor implements AdvertisementSocket {

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int SOCK_RAW_NONBLOCK_CLOEXEC = 3 | 0x800 | 0x80000;
    private static final int IPPROTO_VRRP = 112;

    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int SO_PRIORITY = 12;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SO_TIMESTAMPNS = 35;
    private static final int SO_BINDTOIFINDEX = 62;

    private static final int IPPROTO_IP = 0;
    private static final int IP_TOS = 1;
    private static final int IP_TTL = 2;
    private static final int IP_PKTINFO = 8;
    private static final int IP_TRANSPARENT = 19;
    private static final int IP_MULTICAST_IF = 32;
    private static final int IP_MULTICAST_TTL = 33;
    private static final int IP_MULTICAST_LOOP = 34;
    private static final int IP_ADD_MEMBERSHIP = 35;
    private static final int IP_MULTICAST_ALL = 49;

    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_UNICAST_HOPS = 16;
    private static final int IPV6_MULTICAST_IF = 17;
    private static final int IPV6_MULTICAST_HOPS = 18;
    private static final int IPV6_MULTICAST_LOOP = 19;
    private static final int IPV6_JOIN_GROUP = 20;
    private static final int IPV6_MULTICAST_ALL = 29;
    private static final int IPV6_RECVPKTINFO = 49;
    private static final int IPV6_PKTINFO = 50;
    private static final int IPV6_RECVHOPLIMIT = 51;
    private static final int IPV6_HOPLIMIT = 52;
    private static final int IPV6_TCLASS = 67;
    private static final int IPV6_FREEBIND = 78;

    private static final int HOP_LIMIT = 255;
    private static final int CLASS_SELECTOR_6 = 0xc0;
    private static final int TC_PRIO_CONTROL = 7;
    private static final int RECEIVE_BUFFER_BYTES = 1 << 20;
    private static final long CLOCKS_APART_NANOS = 10_000;
    private static final int READINGS_MAX = 3;
    // The largest advertisement, 255 IPv6 addresses, has 4,088 bytes: what is longer is malformed, whole or cut.
    private static final int LARGEST_PACKET = 8192;

    private final Family family;
    private final int interfaceIndex;
    private final SocketMessage incoming;
    private final SocketMessage outgoing;
    private final Datagrams datagrams;
    private long receivedAtNanos;
    private long emptyAtNanos = System.nanoTime();
    private int sentHopLimit = HOP_LIMIT;

    private VrrpSocket(Family family, int interfaceIndex) {
        super(Libc.check(
                "socket",
                Libc.socket(family == Family.IPV4 ? AF_INET : AF_INET6, SOCK_RAW_NONBLOCK_CLOEXEC, IPPROTO_VRRP)));
        this.family = family;
        this.interfaceIndex = interfaceIndex;
        int addressSize = family == Family.IPV4 ? 16 : 28;
        this.incoming = new SocketMessage(addressSize, LARGEST_PACKET, 128);
        this.datagrams = new Datagrams(family, LARGEST_PACKET);
        this.outgoing = new SocketMessage(addressSize, LARGEST_PACKET, family == Family.IPV4 ? 32 : 40);
    }

    /**
     * Opens the socket. It hears unicast, and of multicast what it {@linkplain #join joins}.
     *
     * @param interfaceIndex as in {@link Link#index()}
     * @throws ErrnoException with {@link Errno#EPERM} without CAP_NET_RAW, {@link Errno#ENODEV} or
     *     {@link Errno#EADDRNOTAVAIL} without the interface
     */
    public static VrrpSocket open(Family family, int interfaceIndex) {
        var socket = new VrrpSocket(family, interfaceIndex);
        try {
            socket.configure();
            socket.discardForeign();
            return socket;
        } catch (ErrnoException e) {
            socket.close();
            throw e;
        }
    }

    @Override
    public void join(InetAddress group) {
        try (var arena = Arena.ofConfined()) {
            int joined = switch (family) {
                case IPV4 -> {
                    // struct ip_mreqn: group, address, interface
                    var membership = arena.allocate(12, 4);
                    copy(group, membership, 0);
                    membership.set(JAVA_INT, 8, interfaceIndex);
                    yield Libc.setsockopt(fd(), IPPROTO_IP, IP_ADD_MEMBERSHIP, membership);
                }
                case IPV6 -> {
                    // struct ipv6_mreq: group, interface
                    var membership = arena.allocate(20, 4);
                    copy(group, membership, 0);
                    membership.set(JAVA_INT, 16, interfaceIndex);
                    yield Libc.setsockopt(fd(), IPPROTO_IPV6, IPV6_JOIN_GROUP, membership);
                }
            };
            if (joined != -Errno.EADDRINUSE) {
                Libc.check("setsockopt", joined);
            }
        }
    }

    /** From now on any address may be the source, one of another interface or of another host, an IPv6 link-local one too. */
    public void allowForeignSource() {
        switch (family) {
            case IPV4 -> set(IPPROTO_IP, IP_TRANSPARENT, 1);
            case IPV6 -> set(IPPROTO_IPV6, IPV6_FREEBIND, 1);
        }
    }

    /** From now on it takes up no room for what nobody is going to read: for one that sends alone. */
    public void hearNothing() {
        SocketFilter.attach(fd(), List.of(SocketFilter.DROP));
        discardForeign();
    }

    /** Nothing was readable at this time of the monotonic clock: what comes was received later. */
    public void foundEmpty(long atNanos) {
        emptyAtNanos = atNanos;
    }

    @Override
    public @Nullable Datagram receive() {
        incoming.clear();
        long askedAtNanos = System.nanoTime();
        int length = Libc.recvmsg(fd(), incoming.header());
        if (length == -Errno.EAGAIN) {
            emptyAtNanos = askedAtNanos;
            return null;
        }
        Libc.check("recvmsg", length);
        receivedAtNanos = stampedAtNanos();
        return switch (family) {
            case IPV4 -> datagrams.ofIpv4(incoming.payload(), length);
            case IPV6 -> {
                var control = incoming.control();
                datagrams.from(incoming.address(), 8);
                datagrams.to(control, incoming.controlOffset(IPPROTO_IPV6, IPV6_PKTINFO));
                int hopLimit = control.get(JAVA_INT, incoming.controlOffset(IPPROTO_IPV6, IPV6_HOPLIMIT));
                yield datagrams.of(incoming.payload(), 0, length, hopLimit);
            }
        };
    }

    @Override
    public long receivedAtNanos() {
        return receivedAtNanos;
    }

    @Override
    public void send(byte[] payload, InetAddress source, InetAddress destination, int hopLimit) {
        if (hopLimit != sentHopLimit) {
            set(
                    family == Family.IPV4 ? IPPROTO_IP : IPPROTO_IPV6,
                    family == Family.IPV4 ? IP_TTL : IPV6_UNICAST_HOPS,
                    hopLimit);
            sentHopLimit = hopLimit;
        }
        outgoing.setPayload(payload);
        var address = outgoing.address();
        switch (family) {
            case IPV4 -> {
                // struct sockaddr_in, struct in_pktinfo
                address.set(JAVA_SHORT, 0, (short) AF_INET);
                copy(destination, address, 4);
                var packetInfo = outgoing.setControl(IPPROTO_IP, IP_PKTINFO, 12);
                packetInfo.set(JAVA_INT, 0, interfaceIndex);
                copy(source, packetInfo, 4);
            }
            case IPV6 -> {
                // struct sockaddr_in6, struct in6_pktinfo
                address.set(JAVA_SHORT, 0, (short) AF_INET6);
                copy(destination, address, 8);
                address.set(JAVA_INT, 24, interfaceIndex);
                var packetInfo = outgoing.setControl(IPPROTO_IPV6, IPV6_PKTINFO, 20);
                copy(source, packetInfo, 0);
                packetInfo.set(JAVA_INT, 16, interfaceIndex);
            }
        }
        Libc.check("sendmsg", Libc.sendmsg(fd(), outgoing.header()));
    }

    /** Whatever arrived before the socket was what it is to be. */
    private void discardForeign() {
        while (receive() != null) {}
    }

    private void configure() {
        set(SOL_SOCKET, SO_BINDTOIFINDEX, interfaceIndex);
        set(SOL_SOCKET, SO_TIMESTAMPNS, 1);
        if (Libc.setsockopt(fd(), SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER_BYTES) < 0) {
            set(SOL_SOCKET, SO_RCVBUF, RECEIVE_BUFFER_BYTES);
        }
        switch (family) {
            case IPV4 -> configureIpv4();
            case IPV6 -> configureIpv6();
        }
        // After the traffic class, which sets it too. Takes CAP_NET_ADMIN; without it the queue is an ordinary one.
        int prioritized = Libc.setsockopt(fd(), SOL_SOCKET, SO_PRIORITY, TC_PRIO_CONTROL);
        if (prioritized != -Errno.EPERM) {
            Libc.check("setsockopt", prioritized);
        }
    }

    private void configureIpv4() {
        set(IPPROTO_IP, IP_TTL, HOP_LIMIT);
        set(IPPROTO_IP, IP_TOS, CLASS_SELECTOR_6);
        set(IPPROTO_IP, IP_MULTICAST_TTL, HOP_LIMIT);
        set(IPPROTO_IP, IP_MULTICAST_LOOP, 0);
        set(IPPROTO_IP, IP_MULTICAST_ALL, 0);
        try (var arena = Arena.ofConfined()) {
            // struct ip_mreqn: group, address, interface
            var membership = arena.allocate(12, 4);
            membership.set(JAVA_INT, 8, interfaceIndex);
            set(IPPROTO_IP, IP_MULTICAST_IF, membership);
        }
    }

    // The kernel computes no checksum for this protocol unless told to (IPV6_CHECKSUM, RFC 3542 section 3.1).
    private void configureIpv6() {
        set(IPPROTO_IPV6, IPV6_UNICAST_HOPS, HOP_LIMIT);
        set(IPPROTO_IPV6, IPV6_TCLASS, CLASS_SELECTOR_6);
        set(IPPROTO_IPV6, IPV6_MULTICAST_HOPS, HOP_LIMIT);
        set(IPPROTO_IPV6, IPV6_MULTICAST_LOOP, 0);
        set(IPPROTO_IPV6, IPV6_MULTICAST_ALL, 0);
        set(IPPROTO_IPV6, IPV6_MULTICAST_IF, interfaceIndex);
        set(IPPROTO_IPV6, IPV6_RECVPKTINFO, 1);
        set(IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1);
    }

    private static void copy(InetAddress address, MemorySegment segment, long offset) {
        byte[] bytes = address.getAddress();
        MemorySegment.copy(bytes, 0, segment, JAVA_BYTE, offset, bytes.length);
    }

    private void set(int level, int option, int value) {
        Libc.check("setsockopt", Libc.setsockopt(fd(), level, option, value));
    }

    private void set(int level, int option, MemorySegment value) {
        Libc.check("setsockopt", Libc.setsockopt(fd(), level, option, value));
    }

    /**
     * The kernel stamps with CLOCK_REALTIME, which may have been stepped since. Two facts bound the error: nothing was
     * received later than now, nor before the queue was last seen empty.
     */
    private long stampedAtNanos() {
        long stamp = incoming.controlOffset(SOL_SOCKET, SO_TIMESTAMPNS);
        if (stamp < 0) {
            return System.nanoTime();
        }
        Instant realtime;
        long beforeNanos;
        long nowNanos;
        int readings = 0;
        // Two clocks are read at one time, unless the thread is interrupted in between: then again.
        do {
            beforeNanos = System.nanoTime();
            realtime = Instant.now();
            nowNanos = System.nanoTime();
        } while (nowNanos - beforeNanos > CLOCKS_APART_NANOS && ++readings < READINGS_MAX);
        long ageNanos = TimeUnit.SECONDS.toNanos(
                        realtime.getEpochSecond() - incoming.control().get(JAVA_LONG, stamp))
                + realtime.getNano()
                - incoming.control().get(JAVA_LONG, stamp + Long.BYTES);
        return nowNanos - Math.clamp(ageNanos, 0, nowNanos - emptyAtNanos);
    }
}
