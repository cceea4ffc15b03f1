package io.havip.gateway;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** How advertisements travel. */
public sealed interface Transport {
    /** The configured source address. */
    Optional<InetAddress> source();

    /**
     * To 224.0.0.18 or ff02::12.
     *
     * @param source the source address ({@code mcast_src_ip}); the interface's primary (IPv4) or link-local (IPv6)
     *     address unless given
     */
    record Multicast(Optional<InetAddress> source) implements Transport {}

    /**
     * To each peer.
     *
     * @param source the source address ({@code unicast_src_ip}); the interface's primary address unless given
     * @param peers at least one
     */
    record Unicast(Optional<InetAddress> source, List<InetAddress> peers) implements Transport {
        public Unicast {
            peers = List.copyOf(peers);
        }
    }
}
