package io.havip.cloud.api;

import java.net.InetAddress;
import java.util.regex.Pattern;

/** A block of addresses, as rules of security groups name it. */
public final class Cidr {
    private static final Pattern BLOCK = Pattern.compile("([0-9A-Fa-f.:]{2,45})(?:/(\\d{1,3}))?");

    private Cidr() {}

    /** Whether a block, {@code 10.0.0.0/16}, or an address by itself, has this address; what is no block has none. */
    public static boolean has(String block, InetAddress address) {
        var matcher = BLOCK.matcher(block);
        if (!matcher.matches()) {
            return false;
        }
        try {
            byte[] first = InetAddress.ofLiteral(matcher.group(1)).getAddress();
            byte[] other = address.getAddress();
            int bits = matcher.group(2) == null ? 8 * first.length : Integer.parseInt(matcher.group(2));
            return first.length == other.length && bits <= 8 * first.length && startsAlike(first, other, bits);
        } catch (IllegalArgumentException noAddress) {
            return false;
        }
    }

    private static boolean startsAlike(byte[] one, byte[] other, int bits) {
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((one[bit / 8] & mask) != (other[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
