package io.havip.linux;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A route: {@code ip-route(8)}. Addresses are all of the destination's family, unless a next hop's is not.
 *
 * @param source the address that packets leave with ({@code src})
 * @param nextHops where packets go; several share them, none where packets end
 * @param table the routing table, 1.., {@value #MAIN_TABLE} is main
 * @param scope 0 global, 253 link, 254 host; the kernel finds IPv6's itself
 * @param metric the lower of two is preferred; the kernel's default unless given: 0, of IPv6 1024
 */
public record Route(
        Type type,
        Network destination,
        Optional<InetAddress> source,
        List<NextHop> nextHops,
        int table,
        int scope,
        Optional<Integer> metric,
        Options options) {

    public static final int MAIN_TABLE = 254;
    public static final int LOCAL_TABLE = 255;
    /** RTPROT_KEEPALIVED: marks routes and rules as ours, or as those of a keepalived that ran before us. */
    public static final int PROTOCOL_KEEPALIVED = 18;

    /** Of one route. */
    public static final int NEXT_HOPS_MAX = 64;

    public Route {
        nextHops = List.copyOf(nextHops);
    }

    /** The same over other next hops. */
    public Route over(List<NextHop> otherNextHops) {
        return new Route(type, destination, source, otherNextHops, table, scope, metric, options);
    }

    /**
     * Where packets go next.
     *
     * @param gateway {@code via}
     * @param interfaceName the interface that packets leave by ({@code dev}); the kernel finds the gateway's unless given
     * @param weight its share of the packets beside other next hops, 1..256
     * @param onLink whether the gateway is on the link although no address says so
     * @param realms IPv4: those of {@code tc-route(8)}, the source's in the upper 16 bits; 0 for none
     */
    public record NextHop(
            Optional<InetAddress> gateway, Optional<String> interfaceName, int weight, boolean onLink, int realms) {}

    /**
     * What few routes have.
     *
     * @param typeOfService IPv4: only packets with this one ({@code tos}); a multiple of 4, 0 for any
     * @param preference IPv6
     * @param pathMetrics what is known of the path, each in the kernel's unit
     * @param locked those of them that the kernel does not adapt
     * @param tracked whether it is put back when somebody has removed it
     * @param protocol who it says has made it (RTPROT_*), 1..255; {@value #PROTOCOL_KEEPALIVED} unless told otherwise
     */
    public record Options(
            int typeOfService,
            Optional<Preference> preference,
            Map<PathMetric, Integer> pathMetrics,
            Set<PathMetric> locked,
            boolean tracked,
            int protocol) {
        public static final Options NONE =
                new Options(0, Optional.empty(), Map.of(), Set.of(), true, PROTOCOL_KEEPALIVED);

        public Options {
            pathMetrics = Map.copyOf(pathMetrics);
            locked = Set.copyOf(locked);
        }
    }

    /** What becomes of a packet; RTN_* of {@code rtnetlink(7)}. */
    public enum Type {
        UNICAST(1),
        LOCAL(2),
        BLACKHOLE(6),
        UNREACHABLE(7),
        PROHIBIT(8),
        THROW(9);

        private final int number;

        Type(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }
    }

    /** Of IPv6 routers, RFC 4191. */
    public enum Preference {
        MEDIUM(0),
        HIGH(1),
        LOW(3);

        private final int number;

        Preference(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }
    }

    /** What is known of a path; RTAX_* of {@code rtnetlink(7)}, named as in {@code ip-route(8)}. */
    public enum PathMetric {
        MTU(2),
        WINDOW(3),
        RTT(4),
        RTTVAR(5),
        SSTHRESH(6),
        CWND(7),
        ADVMSS(8),
        REORDERING(9),
        HOPLIMIT(10),
        INITCWND(11),
        FEATURES(12),
        RTO_MIN(13),
        INITRWND(14),
        QUICKACK(15),
        FASTOPEN_NO_COOKIE(17);

        private final int number;

        PathMetric(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }
    }
}
