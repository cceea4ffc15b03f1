package io.havip.observe;

import io.havip.observe.InstanceStatus.Identity;
import io.havip.vrrp.DropReason;
import io.havip.vrrp.State;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The metrics of keepalived's exporters (mehdy/keepalived-exporter): their names, labels and values, for dashboards that
 * have them. They only repeat what the product's own metrics say.
 */
final class KeepalivedMeters {
    private static final double SECOND_NANOS = 1e9;

    private final MeterRegistry registry;

    KeepalivedMeters(MeterRegistry registry) {
        this.registry = registry;
        gauge("keepalived.up", "Status", Tags.empty(), () -> 1);
    }

    /** A tracker's verdict. */
    void script(String name, BooleanSupplier healthy) {
        gauge(
                "keepalived.script.status",
                "Tracker Script Status",
                Tags.of("name", name),
                () -> healthy.getAsBoolean() ? 1 : 0);
    }

    /** What a virtual router has counted, as the exporters see it. */
    static final class Counts {
        final LongAdder becameMaster = new LongAdder();
        final LongAdder releasedMaster = new LongAdder();
        final LongAdder zeroReceived = new LongAdder();
        final LongAdder zeroSent = new LongAdder();
        /** The registry refers to them weakly. */
        private final List<DoubleSupplier> sources = new ArrayList<>();

        void transition(State from, State to) {
            if (to == State.ACTIVE) {
                becameMaster.increment();
            } else if (from == State.ACTIVE) {
                releasedMaster.increment();
            }
        }
    }

    void virtualRouter(
            Identity identity,
            Supplier<InstanceStatus> status,
            DoubleSupplier sent,
            DoubleSupplier received,
            ToDoubleFunction<DropReason> discarded,
            Counts counts) {
        identity.addresses().forEach(address -> address(identity, address, status));
        var tags = tags(identity);
        counter(counts, "advertisements.received", "Advertisements received", tags, received);
        counter(counts, "advertisements.sent", "Advertisements sent", tags, sent);
        counter(counts, "become.master", "Became master", tags, counts.becameMaster::sum);
        counter(counts, "release.master", "Released master", tags, counts.releasedMaster::sum);
        counter(counts, "priority.zero.received", "Priority zero received", tags, counts.zeroReceived::sum);
        counter(counts, "priority.zero.sent", "Priority zero sent", tags, counts.zeroSent::sum);
        counter(
                counts,
                "gratuitous.arp.delay",
                "Gratuitous ARP delay",
                tags,
                () -> identity.announcementDelayNanos() / SECOND_NANOS);
        errors(
                counts,
                "packet.length.errors",
                "Packet length errors",
                tags,
                discarded,
                DropReason.LENGTH,
                DropReason.TOTAL_LENGTH);
        errors(
                counts,
                "advertisements.interval.errors",
                "Advertisement interval errors",
                tags,
                discarded,
                DropReason.INTERVAL);
        errors(counts, "ip.ttl.errors", "TTL errors", tags, discarded, DropReason.HOP_LIMIT);
        errors(counts, "invalid.type.received", "Invalid type errors", tags, discarded, DropReason.TYPE);
        // The address list never decides whether an advertisement counts, and a type of authentication is never
        // unknown.
        errors(counts, "address.list.errors", "Address list errors", tags, discarded);
        errors(counts, "authentication.invalid", "Authentication invalid", tags, discarded);
        errors(
                counts,
                "authentication.mismatch",
                "Authentication mismatch",
                tags,
                discarded,
                DropReason.AUTHENTICATION_TYPE);
        errors(counts, "authentication.failure", "Authentication failure", tags, discarded, DropReason.AUTHENTICATION);
    }

    private static Tags tags(Identity identity) {
        return Tags.of(
                "iname",
                identity.instance(),
                "intf",
                identity.interfaceName(),
                "vrid",
                Integer.toString(identity.vrid()));
    }

    /** What the virtual router holds has changed. */
    void addresses(Identity former, Identity present, Supplier<InstanceStatus> status) {
        for (var address : former.addresses()) {
            if (!present.addresses().contains(address)) {
                Meters.removeTagged(registry, tags(former, address));
            }
        }
        present.addresses().forEach(address -> address(present, address, status));
    }

    private void address(Identity identity, InstanceStatus.Address address, Supplier<InstanceStatus> status) {
        gauge(
                address.advertised() ? "keepalived.vrrp.state" : "keepalived.vrrp.excluded.state",
                address.advertised() ? "State of vrrp" : "State of vrrp with excluded VIP",
                tags(identity, address),
                () -> number(status.get().state()));
    }

    private static Tags tags(Identity identity, InstanceStatus.Address address) {
        return Tags.of(
                "iname", identity.instance(),
                "intf", address.interfaceName(),
                "vrid", Integer.toString(identity.vrid()),
                "ip_address", address.text());
    }

    /** The virtual router is no more. */
    void close(Identity identity) {
        identity.addresses().forEach(address -> Meters.removeTagged(registry, tags(identity, address)));
        Meters.removeTagged(registry, tags(identity));
    }

    /** There is no such tracker any longer. */
    void scriptEnded(String name) {
        Meters.removeTagged(registry, Tags.of("name", name));
    }

    /** keepalived's numbers. */
    private static int number(State state) {
        return switch (state) {
            case INITIALIZE -> 0;
            case BACKUP -> 1;
            case ACTIVE -> 2;
            case FAULT -> 3;
        };
    }

    private void errors(
            Counts counts,
            String name,
            String description,
            Tags tags,
            ToDoubleFunction<DropReason> discarded,
            DropReason... reasons) {
        counter(
                counts,
                name,
                description,
                tags,
                () -> Arrays.stream(reasons).mapToDouble(discarded).sum());
    }

    private void counter(Counts counts, String name, String description, Tags tags, DoubleSupplier value) {
        counts.sources.add(value);
        FunctionCounter.builder("keepalived." + name, value, DoubleSupplier::getAsDouble)
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private void gauge(String name, String description, Tags tags, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).tags(tags).register(registry);
    }
}
