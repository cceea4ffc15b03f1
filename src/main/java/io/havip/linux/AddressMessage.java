package io.havip.linux;

import io.havip.wire.IpAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** An address as {@code rtnetlink(7)} has it. */
record AddressMessage(AddressIdentity address) {
    static final int HEADER_SIZE = 8;

    private static final int IFA_F_NODAD = 0x2;
    private static final int DEPRECATED = 0;
    private static final byte NO_FAMILY = Byte.MAX_VALUE;

    /** The address alone, which is enough to remove it. */
    void writeTo(NetlinkRequest request) {
        write(request, 0, 0);
    }

    /** As it is to be bound. */
    static void write(NetlinkRequest request, AddressLease lease) {
        boolean ipv4 = lease.address() instanceof Inet4Address;
        new AddressMessage(lease.identity()).write(request, ipv4 ? 0 : IFA_F_NODAD, lease.scope());
        request.attribute(NetlinkMessage.IFA_PROTO, new byte[] {Route.PROTOCOL_KEEPALIVED});
        if (lease.label().isPresent()) {
            request.attribute(
                    NetlinkMessage.IFA_LABEL,
                    NetlinkRequest.terminated(lease.label().get()));
        }
        if (!lease.flags().isEmpty()) {
            // In place of those in the header, which has room for eight.
            int flags = lease.flags().stream().mapToInt(AddressFlag::mask).sum() + (ipv4 ? 0 : IFA_F_NODAD);
            request.attribute(NetlinkMessage.IFA_FLAGS, flags);
        }
        // struct ifa_cacheinfo: preferred and valid lifetime, created, changed
        int valid = (int) lease.validSeconds();
        var lifetime = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
        boolean preferred = ipv4 || lease.validSeconds() == InterfaceAddress.FOREVER;
        lifetime.putInt(preferred ? valid : DEPRECATED).putInt(valid);
        request.attribute(NetlinkMessage.IFA_CACHEINFO, lifetime.array());
    }

    /** In a request that was written: none that the kernel knows. */
    static void ofNoFamily(NetlinkRequest request) {
        request.body().put(NetlinkMessage.HEADER_SIZE, NO_FAMILY);
    }

    private void write(NetlinkRequest request, int flags, int scope) {
        byte[] bytes = address.address().getAddress();
        // struct ifaddrmsg
        request.body()
                .put(NetlinkRequest.family(bytes))
                .put((byte) address.prefixLength())
                .put((byte) flags)
                .put((byte) scope)
                .putInt(address.interfaceIndex());
        request.attribute(NetlinkMessage.IFA_LOCAL, bytes);
        request.attribute(
                NetlinkMessage.IFA_ADDRESS,
                address.peer().map(InetAddress::getAddress).orElse(bytes));
    }

    /** For people: the address, and how long its prefix is. */
    String text() {
        return IpAddress.text(address.address()) + "/" + address.prefixLength();
    }
}
