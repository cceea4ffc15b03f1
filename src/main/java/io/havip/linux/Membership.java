package io.havip.linux;

import io.havip.wire.IpAddress;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A multicast group that an interface hears, for whoever has joined it. A socket that has joined keeps no interface from
 * forgetting: one that loses its address family for a moment, e.g. by a small MTU, hears none of its groups afterwards.
 */
public record Membership(int interfaceIndex, InetAddress group) {
    private static final Pattern IPV4_INTERFACE = Pattern.compile("(\\d{1,9})\\t.*");
    private static final Pattern IPV4_GROUP = Pattern.compile("\\t+([0-9A-F]{8})\\s.*");
    private static final Pattern IPV6 = Pattern.compile("(\\d{1,9})\\s+\\S+\\s+([0-9a-f]{32})\\s.*");

    /** Of {@code /proc/net/igmp}: groups below their interface, each the number that its bytes are to this machine. */
    static Set<Membership> ipv4(String table) {
        var found = new HashSet<Membership>();
        int index = 0;
        for (var line : table.lines().toList()) {
            var its = IPV4_INTERFACE.matcher(line);
            var group = IPV4_GROUP.matcher(line);
            if (its.matches()) {
                index = Integer.parseInt(its.group(1));
            } else if (group.matches()) {
                int number = Integer.parseUnsignedInt(group.group(1), 16);
                var bytes = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder());
                found.add(
                        new Membership(index, IpAddress.of(bytes.putInt(number).array())));
            }
        }
        return found;
    }

    /** Of {@code /proc/net/igmp6}: one in each line. */
    static Set<Membership> ipv6(String table) {
        var found = new HashSet<Membership>();
        for (var line : table.lines().toList()) {
            var row = IPV6.matcher(line);
            if (row.matches()) {
                var group = IpAddress.of(HexFormat.of().parseHex(row.group(2)));
                found.add(new Membership(Integer.parseInt(row.group(1)), group));
            }
        }
        return found;
    }
}
