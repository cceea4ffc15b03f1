package io.havip.audit;

import io.havip.vrrp.Advertisement;
import java.util.List;
import java.util.Optional;

/**
 * What a capture shows.
 *
 * @param extent its first and its last frame; empty where there is none
 * @param frames how many there are
 * @param advertisements how many of them were understood
 * @param routers in the order of their appearance
 * @param findings in the order of their first packets
 * @param notes what could not be told, and why
 */
public record AuditReport(
        Optional<Extent> extent,
        long frames,
        long advertisements,
        List<Router> routers,
        List<Irregularity> findings,
        List<String> notes) {
    public AuditReport {
        routers = List.copyOf(routers);
        findings = List.copyOf(findings);
        notes = List.copyOf(notes);
    }

    /** From when to when, since 1970. */
    public record Extent(long fromEpochNanos, long toEpochNanos) {
        public long nanos() {
            return toEpochNanos - fromEpochNanos;
        }
    }

    /**
     * A virtual router.
     *
     * @param advertised what was said last, of version, interval and addresses
     * @param tenures who was active when, in the order of their beginnings
     */
    public record Router(VirtualRouterId id, Advertisement advertised, List<SeenTenure> tenures) {
        public Router {
            tenures = List.copyOf(tenures);
        }
    }

    /** Whether nothing was found. */
    public boolean well() {
        return findings.isEmpty();
    }
}
