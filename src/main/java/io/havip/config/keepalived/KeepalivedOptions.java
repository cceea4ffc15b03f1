package io.havip.config.keepalived;

import io.havip.linux.Proc;

/**
 * How a {@code keepalived.conf} is read.
 *
 * @param configId what {@code @ID} lines are compared with (keepalived's {@code --config-id})
 * @param ignoreIpvs whether the IPVS part is left out instead of refused
 */
public record KeepalivedOptions(String configId, boolean ignoreIpvs) {

    /** keepalived's defaults: the configuration id is the host's name up to its first dot. */
    public static KeepalivedOptions standard() {
        return new KeepalivedOptions(Proc.hostName().split("\\.", 2)[0], false);
    }
}
