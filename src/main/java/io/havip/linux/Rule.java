package io.havip.linux;

import io.havip.vrrp.Family;
import java.util.Optional;

/**
 * A rule that chooses a routing table: {@code ip-rule(8)}.
 *
 * @param family of {@code from} and {@code to}
 * @param priority the lower the earlier, 1..
 * @param from source addresses; any unless given
 * @param to destination addresses; any unless given
 * @param inputInterface {@code iif}
 * @param outputInterface {@code oif}
 * @param mark the packet's mark and which of its bits count
 * @param table the routing table, 1..
 */
public record Rule(
        Family family,
        int priority,
        Optional<Network> from,
        Optional<Network> to,
        Optional<String> inputInterface,
        Optional<String> outputInterface,
        Optional<Mark> mark,
        int table) {

    /**
     * A packet's mark ({@code fwmark}).
     *
     * @param mask 0xffffffff for all bits
     */
    public record Mark(int value, int mask) {}
}
