package io.havip.audit;

import io.havip.vrrp.Family;

/**
 * What tells one virtual router from another in a capture.
 *
 * @param link where it was seen: interface and VLAN; empty where the capture does not say
 * @param vrid 1..255
 */
public record VirtualRouterId(String link, int vrid, Family family) {
    /** For people, e.g. {@code virtual router 51 on eth0, IPv4}. */
    public String text() {
        return "virtual router %d%s, %s"
                .formatted(vrid, link.isEmpty() ? "" : " on " + link, family == Family.IPV4 ? "IPv4" : "IPv6");
    }
}
