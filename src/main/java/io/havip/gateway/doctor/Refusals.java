package io.havip.gateway.doctor;

import io.havip.linux.Errno;
import io.havip.linux.ErrnoException;
import io.havip.observe.Finding;
import io.havip.observe.Finding.Kind;
import io.havip.wire.IpAddress;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which advertisements this host refuses to send: to whom, and why. Of each destination, what came of the last one counts. */
public final class Refusals {
    private final Map<InetAddress, Refusal> byDestination = new LinkedHashMap<>();

    private record Refusal(ErrnoException why, long atNanos) {}

    public void refused(InetAddress destination, ErrnoException why, long atNanos) {
        byDestination.put(destination, new Refusal(why, atNanos));
    }

    public void left(InetAddress destination) {
        byDestination.remove(destination);
    }

    /** What could not be sent without the interface, or a source, is not the packet filter's doing, nor a route's. */
    void forget() {
        byDestination.clear();
    }

    /** @param holdNanos for how long a refusal counts if nothing has been sent since */
    Optional<Finding> finding(long nowNanos, long holdNanos) {
        if (!byDestination.isEmpty()) {
            byDestination.values().removeIf(refusal -> nowNanos - refusal.atNanos() > holdNanos);
        }
        if (byDestination.isEmpty()) {
            return Optional.empty();
        }
        var refusals = byDestination.entrySet().stream()
                .map(refused -> "to " + IpAddress.text(refused.getKey()) + ": "
                        + refused.getValue().why().getMessage())
                .collect(Collectors.joining("; "));
        var mends = byDestination.values().stream()
                .map(refusal -> mend(refusal.why().errno()))
                .distinct()
                .collect(Collectors.joining("; "));
        return Optional.of(
                new Finding(Kind.SEND_REFUSED, "this host refuses to send the advertisements " + refusals, mends));
    }

    private static String mend(int errno) {
        return switch (errno) {
            case Errno.EPERM ->
                "let IP protocol 112 out through the packet filter of this host: nft list ruleset, iptables -S OUTPUT";
            case Errno.ENETUNREACH, Errno.EHOSTUNREACH -> "give this host a route there: ip route show";
            case Errno.EINVAL, Errno.EADDRNOTAVAIL -> "give this host the source address: ip address show";
            case Errno.ENOBUFS, Errno.EAGAIN -> "see what fills the queue of the interface: tc -s qdisc show";
            case Errno.ENETDOWN, Errno.ENODEV -> "bring the interface up: ip link show";
            default -> "look at the interface, and at the packet filter of this host";
        };
    }
}
