package io.havip.vrrp;

import java.net.InetAddress;
import java.util.List;

/** The protocol in its three forms, with addresses to match. At an interval of one second they keep the same times. */
enum Flavour {
    V3_IPV4(Version.V3, "10.0.0."),
    V3_IPV6(Version.V3, "fe80::"),
    V2_IPV4(Version.V2, "10.0.0.");

    private final Version version;
    private final String prefix;

    Flavour(Version version, String prefix) {
        this.version = version;
        this.prefix = prefix;
    }

    Version version() {
        return version;
    }

    /** @param number 1..99 */
    InetAddress host(int number) {
        return InetAddress.ofLiteral(prefix + number);
    }

    /** Interval 1 s, preempting, without delay or fast release. */
    SettingsBuilder settings(int priority) {
        return new SettingsBuilder(version, priority, List.of(host(50)));
    }
}
