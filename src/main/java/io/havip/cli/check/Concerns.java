package io.havip.cli.check;

import io.havip.config.GatewayConfig;
import io.havip.config.draft.Durations;
import io.havip.gateway.InstanceSettings;
import io.havip.gateway.Transport;
import io.havip.health.Tracking;
import io.havip.vrrp.Authentication;
import java.util.ArrayList;
import java.util.List;

/** What is allowed, and yet seldom meant, in one instance: each in a sentence with what else to do. */
final class Concerns {
    private static final int PRIORITY_MIN = 1;
    private static final int PRIORITY_MAX = 254;
    /** Below it, a normally scheduled thread on a busy host is late by as much as three intervals. */
    private static final long FAST_NANOS = 50_000_000L;

    private final InstanceSettings instance;
    private final GatewayConfig config;
    private final List<String> found = new ArrayList<>();

    private Concerns(InstanceSettings instance, GatewayConfig config) {
        this.instance = instance;
        this.config = config;
    }

    static List<String> of(InstanceSettings instance, GatewayConfig config) {
        var concerns = new Concerns(instance, config);
        concerns.weights();
        concerns.stayingBackups();
        concerns.slowChecks();
        concerns.trust();
        concerns.speed();
        concerns.nothingFollowed();
        return concerns.found;
    }

    private void weights() {
        if (instance.router().owner() || weighted().isEmpty()) {
            return;
        }
        int healthy = Failure.healthyPriority(instance);
        int lowest = Failure.lowestPriority(instance);
        found.add("weights move the priority between " + lowest + " and " + healthy
                + ": the address moves only if the others' lies between; with --peer this says whether it does");
        int unbounded = instance.router().priority()
                + weighted().stream()
                        .filter(tracking -> tracking.weight() > 0 && !tracking.reverse())
                        .mapToInt(Tracking::weight)
                        .sum();
        if (unbounded > PRIORITY_MAX) {
            found.add("while everything works the weights add up to " + unbounded + ", and " + PRIORITY_MAX
                    + " is the most: the failure of one may change nothing; lower the priority or the weights");
        }
        if (lowest == PRIORITY_MIN) {
            found.add("the weights take the priority down to " + PRIORITY_MIN
                    + ", the least there is: two nodes there are told apart by their addresses only");
        }
    }

    private List<Tracking> weighted() {
        return instance.trackedHealth().stream()
                .filter(tracking -> tracking.weight() != 0)
                .toList();
    }

    private void stayingBackups() {
        boolean haproxyWeighted =
                weighted().stream().anyMatch(tracking -> tracking.tracker().equals(GatewayConfig.HAPROXY_TRACKER));
        if (haproxyWeighted && !instance.router().preempt()) {
            found.add(
                    "HAProxy's failure only lowers the priority, and a peer that does not preempt either leaves the address"
                            + " here, without HAProxy; give it no weight, so that its failure releases the role");
        }
    }

    private void slowChecks() {
        for (var script : config.scripts()) {
            boolean followed = instance.trackedHealth().stream()
                    .anyMatch(tracking -> tracking.tracker().equals(script.name()));
            if (followed && script.timeoutNanos() > script.intervalNanos()) {
                found.add(script.name() + " may take " + Durations.show(script.timeoutNanos())
                        + ", longer than its interval of " + Durations.show(script.intervalNanos())
                        + ": a hang is noticed that much later");
            }
            if (followed
                    && Failure.detectionNanos(script) > 10 * instance.router().activeDownIntervalNanos()) {
                found.add(
                        script.name() + " takes up to " + Durations.show(Failure.detectionNanos(script))
                                + " to notice a failure, far more than a vanished node costs; shorten its interval, timeout or fall");
            }
        }
    }

    private void trust() {
        if (instance.authentication() instanceof Authentication.Password) {
            found.add("the password is sent in the clear: it keeps apart routers with one VRID, and nobody out");
        }
        if (instance.transport() instanceof Transport.Unicast && !instance.checkSource()) {
            found.add(
                    "unicast advertisements are accepted of anyone; check_unicast_src (check-source: true) accepts the peers'"
                            + " only");
        }
    }

    private void speed() {
        if (instance.router().advertisementIntervalNanos() < FAST_NANOS) {
            found.add("an interval below " + Durations.show(FAST_NANOS)
                    + " needs real-time scheduling on all routers (CAP_SYS_NICE)");
        }
    }

    private void nothingFollowed() {
        if (instance.trackedHealth().isEmpty()) {
            found.add("nothing but the interface is followed: an active node whose service has failed stays active");
        }
    }
}
