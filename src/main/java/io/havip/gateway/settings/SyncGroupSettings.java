package io.havip.gateway.settings;

import io.havip.programs.NotifyScript;
import io.havip.programs.NotifyScript.Occasion;
import java.util.Map;

/**
 * What the virtual routers of a sync group have in common (keepalived's {@code vrrp_sync_group}).
 *
 * @param name the same for all that move together
 * @param notifyScripts the scripts that are told of the group's state changes, beside those of its instances
 */
public record SyncGroupSettings(String name, Map<Occasion, NotifyScript> notifyScripts) {
    public SyncGroupSettings {
        notifyScripts = Map.copyOf(notifyScripts);
    }
}
