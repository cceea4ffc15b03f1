package io.havip.cloud;

import io.havip.linux.Clock;

/** What is said of a provider in its section. */
public interface ProviderSettings {
    /** Its name, as sections and metrics have it, e.g. {@code aws}. */
    String name();

    /** Which one of its kind: a region, a host. */
    String place();

    /** What asks it. Nothing is called yet. */
    Provider open(CallLimits limits, Clock clock);
}
