package io.havip.console;

import io.havip.cloud.Holding;
import io.havip.gateway.Gateway.Snapshot;
import io.havip.health.Verdict;
import io.havip.linux.Clock;
import io.havip.observe.Circumstances;
import io.havip.observe.Finding;
import io.havip.observe.InstanceReport;
import io.havip.observe.StrayReport;
import io.havip.observe.TransitionReport;
import io.havip.vrrp.DropReason;
import io.havip.vrrp.Peer;
import io.havip.wire.IpAddress;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A gateway at one moment, in the fields that docs/status.md lists.
 *
 * @param routerName the node's name
 * @param startedEpochMillis since when it runs, by the clock of the day
 * @param lastReload empty if there was none
 */
record StatusReport(
        String routerName,
        String version,
        long startedEpochMillis,
        Snapshot gateway,
        Optional<LastReload> lastReload,
        Clock clock) {

    JsonObject json() {
        var json = new JsonObject()
                .put("router", routerName)
                .put("version", version)
                .put("started", time(startedEpochMillis))
                .put("at", time(clock.epochMillis()))
                .put("well", well());
        lastReload.ifPresent(reload -> json.put(
                "last_reload",
                new JsonObject()
                        .put("success", reload.outcome().success())
                        .put("at", time(reload.atEpochMillis()))
                        .put("message", reload.outcome().message())));
        return json.put("instances", array(gateway.instances().stream().map(this::instance)))
                .put("stray", array(gateway.strays().stream().map(StatusReport::stray)))
                .put("trackers", array(gateway.verdicts().stream().map(this::tracker)));
    }

    /** Nothing is faulty, unhealthy or wrong with a peer, and the last reload was taken up. */
    private boolean well() {
        return gateway.instances().stream()
                        .map(InstanceReport::status)
                        .allMatch(status -> status.ready() && status.findings().isEmpty())
                && gateway.verdicts().stream().allMatch(Verdict::healthy)
                && lastReload.stream().allMatch(reload -> reload.outcome().success())
                && gateway.alive();
    }

    private JsonObject instance(InstanceReport report) {
        var identity = report.identity();
        var status = report.status();
        var json = new JsonObject()
                .put("name", identity.instance())
                .put("vrid", identity.vrid())
                .put("interface", identity.interfaceName())
                .put("family", label(identity.family()))
                .put("state", label(status.role().state()))
                .put("last_resort", status.role().lastResort())
                .put(
                        "priority",
                        new JsonObject()
                                .put("configured", identity.configuredPriority())
                                .put("effective", status.role().priority()))
                .put("active_down_interval_seconds", status.role().activeDownIntervalNanos() / 1e9);
        if (status.changedAtEpochMillis() > 0) {
            json.put("since", time(status.changedAtEpochMillis()));
        }
        var since = status.since();
        status.heldBack().ifPresent(reason -> json.put("held_back", reason));
        since.heldBack().ifPresent(began -> json.put("held_back_since", time(began)));
        status.activePeer().ifPresent(peer -> json.put("active_peer", activePeer(peer, report.heard())));
        json.put(
                "heard",
                array(report.heard().stream()
                        .sorted(Comparator.comparing(heard -> IpAddress.text(heard.address())))
                        .map(heard -> new JsonObject()
                                .put("address", IpAddress.text(heard.address()))
                                .put("priority", heard.priority())
                                .put("at", timeOf(heard.atNanos())))));
        json.put(
                "addresses",
                array(identity.addresses().stream()
                        .map(address -> since(
                                new JsonObject()
                                        .put("address", address.text())
                                        .put("interface", address.interfaceName())
                                        .put("bound", status.boundAddresses().contains(address.address())),
                                since.bound().get(address.address())))));
        json.put(
                "faults",
                array(status.faults().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(fault -> since(
                                new JsonObject().put("of", fault.getKey()).put("reason", fault.getValue()),
                                since.faults().get(fault.getKey())))));
        json.put(
                "findings",
                array(status.findings().stream()
                        .map(finding -> since(finding(finding), since.findings().get(finding.kind())))));
        if (!report.holdings().isEmpty()) {
            json.put("cloud", array(report.holdings().stream().map(StatusReport::holding)));
        }
        json.put("discarded", discarded(report.discarded()));
        report.lastTransition().ifPresent(transition -> json.put("last_transition", transition(transition)));
        return json;
    }

    private JsonObject activePeer(Peer peer, List<Circumstances.Heard> all) {
        var json =
                new JsonObject().put("address", IpAddress.text(peer.address())).put("priority", peer.priority());
        all.stream()
                .filter(heard -> heard.address().equals(peer.address()))
                .findFirst()
                .ifPresent(heard -> json.put("heard", timeOf(heard.atNanos())));
        return json;
    }

    private static JsonObject since(JsonObject json, @Nullable Long epochMillis) {
        return epochMillis == null ? json : json.put("since", time(epochMillis));
    }

    private static JsonObject holding(Holding holding) {
        var json = new JsonObject().put("address", holding.name()).put("provider", holding.provider());
        holding.reading().ifPresent(reading -> {
            json.put("here", reading.here())
                    .put("may_hold", reading.mayHold())
                    .put("read", time(holding.readAtEpochMillis()));
            reading.holder().ifPresent(holder -> json.put("holder", holder));
        });
        return json.put("corrections", holding.corrections()).put("changes_left", holding.changesLeft());
    }

    private static JsonObject stray(StrayReport report) {
        return new JsonObject()
                .put("interface", report.interfaceName())
                .put("family", label(report.family()))
                .put("discarded", discarded(report.discarded()));
    }

    private static JsonArray discarded(Map<DropReason, Long> counts) {
        return array(counts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(discarded -> new JsonObject()
                        .put("reason", label(discarded.getKey()))
                        .put("count", discarded.getValue())
                        .put("sentence", sentence(discarded.getKey()))));
    }

    private static JsonObject finding(Finding finding) {
        return new JsonObject()
                .put("finding", label(finding.kind()))
                .put("sentence", finding.sentence())
                .put("mend", finding.mend());
    }

    private static JsonObject transition(TransitionReport transition) {
        var phases = new JsonObject();
        transition.phaseNanos().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(phase -> phases.put(label(phase.getKey()), phase.getValue() / 1e9));
        return new JsonObject()
                .put("from", label(transition.from()))
                .put("to", label(transition.to()))
                .put("cause", label(transition.cause()))
                .put("explanation", transition.explanation())
                .put("at", time(transition.atEpochMillis()))
                .put("phase_seconds", phases);
    }

    private JsonObject tracker(Verdict verdict) {
        return new JsonObject()
                .put("name", verdict.tracker())
                .put("healthy", verdict.healthy())
                .put("since", timeOf(verdict.seenAtNanos()))
                .put("reason", verdict.reason());
    }

    /** What a packet that failed this check was like. */
    private static String sentence(DropReason reason) {
        return switch (reason) {
            case LENGTH -> "shorter than a VRRP header";
            case HOP_LIMIT -> "a TTL outside the accepted range: routed, or forged";
            case VERSION -> "another version of VRRP than this virtual router's";
            case TYPE -> "no advertisement: another type of VRRP packet";
            case VRID -> "a VRID that no virtual router here has";
            case TOTAL_LENGTH -> "an address count that does not fit the length";
            case CHECKSUM -> "a wrong checksum, in every form there is";
            case MALFORMED -> "no address, an interval of 0, or a trailer of an unknown kind";
            case AUTHENTICATION_TYPE -> "another type of authentication, or a key that is not known here";
            case AUTHENTICATION -> "another password or key";
            case STALE -> "made at another time of day: clocks differ, or an old one was repeated";
            case REPLAY -> "no newer than what its sender has sent before";
            case DESTINATION -> "sent to a group where unicast is configured, to another group, or the other way round";
            case SOURCE -> "from none of the configured unicast peers";
            case OWN_SOURCE -> "from this router's own address";
            case INTERVAL -> "another advertisement interval, which version 2 does not allow";
        };
    }

    /** @param nanos of the monotonic clock */
    private String timeOf(long nanos) {
        return time(clock.epochMillis() - TimeUnit.NANOSECONDS.toMillis(clock.nanos() - nanos));
    }

    private static String time(long epochMillis) {
        return Instant.ofEpochMilli(epochMillis).toString();
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static JsonArray array(Stream<JsonObject> items) {
        return new JsonArray(items.toList());
    }
}
