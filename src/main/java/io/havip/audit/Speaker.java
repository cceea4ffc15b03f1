package io.havip.audit;

import io.havip.wire.MacAddress;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** A router that has advertised, and whether it is active. */
final class Speaker {
    private static final int PLACES_MAX = 8;

    private final Set<MacAddress> places = new LinkedHashSet<>();
    private Heard last;
    private Optional<Tenancy> tenancy = Optional.empty();
    private boolean wasActive;

    Speaker(Heard first) {
        last = first;
        places.add(MacAddress.virtual(first.family(), first.advertisement().vrid()));
    }

    /** It advertises itself as active. */
    void speaks(Heard heard) {
        last = heard;
        heard.sender().filter(_ -> places.size() < PLACES_MAX).ifPresent(places::add);
    }

    /** What it said last, but for a release. */
    Heard last() {
        return last;
    }

    /** Where it receives what is sent to the addresses that it has: its own MAC address, or the virtual router's. */
    Set<MacAddress> places() {
        return places;
    }

    /** Empty while it is not active. */
    Optional<Tenancy> tenancy() {
        return tenancy;
    }

    /** Whether it has been active before. */
    boolean wasActive() {
        return wasActive;
    }

    void begins(Tenancy anew) {
        tenancy = Optional.of(anew);
        wasActive = true;
    }

    void ends() {
        tenancy = Optional.empty();
    }
}
