package io.havip.cli;

import io.havip.cloud.CallFailed;
import io.havip.cloud.CloudAddress;
import io.havip.cloud.CloudAddress.Reading;
import io.havip.cloud.CloudOwnership.Wanted;
import io.havip.cloud.CloudSettings;
import io.havip.cloud.Provider;
import io.havip.config.GatewayConfig;
import io.havip.gateway.CloudAddresses;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.Transport;
import io.havip.linux.Clock;
import java.util.ArrayList;
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
        if (config.cloud().isEmpty()) {
            return new CloudCheck(List.of("error: no cloud is configured: describe it in a section cloud"), false);
        }
        var check = new Asking(config.cloud().get());
        try (var provider = check.settings.provider().open(check.settings.limits(), Clock.MACHINE)) {
            for (var wanted : CloudAddresses.of(config.instances())) {
                check.ask(provider, wanted);
            }
        }
        config.instances().forEach(check::unicast);
        return new CloudCheck(check.lines, check.sound);
    }

    String text() {
        return "\nIn the cloud, as its API says now:\n"
                + String.join("", lines.stream().map(line -> "  " + line + "\n").toList());
    }

    private static final class Asking {
        private final CloudSettings settings;
        private final List<String> lines = new ArrayList<>();
        private boolean sound = true;

        private Asking(CloudSettings settings) {
            this.settings = settings;
        }

        private void ask(Provider provider, Wanted wanted) throws InterruptedException {
            for (var on : wanted.addresses().entrySet()) {
                for (var address : provider.addresses(wanted.instance(), on.getKey(), on.getValue())) {
                    ask(address);
                }
            }
        }

        private void ask(CloudAddress address) throws InterruptedException {
            try {
                var reading = address.read();
                if (reading.mayHold()) {
                    lines.add(address.name() + ": " + holder(reading) + "; "
                            + (address.movesByAnnouncement()
                                    ? "it follows announcements, and this node may hold it"
                                    : "calls move it, and nothing speaks against this node"));
                } else {
                    error("%s: %s; this node may not hold it: its subnet, its drift range, or who has it now forbid it"
                            .formatted(address.name(), holder(reading)));
                }
            } catch (CallFailed e) {
                error("%s: %s (%s)".formatted(address.name(), e.getMessage(), e.code()));
            }
        }

        private static String holder(Reading reading) {
            return reading.here()
                    ? "held by this node"
                    : reading.holder().map(holder -> "held by " + holder).orElse("held by nobody");
        }

        /** No cloud's private network forwards multicast between instances, unless it is told to. */
        private void unicast(InstanceSettings instance) {
            if (instance.exchange().transport() instanceof Transport.Multicast) {
                lines.add("warning: %s: clouds' networks have no multicast: name the other nodes as unicast peers"
                        .formatted(instance.name()));
            }
        }

        private void error(String sentence) {
            lines.add("error: " + sentence);
            sound = false;
        }
    }
}
