package io.havip.gateway.settings;

import io.havip.programs.NotifyScript;
import io.havip.programs.NotifyScript.Occasion;
import java.util.Map;

/**
 * Who is told of an instance's changes.
 *
 * @param scripts the scripts that are told of state changes
 * @param tellsPriority whether FIFOs are told of changes of the effective priority ({@code notify_priority_changes})
 */
public record NotificationSettings(Map<Occasion, NotifyScript> scripts, boolean tellsPriority) {
    /** Nobody. */
    public static final NotificationSettings NONE = new NotificationSettings(Map.of(), false);

    public NotificationSettings {
        scripts = Map.copyOf(scripts);
    }
}
