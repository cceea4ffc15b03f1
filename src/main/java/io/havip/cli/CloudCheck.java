package io.havip.cli;

import io.havip.cloud.CallFailed;
import io.havip.cloud.CallFailed.Kind;
import io.havip.cloud.CloudAddress;
import io.havip.cloud.CloudAddress.Reading;
import io.havip.cloud.CloudOwnership.Wanted;
import io.havip.cloud.CloudSettings;
import io.havip.cloud.Provider;
import io.havip.cloud.Remarks;
import io.havip.config.GatewayConfig;
import io.havip.gateway.CloudAddresses;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.Transport;
import io.havip.linux.Clock;
import io.havip.wire.IpAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the cloud's API says of this node's addresses now: asked, and nothing changed.
 *
 * @param sound whether this node may hold all of them, as far as the API tells
 */
record CloudCheck(List<String> lines, boolean sound) {
    CloudCheck {
        lines = List.copyOf(lines);
    }

    static CloudCheck of(GatewayConfig config) throws InterruptedException {
        var remarks = new Remarks();
        if (config.cloud().isEmpty()) {
            remarks.error("no cloud is configured", "describe it in a section cloud");
        } else {
            ask(config.cloud().get(), config.instances(), remarks);
        }
        return new CloudCheck(remarks.lines(), remarks.sound());
    }

    private static void ask(CloudSettings settings, List<InstanceSettings> instances, Remarks remarks)
            throws InterruptedException {
        try (var provider = settings.provider().open(settings.limits(), Clock.MACHINE)) {
            var asking = new Asking(provider, remarks);
            for (var instance : instances) {
                for (var wanted : CloudAddresses.of(List.of(instance))) {
                    asking.ask(instance, wanted);
                }
            }
            asking.tellFailures();
        }
    }

    String text() {
        return "\nIn the cloud, as its API says now:\n"
                + String.join(
                        "",
                        lines.stream()
                                .map(line -> "  " + line.replace("\n", "\n  ") + "\n")
                                .toList());
    }

    private static final class Asking {
        /** They are the node's own, and no address's: another one would only be waited for as long. */
        private static final Set<Kind> OF_THE_NODE =
                EnumSet.of(Kind.PASSING, Kind.UNKNOWN, Kind.THROTTLED, Kind.CREDENTIALS, Kind.CLOCK);

        private final Provider provider;
        private final Remarks remarks;
        private final Map<Failure, List<String>> failures = new LinkedHashMap<>();
        private final List<String> unasked = new ArrayList<>();
        private boolean stopped;

        private record Failure(String sentence, String mend) {}

        Asking(Provider provider, Remarks remarks) {
            this.provider = provider;
            this.remarks = remarks;
        }

        void ask(InstanceSettings instance, Wanted wanted) throws InterruptedException {
            var transport = instance.exchange().transport();
            var peers = transport instanceof Transport.Unicast unicast ? unicast.peers() : List.<InetAddress>of();
            // No cloud's private network forwards multicast between instances, unless it is told to.
            if (transport instanceof Transport.Multicast) {
                remarks.warning("%s: clouds' networks have no multicast: name the other nodes as unicast peers"
                        .formatted(instance.name()));
            }
            if (wanted.addresses().isEmpty()) {
                remarks.tell("%s: the cloud is not asked: %s"
                        .formatted(
                                instance.name(),
                                instance.moving().announcements().by().calls()
                                        ? "it has no addresses"
                                        : "its addresses are announced by arp alone"));
            }
            for (var on : wanted.addresses().entrySet()) {
                boolean known = false;
                for (var address : on.getValue()) {
                    known |= ask(wanted.instance(), on.getKey(), address, peers);
                }
                if (known) {
                    provider.inspect(on.getKey(), peers, remarks);
                }
            }
        }

        private boolean ask(String instance, String interfaceName, InetAddress address, List<InetAddress> peers)
                throws InterruptedException {
            var held = provider.addresses(instance, interfaceName, List.of(address));
            if (held.isEmpty()) {
                remarks.warning(
                        "%s: this cloud is asked for IPv4 addresses alone: this one is announced, and nothing else"
                                .formatted(IpAddress.text(address)));
            }
            boolean known = false;
            for (var each : held) {
                known |= ask(each, peers);
            }
            return known;
        }

        /** @return whether it could be asked */
        private boolean ask(CloudAddress address, List<InetAddress> peers) throws InterruptedException {
            if (stopped) {
                unasked.add(address.name());
                return false;
            }
            try {
                tell(address, address.read(), peers);
                return true;
            } catch (CallFailed e) {
                stopped = OF_THE_NODE.contains(e.kind());
                failures.computeIfAbsent(
                                new Failure("%s (%s)".formatted(e.getMessage(), e.code()), e.mend()),
                                _ -> new ArrayList<>())
                        .add(address.name());
                return false;
            }
        }

        private void tell(CloudAddress address, Reading reading, List<InetAddress> peers) throws InterruptedException {
            var around = new Remarks();
            address.inspect(reading, peers, around);
            if (reading.mayHold()) {
                remarks.tell("%s: %s; %s%s"
                        .formatted(
                                address.name(),
                                holder(reading),
                                address.movesByAnnouncement() ? "it follows announcements" : "calls move it",
                                around.sound() ? ", and nothing speaks against this node" : ""));
            } else {
                remarks.error(
                        "%s: %s; this node may not hold it".formatted(address.name(), holder(reading)),
                        "see its subnet, its drift range, and who has it now: one of them forbids it");
            }
            remarks.add(around);
        }

        private static String holder(Reading reading) {
            return reading.here()
                    ? "held by this node"
                    : reading.holder().map(holder -> "held by " + holder).orElse("held by nobody");
        }

        /** Each once, whichever addresses it keeps away. */
        void tellFailures() {
            failures.forEach((failure, names) ->
                    remarks.error("%s: %s".formatted(String.join(", ", names), failure.sentence()), failure.mend()));
            if (!unasked.isEmpty()) {
                remarks.tell("not asked for after that: " + String.join(", ", unasked));
            }
        }
    }
}
