package io.havip.insight;

import io.havip.config.GatewayConfig;
import io.havip.config.text.Durations;
import io.havip.gateway.settings.InstanceSettings;
import io.havip.gateway.settings.SyncGroupSettings;
import io.havip.gateway.settings.Transport;
import io.havip.haproxy.HaproxySettings;
import io.havip.vrrp.Authentication;
import io.havip.vrrp.Authentication.Hmac;
import io.havip.vrrp.VirtualRouterSettings.Reaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What is allowed, and yet seldom meant, in one instance: each in a sentence with what else to do. */
final class Concerns {
    /** Below it, a normally scheduled thread on a busy host is late by as much as three intervals. */
    private static final long FAST_NANOS = 50_000_000L;
    /** As many as a thousand virtual routers send that advertise once a second. */
    private static final double BUSY_PER_SECOND = 1_000;

    private final InstanceSettings instance;
    private final GatewayConfig config;
    private final List<String> found = new ArrayList<>();

    private Concerns(InstanceSettings instance, GatewayConfig config) {
        this.instance = instance;
        this.config = config;
    }

    static List<String> of(InstanceSettings instance, GatewayConfig config) {
        var concerns = new Concerns(instance, config);
        concerns.owner();
        concerns.weights();
        concerns.lastResort();
        concerns.syncGroup();
        concerns.stayingBackups();
        concerns.slowChecks();
        concerns.trust();
        concerns.speed();
        concerns.announcements();
        concerns.nothingFollowed();
        return concerns.found;
    }

    private void weights() {
        if (instance.router().owner() || PriorityRange.weighted(instance).isEmpty()) {
            return;
        }
        var range = PriorityRange.of(instance);
        int healthy = Failure.healthyPriority(instance);
        found.add("weights move the priority between " + range.lowestEffective() + " and " + range.highestEffective()
                + "; while everything works it is " + healthy
                + ": the address moves only if the others' lies between; with --peer this says whether it does");
        if (range.highest() > PriorityRange.MAX) {
            found.add("the weights add up to " + range.highest() + ", and " + PriorityRange.MAX
                    + " is the most: the failure of one may change nothing; lower the priority or the weights");
        }
        if (range.lowest() < PriorityRange.MIN) {
            found.add("the weights take the priority down to " + PriorityRange.MIN
                    + ", the least there is: two nodes there are told apart by their addresses only");
        }
    }

    private void lastResort() {
        var router = instance.router();
        if (router.has(Reaction.REPLACES_LAST_RESORT)
                && !router.owner()
                && PriorityRange.of(instance).lowestEffective() == PriorityRange.MIN) {
            found.add("its priority is, or becomes, " + PriorityRange.MIN
                    + ", that of a last resort: routers with last-resort replace it whatever their preempt says; keep"
                    + " it at 2 at least");
        }
    }

    /** A member that would yield alone is not followed: its group is taken over when all members would be. */
    private void syncGroup() {
        var group = instance.syncGroup().map(SyncGroupSettings::name);
        if (group.isEmpty()) {
            return;
        }
        var others = config.instances().stream()
                .filter(other -> other != instance
                        && other.syncGroup().map(SyncGroupSettings::name).equals(group))
                .toList();
        var weighted = Set.copyOf(PriorityRange.weighted(instance));
        if (others.stream()
                .anyMatch(other -> !Set.copyOf(PriorityRange.weighted(other)).containsAll(weighted))) {
            found.add("its weights move its own priority, and the sync group " + group.get()
                    + " is taken over when all its members would be: track the same with the same weight in each of"
                    + " them, or without a weight");
        }
        others.stream()
                .filter(other -> other.router().priority() != instance.router().priority())
                .findFirst()
                .ifPresent(other ->
                        found.add("its priority is " + instance.router().priority() + " and that of "
                                + other.name() + ", in the same sync group, "
                                + other.router().priority()
                                + ": one node should be the better one for all of the group; give all its"
                                + " members one priority"));
    }

    private void owner() {
        if (instance.router().owner()) {
            found.add("priority 255 says that the addresses are this host's own, configured on it for good; where they"
                    + " only move, 254 is the highest");
        }
    }

    private void announcements() {
        var announcements = instance.moving().announcements();
        if (announcements.takeover().delayNanos() == 0
                && announcements.refresh().everyNanos() == 0) {
            found.add(
                    "the addresses are announced at the takeover only: a switch that is not ready then goes on sending"
                            + " to the former node; garp_master_delay (announce: delay) does it once more");
        }
    }

    private void stayingBackups() {
        boolean haproxyWeighted = PriorityRange.weighted(instance).stream()
                .anyMatch(tracking -> tracking.tracker().equals(HaproxySettings.TRACKER));
        if (haproxyWeighted && !instance.router().preemption().preempt()) {
            found.add("HAProxy's failure only lowers the priority, and a peer that does not preempt either leaves the"
                    + " address here, without HAProxy; give it no weight, so that its failure releases the role");
        }
    }

    private void slowChecks() {
        for (var script : config.trackers().scripts()) {
            boolean followed = instance.tracking().health().stream()
                    .anyMatch(tracking -> tracking.tracker().equals(script.name()));
            if (followed && script.timeoutNanos() > script.intervalNanos()) {
                found.add(script.name() + " may take " + Durations.show(script.timeoutNanos())
                        + ", longer than its interval of " + Durations.show(script.intervalNanos())
                        + ": a hang is noticed that much later");
            }
            if (followed
                    && Failure.detectionNanos(script) > 10 * instance.router().activeDownIntervalNanos()) {
                found.add(script.name() + " takes up to " + Durations.show(Failure.detectionNanos(script))
                        + " to notice a failure, far more than a vanished node costs; shorten its interval,"
                        + " timeout or fall");
            }
        }
    }

    private void trust() {
        if (instance.exchange().authentication() instanceof Authentication.Password) {
            found.add("the password is sent in the clear: it keeps apart routers with one VRID, and nobody out");
        }
        boolean signed = instance.exchange().authentication() instanceof Hmac hmac && hmac.mode() == Hmac.Mode.ENFORCE;
        if (instance.exchange().transport() instanceof Transport.Unicast
                && !instance.exchange().checkSource()
                && !signed) {
            found.add(
                    "unicast advertisements are accepted of anyone; check_unicast_src (check-source: true) accepts the"
                            + " peers' only");
        }
    }

    private void speed() {
        if (instance.router().timing().advertisementIntervalNanos() < FAST_NANOS) {
            found.add("an interval below " + Durations.show(FAST_NANOS)
                    + " needs real-time scheduling on all routers (CAP_SYS_NICE)");
        }
        double perSecond = config.instances().stream()
                .mapToDouble(each -> 1e9 / each.router().timing().advertisementIntervalNanos())
                .sum();
        if (perSecond > BUSY_PER_SECOND && instance == config.instances().getFirst()) {
            found.add("all instances together send some " + Math.round(perSecond)
                    + " advertisements a second while they are active; longer intervals leave the loop more time");
        }
    }

    private void nothingFollowed() {
        if (instance.tracking().health().isEmpty()) {
            found.add("nothing but the interface is followed: an active node whose service has failed stays active");
        }
    }
}
