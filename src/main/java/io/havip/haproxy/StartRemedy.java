package io.havip.haproxy;

import java.util.Optional;
import java.util.regex.Pattern;

/** What mends what HAProxy says when it can't start as a child, with no privileges but CAP_NET_BIND_SERVICE. */
enum StartRemedy {
    CHROOT("Cannot chroot", "take chroot out of its configuration: it has no privilege to lose here"),
    USER(
            "Cannot set [gu]id",
            "take user, group, uid and gid out of its configuration: it runs as the agent's user, %1$s"),
    SOCKET(
            "cannot (bind|create|change) UNIX socket|error when trying to (bind|unlink|preserve).*UNIX socket",
            "its folder must be there, and %1$s may write in it: install --directory --owner %1$s FOLDER; systemd:"
                    + " RuntimeDirectory=; Docker: a volume"),
    LOW_PORT(
            "cannot bind .*socket.*Permission denied",
            "ports below 1024 take CAP_NET_BIND_SERVICE: grant it to the agent, which passes it on (systemd:"
                    + " AmbientCapabilities=, Docker: --cap-add), or listen on a port above"),
    TAKEN(
            "cannot bind .*socket.*Address already in use",
            "another program listens there, as HAProxy's own service may: ss --listening --tcp --processes names it"),
    ADDRESS(
            "cannot bind .*socket.*Cannot assign requested address",
            "that address is not always here: set net.ipv4.ip_nonlocal_bind=1 or net.ipv6.ip_nonlocal_bind=1, or bind *:");

    private final Pattern complaint;
    private final String mend;

    StartRemedy(String complaint, String mend) {
        this.complaint = Pattern.compile(complaint);
        this.mend = mend;
    }

    /** A line of HAProxy's output, with what mends it if it is one of these complaints. */
    static String added(String line) {
        return of(line).map(remedy -> line + "; mend: " + remedy.mend()).orElse(line);
    }

    private static Optional<StartRemedy> of(String line) {
        if (!line.contains("[ALERT]")) {
            return Optional.empty();
        }
        for (var remedy : values()) {
            if (remedy.complaint.matcher(line).find()) {
                return Optional.of(remedy);
            }
        }
        return Optional.empty();
    }

    private String mend() {
        return mend.formatted(System.getProperty("user.name"));
    }
}
