package io.havip.linux;

/**
 * Starts the lifetimes of addresses again, at each advertisement of each virtual router. By a socket of its own, so that a {@link
 * NetlinkMonitor} can tell what it has changed from everything else, and without an acknowledgement, which would be read each time.
 */
final class AddressRenewals extends NetlinkClient {

    /** Whose requests they are, to those who hear of changes. */
    int port() {
        return socket.port();
    }

    void renew(AddressLease lease) {
        request.begin(NetlinkMessage.NEW_ADDRESS, CREATE | REPLACE);
        AddressMessage.write(lease, request);
        socket.send(request.finished());
        // The kernel has carried it out by now, or refused it.
        int length;
        while ((length = socket.receive()) != -Errno.EAGAIN) {
            Libc.check("read(netlink)", length);
            for (var answer : NetlinkMessage.decode(socket.datagram())) {
                if (answer.sequence() == request.sequence()) {
                    check("renew " + new AddressMessage(lease.identity()).text(), answer);
                }
            }
        }
    }
}
