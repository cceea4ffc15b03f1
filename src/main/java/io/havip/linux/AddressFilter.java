package io.havip.linux;

import io.havip.wire.IpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Keeps packets from and to some addresses away from this host's programs, in a table of nftables of its own; neighbour
 * discovery passes (RFC 9568 section 6.4.3). Runs {@code nft}: not for the loop's thread. Takes CAP_NET_ADMIN.
 */
public final class AddressFilter implements AutoCloseable {
    private static final String TABLE = "inet havip_gateway";

    /** The first line makes a table that may not be there, so that the second one can remove it. */
    private static final String REMOVAL = "table %1$s\ndelete table %1$s\n".formatted(TABLE);

    private Set<InetAddress> refused = Set.of();

    /** Whether there is an {@code nft} that may make tables. */
    public static boolean possible() {
        try {
            run("");
            return true;
        } catch (UncheckedIOException impossible) {
            return false;
        }
    }

    /**
     * Refuses these addresses, all others no longer: at once, or, when it fails, not at all.
     *
     * @throws UncheckedIOException with what {@code nft} says, or that there is none
     */
    public synchronized void refuse(Set<InetAddress> addresses) {
        if (!addresses.equals(refused)) {
            run(addresses.isEmpty() ? REMOVAL : REMOVAL + table(addresses));
            refused = Set.copyOf(addresses);
        }
    }

    /** Removes what an earlier run, one that was killed, has left behind; does nothing where there is no {@code nft}. */
    public synchronized void removeStale() {
        try {
            run(REMOVAL);
        } catch (UncheckedIOException nothingToRemoveItWith) {
            // Then nothing has made it either.
        }
    }

    @Override
    public void close() {
        refuse(Set.of());
    }

    private static String table(Set<InetAddress> addresses) {
        return """
            table %s {
                set refused4 { type ipv4_addr; %s}
                set refused6 { type ipv6_addr; %s}
                chain input {
                    type filter hook input priority filter - 1; policy accept;
                    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
                    ip daddr @refused4 drop
                    ip6 daddr @refused6 drop
                }
                chain output {
                    type filter hook output priority filter - 1; policy accept;
                    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
                    ip saddr @refused4 drop
                    ip6 saddr @refused6 drop
                }
            }
            """.formatted(
                        TABLE,
                        elements(addresses, Inet4Address.class::isInstance),
                        elements(addresses, address -> !(address instanceof Inet4Address)));
    }

    private static String elements(Set<InetAddress> addresses, Predicate<InetAddress> family) {
        var listed =
                addresses.stream().filter(family).map(IpAddress::text).collect(Collectors.toCollection(TreeSet::new));
        return listed.isEmpty() ? "" : "elements = { " + String.join(", ", listed) + " } ";
    }

    private static void run(String script) {
        try {
            var process = Nft.start(Nft.run("-f", "-").redirectErrorStream(true));
            IOException unread = null;
            try (var input = process.getOutputStream()) {
                input.write(script.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // It has ended before it read: why, it says itself.
                unread = e;
            }
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new UncheckedIOException(new IOException("nft refuses: " + output.strip()));
            }
            if (unread != null) {
                throw unread;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted while running nft", e));
        }
    }
}
