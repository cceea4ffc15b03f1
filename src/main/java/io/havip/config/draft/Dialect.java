package io.havip.config.draft;

import io.havip.config.text.Place;
import io.havip.config.text.Problems;

/** How the formats spell what a mend proposes, and how strict they are. */
public enum Dialect {
    /** The product's own format: what can't work is an error. */
    YAML(
            "give it as {address: ADDRESS, advertised: false}",
            "remove it, or set version: 2",
            "set version: 3",
            "set priority: 254 or less"),
    /** keepalived's: what keepalived itself mends with a warning is mended likewise, with a notice. */
    KEEPALIVED(
            "move it to virtual_ipaddress_excluded",
            "remove it, or set version 2",
            "set version 3",
            "set priority 254 or less"),
    /** Environment variables: as strict as the product's own format. */
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
    public String unadvertised() {
        return unadvertised;
    }

    public String withoutAuthentication() {
        return withoutAuthentication;
    }

    public String version3() {
        return version3;
    }

    public String notOwner() {
        return notOwner;
    }

    /**
     * Reports something that keepalived reads past with a warning.
     *
     * @param effect what is done about it in keepalived's dialect
     */
    public void tolerate(Problems problems, Place place, String message, String effect, String mend) {
        switch (this) {
            case YAML, ENVIRONMENT -> problems.error(place, message, mend);
            case KEEPALIVED -> problems.notice(place, message + "; " + effect + ", as keepalived does");
        }
    }
}
