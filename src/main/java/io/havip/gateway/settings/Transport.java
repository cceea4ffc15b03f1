package io.havip.gateway.settings;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** How advertisements travel. */
public sealed interface Transport {
    /** The configured source address. */
    Optional<InetAddress> source();

    /** Where advertisements go: to the group, or to every peer. */
    List<InetAddress> destinations();

    /** The TTL that they leave with, 1..255. */
    int hopLimit();

    /**
     * To a multicast group.
     *
     * @param source the source address ({@code mcast_src_ip}); the interface's primary (IPv4) or link-local (IPv6)
     *     address unless given
     * @param group all routers of a VRID have the same ({@code mcast_dst_ip}); the RFC's is 224.0.0.18 or ff02::12
     */
    record Multicast(Optional<InetAddress> source, InetAddress group) implements Transport {
        @Override
        public List<InetAddress> destinations() {
            return List.of(group);
        }

        @Override
        public int hopLimit() {
            return Unicast.HOP_LIMIT;
        }
    }

    /**
     * To each peer.
     *
     * @param source the source address ({@code unicast_src_ip}); the interface's primary address unless given
     * @param peers at least one
     * @param hopLimit the TTL that advertisements leave with, 1..255 ({@code unicast_ttl}); the RFC's is {@value #HOP_LIMIT}
     */
    record Unicast(Optional<InetAddress> source, List<InetAddress> peers, int hopLimit) implements Transport {
        /** RFC 9568 section 5.1.1.3. */
        public static final int HOP_LIMIT = 255;

        public Unicast {
            peers = List.copyOf(peers);
        }

        @Override
        public List<InetAddress> destinations() {
            return peers;
        }
    }
}
