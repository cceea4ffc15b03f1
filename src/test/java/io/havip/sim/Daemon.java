package io.havip.sim;

import io.havip.announce.SeenClaim;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.vrrp.State;
import io.havip.vrrp.VirtualRouterSettings;
import java.util.List;

/** One run of what makes a router of a host: our agent, or a router of another make. All times are those of the host's clock. */
interface Daemon {
    /** With the settings that its node has. */
    void begin();

    /** Does what there is to do. Returns whether it goes on. */
    boolean cycle();

    /** When it wants to do something even if nothing comes; {@link io.havip.vrrp.VirtualRouter#NEVER} for nothing. */
    long deadlineNanos();

    void stop();

    void reload(List<InstanceSettings> settings);

    /** Something that its node tracks has failed, or works again. */
    void healthChanged();

    /**
     * Is told of somebody's announcement.
     *
     * @param capturedNanos when that came by, in true time
     */
    void captures(SeenClaim claim, long capturedNanos);

    /** It is no more, whether it was killed or has ended. */
    void end();

    /** Of its first virtual router, which promises are about, as all that follows. */
    State state();

    /** The effective one; 0 before it has a virtual router. */
    int priority();

    /** Those in force. */
    VirtualRouterSettings settings();
}
