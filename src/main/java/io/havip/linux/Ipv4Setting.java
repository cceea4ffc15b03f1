package io.havip.linux;

import java.util.Locale;

/** A setting of IPv4 for one interface ({@code net.ipv4.conf.*}); the number is the kernel's (IPV4_DEVCONF_*). */
public enum Ipv4Setting {
    RP_FILTER(8),
    ARP_ANNOUNCE(18),
    ARP_IGNORE(19),
    PROMOTE_SECONDARIES(20);

    final int number;

    Ipv4Setting(int number) {
        this.number = number;
    }

    /** The name of the setting, e.g. {@code rp_filter}. */
    public String sysctl() {
        return name().toLowerCase(Locale.ROOT);
    }
}
