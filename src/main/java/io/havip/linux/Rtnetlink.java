package io.havip.linux;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Reads links and addresses and changes addresses: {@code rtnetlink(7)}. The kernel carries a request out, and answers,
 * within the call that sends it: microseconds, unless another process holds the kernel's configuration lock. Changes take
 * CAP_NET_ADMIN.
 */
public final class Rtnetlink extends NetlinkClient {

    private static final int REPLACE = 0x100;

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int IFA_F_NODAD = 0x2;
    private static final int DEPRECATED = 0;
    private static final int ADDRESS_HEADER_SIZE = 8;

    public List<Link> links() {
        return dump(NetlinkMessage.GET_LINK, LINK_HEADER_SIZE, NetlinkMessage::link);
    }

    public List<InterfaceAddress> addresses() {
        return dump(NetlinkMessage.GET_ADDRESS, ADDRESS_HEADER_SIZE, NetlinkMessage::address);
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
        lease.label().ifPresent(label -> putAttribute(NetlinkMessage.IFA_LABEL, terminated(label)));
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

    private static String text(InetAddress address, int prefixLength) {
        return address.getHostAddress() + "/" + prefixLength;
    }
}
