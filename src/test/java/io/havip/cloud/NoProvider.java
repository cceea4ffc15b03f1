package io.havip.cloud;

import io.havip.linux.Clock;

/** Of settings whose provider is never opened. */
final class NoProvider implements ProviderSettings {
    @Override
    public String name() {
        return "none";
    }

    @Override
    public String place() {
        return "nowhere";
    }

    @Override
    public Provider open(CallLimits limits, Clock clock) {
        throw new IllegalStateException("nothing is called");
    }
}
