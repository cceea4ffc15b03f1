package io.havip.linux;

/**
 * Starts the lifetimes of addresses again, at each advertisement of each virtual router. By a socket of its own, so that a {@link
 * NetlinkMonitor} can tell what it has changed from everything else; without an acknowledgement, which would be decoded each time.
 */
final class AddressRenewals implements AutoCloseable {
    private final NetlinkSocket socket = new NetlinkSocket(0);
    private final NetlinkRequest request = new NetlinkRequest();

    /** Whose requests they are, to those who hear of changes. */
    int port() {
        return socket.port();
    }

    void renew(AddressLease lease) {
        request.begin(NetlinkMessage.NEW_ADDRESS, NetlinkClient.CREATE | NetlinkClient.REPLACE);
        AddressMessage.write(request, lease);
        socket.send(request.finished());
        // The kernel has carried it out by now, or refused it.
        int length;
        while ((length = socket.receive()) != -Errno.EAGAIN) {
            Libc.check("read(netlink)", length);
            for (var answer : NetlinkMessage.decode(socket.datagram())) {
                if (answer.sequence() == request.sequence()) {
                    NetlinkClient.check("renew " + new AddressMessage(lease.identity()).text(), answer);
                }
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
