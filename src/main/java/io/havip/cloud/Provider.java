package io.havip.cloud;

import java.net.InetAddress;
import java.util.List;

/** One cloud. Its addresses are each called by a thread of their own, and share what is theirs: a client, the credentials. */
public interface Provider extends AutoCloseable {
    /**
     * What of a virtual router's it lets one node hold at a time; nothing is called yet.
     *
     * @param instance the VRRP instance's name
     * @param interfaceName the interface that the addresses are on: its name, or an address that it has
     * @param addresses the virtual addresses on it, at least one
     */
    List<CloudAddress> addresses(String instance, String interfaceName, List<InetAddress> addresses);

    /**
     * Tells what the API says of where this node and its peers stand: whether they hear each other, and are on different hosts.
     * Nothing is changed.
     *
     * @param interfaceName as above
     * @param peers the other nodes' addresses
     */
    default void inspect(String interfaceName, List<InetAddress> peers, Remarks remarks) throws InterruptedException {}

    @Override
    void close();
}
