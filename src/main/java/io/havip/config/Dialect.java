package io.havip.config;

/** How the formats spell what a mend proposes. */
enum Dialect {
    YAML(
            "give it as {address: ADDRESS, advertised: false}",
            "remove it, or set version: 2",
            "set version: 3",
            "set priority: 254 or less"),
    KEEPALIVED(
            "move it to virtual_ipaddress_excluded",
            "remove it, or set version 2",
            "set version 3",
            "set priority 254 or less"),
    ENVIRONMENT(
            "list fewer addresses",
            "remove the password, or set HAVIP_VERSION=2 on all routers",
            "set HAVIP_VERSION=3",
            "set HAVIP_PRIORITY to 254 or less");

    private final String unadvertised;
    private final String withoutAuthentication;
    private final String version3;
    private final String notOwner;

    Dialect(String unadvertised, String withoutAuthentication, String version3, String notOwner) {
        this.unadvertised = unadvertised;
        this.withoutAuthentication = withoutAuthentication;
        this.version3 = version3;
        this.notOwner = notOwner;
    }

    /** The mend that takes an address out of the advertisements. */
    String unadvertised() {
        return unadvertised;
    }

    String withoutAuthentication() {
        return withoutAuthentication;
    }

    String version3() {
        return version3;
    }

    String notOwner() {
        return notOwner;
    }
}
