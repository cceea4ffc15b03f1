package io.havip.linux;

import java.net.InetAddress;
import java.util.Optional;

/**
 * A route: {@code ip-route(8)}. Addresses are all of the destination's family.
 *
 * @param source the address that packets leave with ({@code src})
 * @param gateway the next hop ({@code via})
 * @param interfaceName the interface that packets leave by ({@code dev}); the kernel finds the gateway's unless given
 * @param table the routing table, 1.., {@value #MAIN_TABLE} is main
 * @param scope 0 global, 253 link, 254 host; the kernel finds IPv6's itself
 * @param metric the lower of two is preferred; the kernel's default unless given: 0, of IPv6 1024
 * @param mtu bytes
 * @param onLink whether the gateway is on the link although no address says so
 */
public record Route(
        Type type,
        Network destination,
        Optional<InetAddress> source,
        Optional<InetAddress> gateway,
        Optional<String> interfaceName,
        int table,
        int scope,
        Optional<Integer> metric,
        Optional<Integer> mtu,
        boolean onLink) {

    public static final int MAIN_TABLE = 254;

    /** What becomes of a packet; RTN_* of {@code rtnetlink(7)}. */
    public enum Type {
        UNICAST(1),
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
}
