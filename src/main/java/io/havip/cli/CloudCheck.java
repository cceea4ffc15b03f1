package io.havip.cli;

import io.havip.cloud.CallFailed;
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
import java.util.List;

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
            remarks.error("no cloud is configured: describe it in a section cloud");
        } else {
            ask(config.cloud().get(), config.instances(), remarks);
        }
        return new CloudCheck(remarks.lines(), remarks.sound());
    }

    private static void ask(CloudSettings settings, List<InstanceSettings> instances, Remarks remarks)
            throws InterruptedException {
        try (var provider = settings.provider().open(settings.limits(), Clock.MACHINE)) {
            for (var instance : instances) {
                var transport = instance.exchange().transport();
                var peers = transport instanceof Transport.Unicast unicast ? unicast.peers() : List.<InetAddress>of();
                for (var wanted : CloudAddresses.of(List.of(instance))) {
                    new Asking(provider, peers, remarks).ask(wanted);
                }
                // No cloud's private network forwards multicast between instances, unless it is told to.
                if (transport instanceof Transport.Multicast) {
                    remarks.warning("%s: clouds' networks have no multicast: name the other nodes as unicast peers"
                            .formatted(instance.name()));
                }
            }
        }
    }

    String text() {
        return "\nIn the cloud, as its API says now:\n"
                + String.join("", lines.stream().map(line -> "  " + line + "\n").toList());
    }

    private record Asking(Provider provider, List<InetAddress> peers, Remarks remarks) {
        private void ask(Wanted wanted) throws InterruptedException {
            for (var on : wanted.addresses().entrySet()) {
                for (var address : on.getValue()) {
                    ask(wanted.instance(), on.getKey(), address);
                }
                provider.inspect(on.getKey(), peers, remarks);
            }
        }

        private void ask(String instance, String interfaceName, InetAddress address) throws InterruptedException {
            var held = provider.addresses(instance, interfaceName, List.of(address));
            if (held.isEmpty()) {
                remarks.warning(
                        "%s: this cloud is asked for IPv4 addresses alone: this one is announced, and nothing else"
                                .formatted(IpAddress.text(address)));
            }
            for (var each : held) {
                ask(each);
            }
        }

        private void ask(CloudAddress address) throws InterruptedException {
            try {
                var reading = address.read();
                if (reading.mayHold()) {
                    remarks.tell(address.name() + ": " + holder(reading) + "; "
                            + (address.movesByAnnouncement()
                                    ? "it follows announcements, and this node may hold it"
                                    : "calls move it, and nothing speaks against this node"));
                } else {
                    remarks.error(
                            "%s: %s; this node may not hold it: its subnet, its drift range, or who has it now forbid it"
                                    .formatted(address.name(), holder(reading)));
                }
                address.inspect(reading, peers, remarks);
            } catch (CallFailed e) {
                remarks.error("%s: %s (%s)".formatted(address.name(), e.getMessage(), e.code()));
            }
        }

        private static String holder(Reading reading) {
            return reading.here()
                    ? "held by this node"
                    : reading.holder().map(holder -> "held by " + holder).orElse("held by nobody");
        }
    }
}
