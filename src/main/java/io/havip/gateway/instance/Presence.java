package io.havip.gateway.instance;

import io.havip.gateway.host.Host;
import io.havip.gateway.settings.InstanceSettings;
import java.util.Optional;

/** That no other agent on this host runs the same virtual router: they would not hear each other, and share its addresses. */
final class Presence {
    private final Host host;
    private Optional<Runnable> release = Optional.empty();

    Presence(Host host) {
        this.host = host;
    }

    /** Whether there is no other one, now that this one shows itself. */
    boolean alone(InstanceSettings settings) {
        if (release.isEmpty()) {
            release = host.claim("havip-gateway %s %s %d"
                    .formatted(
                            settings.interfaceName(),
                            settings.router().family(),
                            settings.router().vrid()));
        }
        return release.isPresent();
    }

    void end() {
        release.ifPresent(Runnable::run);
        release = Optional.empty();
    }
}
