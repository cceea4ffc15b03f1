package io.havip.linux;

import io.havip.linux.NetlinkEvent.AddressAdded;
import io.havip.linux.NetlinkEvent.LinkChanged;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads links and addresses and changes addresses: {@code rtnetlink(7)}. The kernel carries a request out, and answers,
 * within the call that sends it: microseconds, unless another process holds the kernel's configuration lock. Changes take
 * CAP_NET_ADMIN.
 */
public final class Rtnetlink implements AutoCloseable {

    private static final int REQUEST = 0x1;
    private static final int ACKNOWLEDGE = 0x4;
    private static final int DUMP = 0x300;
    private static final int REPLACE = 0x100;
    private static final int CREATE = 0x400;

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int IFA_F_NODAD = 0x2;
    private static final int DEPRECATED = 0;
    private static final int LINK_HEADER_SIZE = 16;
    private static final int ADDRESS_HEADER_SIZE = 8;
    private static final int REQUEST_CAPACITY = 256;

    private final NetlinkSocket socket = new NetlinkSocket(0);
    private final MemorySegment outgoing = Arena.ofAuto().allocate(REQUEST_CAPACITY, 8);
    private final ByteBuffer request = outgoing.asByteBuffer().order(ByteOrder.nativeOrder());
    private int sequence;

    public List<Link> links() {
        return dump(NetlinkMessage.GET_LINK, LINK_HEADER_SIZE).stream()
                .<Link>mapMulti((event, links) -> {
                    if (event instanceof LinkChanged(var link)) {
                        links.accept(link);
                    }
                })
                .toList();
    }

    public List<InterfaceAddress> addresses() {
        return dump(NetlinkMessage.GET_ADDRESS, ADDRESS_HEADER_SIZE).stream()
                .<InterfaceAddress>mapMulti((event, addresses) -> {
                    if (event instanceof AddressAdded(var address)) {
                        addresses.accept(address);
                    }
                })
                .toList();
    }

    /**
     * Binds an address, or starts the lifetime of a bound one again. IPv6 ones are usable at once (no duplicate address
     * detection) and deprecated from the start, so that the host does not choose them as a source, as keepalived does.
     *
     * @throws ErrnoException e.g. with {@link Errno#ENODEV} when the interface has gone
     */
    public void replaceAddress(AddressLease lease) {
        boolean ipv4 = lease.address() instanceof Inet4Address;
        begin(NetlinkMessage.NEW_ADDRESS, ACKNOWLEDGE | CREATE | REPLACE);
        putAddress(
                lease.interfaceIndex(), lease.address(), lease.prefixLength(), ipv4 ? 0 : IFA_F_NODAD, lease.scope());
        lease.label()
                .ifPresent(label ->
                        putAttribute(NetlinkMessage.IFA_LABEL, (label + '\0').getBytes(StandardCharsets.UTF_8)));
        // struct ifa_cacheinfo: preferred and valid lifetime, created, changed
        int valid = (int) lease.validSeconds();
        var lifetime = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
        lifetime.putInt(ipv4 ? valid : DEPRECATED).putInt(valid);
        putAttribute(NetlinkMessage.IFA_CACHEINFO, lifetime.array());
        check("bind " + text(lease.address(), lease.prefixLength()), exchange(_ -> {}));
    }

    /** Removes an address; answers false when it is not there. */
    public boolean deleteAddress(int interfaceIndex, InetAddress address, int prefixLength) {
        begin(NetlinkMessage.DELETE_ADDRESS, ACKNOWLEDGE);
        putAddress(interfaceIndex, address, prefixLength, 0, 0);
        var answer = exchange(_ -> {});
        if (answer.errno() == Errno.EADDRNOTAVAIL || answer.errno() == Errno.ENODEV) {
            return false;
        }
        check("release " + text(address, prefixLength), answer);
        return true;
    }

    @Override
    public void close() {
        socket.close();
    }

    private List<NetlinkEvent> dump(int type, int headerSize) {
        while (true) {
            begin(type, DUMP);
            request.put(new byte[headerSize]);
            var listing = new Listing();
            check("list", exchange(listing::add));
            if (listing.consistent) {
                return listing.events;
            }
        }
    }

    private static final class Listing {
        private final List<NetlinkEvent> events = new ArrayList<>();
        private boolean consistent = true;

        private void add(NetlinkMessage message) {
            message.event().ifPresent(events::add);
            consistent &= (message.flags() & NetlinkMessage.INCONSISTENT) == 0;
        }
    }

    private void begin(int type, int flags) {
        sequence++;
        request.clear();
        request.putInt(0).putShort((short) type).putShort((short) (REQUEST | flags));
        request.putInt(sequence).putInt(0);
    }

    private void putAddress(int interfaceIndex, InetAddress address, int prefixLength, int flags, int scope) {
        byte[] bytes = address.getAddress();
        // struct ifaddrmsg
        request.put((byte) (bytes.length == 4 ? AF_INET : AF_INET6))
                .put((byte) prefixLength)
                .put((byte) flags)
                .put((byte) scope)
                .putInt(interfaceIndex);
        putAttribute(NetlinkMessage.IFA_LOCAL, bytes);
        putAttribute(NetlinkMessage.IFA_ADDRESS, bytes);
    }

    private void putAttribute(int type, byte[] value) {
        request.putShort((short) (4 + value.length)).putShort((short) type).put(value);
        while (request.position() % 4 != 0) {
            request.put((byte) 0);
        }
    }

    /** Sends the request, hands over what it is answered with, and returns the message that ends that. */
    private NetlinkMessage exchange(Consumer<NetlinkMessage> parts) {
        request.putInt(0, request.position());
        socket.send(outgoing.asSlice(0, request.position()));
        while (true) {
            Libc.check("read(netlink)", socket.receive());
            for (var message : NetlinkMessage.decode(socket.datagram())) {
                if (message.sequence() != sequence) {
                    continue;
                }
                if (message.type() == NetlinkMessage.ERROR || message.type() == NetlinkMessage.DONE) {
                    return message;
                }
                parts.accept(message);
            }
        }
    }

    private static void check(String call, NetlinkMessage end) {
        int errno = end.errno();
        if (errno != 0) {
            var description = Libc.strerror(errno);
            throw new ErrnoException(
                    call,
                    errno,
                    end.explanation().map(more -> description + ", " + more).orElse(description));
        }
    }

    private static String text(InetAddress address, int prefixLength) {
        return address.getHostAddress() + "/" + prefixLength;
    }
}
