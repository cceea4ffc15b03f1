package io.havip.gateway.loop;

import io.havip.gateway.host.Host;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.linux.AddressIdentity;
import io.havip.linux.AddressLease;
import io.havip.linux.Workers;
import io.havip.observe.journal.Entry;

/** Of a warm-up: takes none of the kernel's locks, which others may hold for milliseconds, and keeps its journal to itself. */
final class QuietStage extends Stage {
    private final Host host;

    QuietStage(Host host, Workers workers, InstanceSettings settings) {
        super(host, workers, settings);
        this.host = host;
    }

    @Override
    void request(AddressLease lease) {
        host.network().rehearse(lease);
    }

    @Override
    public void renewAddress(AddressLease lease) {}

    @Override
    public boolean deleteAddress(AddressIdentity address) {
        return false;
    }

    @Override
    void tell(Entry entry) {}
}
