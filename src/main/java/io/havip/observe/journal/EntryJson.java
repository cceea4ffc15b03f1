package io.havip.observe.journal;

import io.havip.health.Verdict;
import io.havip.linux.Clock;
import io.havip.observe.Circumstances;
import io.havip.observe.Finding;
import io.havip.observe.InstanceStatus;
import io.havip.observe.TransitionReport;
import io.havip.observe.TransitionReport.Phase;
import io.havip.vrrp.VirtualRouter;
import io.havip.vrrp.Wait;
import io.havip.wire.IpAddress;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Entries as JSON, in the fields that docs/events.md lists. Used by the journal's thread. */
final class EntryJson {
    /** Of the format: another one where fields have another meaning, not where there are more of them. */
    static final int VERSION = 1;

    static final String FORMAT = "v";
    static final String SEQUENCE = "seq";
    static final String AT = "at";
    static final String KIND = "kind";
    static final String SENTENCE = "sentence";

    /** What an operator's own configuration may say at length. */
    private static final int SENTENCE_LENGTH_MAX = 4_000;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Clock clock;

    /**
     * Beside an entry: how it was when it was told.
     *
     * @param atNanos on the monotonic clock
     * @param node the node's name
     * @param configuration the hash of the one that was in force
     */
    record Told(long atNanos, String node, String configuration) {}

    EntryJson(Clock clock) {
        this.clock = clock;
    }

    /** @param former the entry before it, if there is one */
    String text(long sequence, Entry entry, Told told, Optional<Line> former) {
        var times = Times.now(clock);
        long atNanos = atNanos(entry, told);
        var json = new JsonObject().put(FORMAT, VERSION).put(SEQUENCE, sequence);
        times.put(json, AT, atNanos);
        json.put("node", told.node()).put(KIND, kind(entry));
        if (!told.configuration().isEmpty()) {
            json.put("configuration", told.configuration());
        }
        router(entry).ifPresent(router -> labels(router, json));
        var sentence = put(entry, times, former, json);
        return json.put(SENTENCE, shorten(sentence)).encode();
    }

    private static long atNanos(Entry entry, Told told) {
        return switch (entry) {
            case Entry.Transition(var _, var report) -> report.decidedAtNanos();
            case Entry.FirstTraffic(var _, var report, var _, long sinceNanos) -> report.decidedAtNanos() + sinceNanos;
            case Entry.Verified(var _, var report, var _, var sinceNanos) ->
                report.decidedAtNanos() + sinceNanos.getOrDefault(Phase.VERIFIED, 0L);
            default -> told.atNanos();
        };
    }

    private static String kind(Entry entry) {
        return switch (entry) {
            case Entry.Transition _ -> "transition";
            case Entry.FirstTraffic _ -> "first_traffic";
            case Entry.Verified _ -> "verified";
            case Entry.Ownership _ -> "ownership";
            case Entry.Found _, Entry.Gone _ -> "finding";
            case Entry.Hold _ -> "hold";
            case Entry.TrackerChange _ -> "tracker";
            case Entry.Conflict _ -> "conflict";
            case Entry.Repair _ -> "repair";
            case Entry.Stall _ -> "stall";
            case Entry.Haproxy _ -> "haproxy";
            case Entry.Reload _ -> "reload";
            case Entry.Start _ -> "start";
            case Entry.End _ -> "end";
        };
    }

    /** Whose it is, if it is one router's. */
    static Optional<InstanceStatus.Identity> router(Entry entry) {
        return switch (entry) {
            case Entry.Transition(var router, var _) -> Optional.of(router);
            case Entry.FirstTraffic(var router, var _, var _, var _) -> Optional.of(router);
            case Entry.Verified(var router, var _, var _, var _) -> Optional.of(router);
            case Entry.Ownership(var router, var _, var _) -> Optional.of(router);
            case Entry.Found(var router, var _) -> Optional.of(router);
            case Entry.Gone(var router, var _) -> Optional.of(router);
            case Entry.Hold(var router, var _) -> Optional.of(router);
            case Entry.Conflict(var router, var _, var _) -> Optional.of(router);
            case Entry.Repair(var router, var _, var _, var _) -> Optional.of(router);
            case Entry.TrackerChange _, Entry.Stall _, Entry.Haproxy _, Entry.Reload _, Entry.Start _, Entry.End _ ->
                Optional.empty();
        };
    }

    private static void labels(InstanceStatus.Identity router, JsonObject json) {
        json.put("vrrp_instance", router.instance())
                .put("vrid", router.vrid())
                .put("interface", router.interfaceName())
                .put("family", label(router.family()));
    }

    /** Puts what is its own, and returns it in a sentence. */
    private static String put(Entry entry, Times times, Optional<Line> former, JsonObject json) {
        return switch (entry) {
            case Entry.Transition(var router, var report) -> transition(router, report, times, json);
            case Entry.FirstTraffic(var _, var report, var first, long sinceNanos) -> {
                json.put("address", IpAddress.text(first))
                        .put("decided", times.both(report.decidedAtNanos()))
                        .put("first_traffic_microseconds", micros(sinceNanos));
                yield String.format(
                        Locale.ROOT,
                        "traffic for %s arrives %.3f ms after the decision",
                        IpAddress.text(first),
                        sinceNanos / 1e6);
            }
            case Entry.Verified(var _, var report, var address, var sinceNanos) -> {
                json.put("address", address)
                        .put("decided", times.both(report.decidedAtNanos()))
                        .put("phase_microseconds", phases(sinceNanos));
                yield String.format(
                        Locale.ROOT,
                        "the cloud says %.3f s after the decision that %s is here",
                        sinceNanos.getOrDefault(Phase.VERIFIED, 0L) / 1e9,
                        address);
            }
            case Entry.Ownership(var _, var what, var sentence) -> {
                json.put("change", label(what));
                yield sentence;
            }
            case Entry.Found(var _, var finding) -> {
                json.put("finding", label(finding.kind())).put("found", true).put("mend", finding.mend());
                yield finding.sentence();
            }
            case Entry.Gone(var _, var kind) -> {
                json.put("finding", label(kind)).put("found", false);
                yield "no longer found: " + label(kind);
            }
            case Entry.Hold(var _, var why) -> {
                json.put("held", why.isPresent());
                yield why.orElse("no longer held back");
            }
            case Entry.TrackerChange(var verdict) -> {
                tracker(verdict, times, json);
                yield verdict.tracker() + (verdict.healthy() ? " is healthy: " : " is unhealthy: ") + verdict.reason();
            }
            case Entry.Conflict(var _, var claim, int count) -> {
                var address = IpAddress.text(claim.address());
                json.put("address", address)
                        .put("claimant", claim.sender().toString())
                        .put("count", count);
                yield claim.sender() + " claims " + address + ", which is held here";
            }
            case Entry.Repair(var _, var removed, var refusal, int count) -> {
                var address = IpAddress.text(removed);
                json.put("address", address).put("repaired", refusal.isEmpty()).put("count", count);
                yield address + " was removed by someone else and "
                        + refusal.map(why -> "can't be put back: " + why).orElse("put back");
            }
            case Entry.Stall(long latenessNanos, int count) -> {
                json.put("loop_lateness_microseconds", micros(latenessNanos)).put("count", count);
                yield String.format(Locale.ROOT, "the loop woke up %.3f ms late", latenessNanos / 1e6);
            }
            case Entry.Haproxy(var change, var pid, var version, var sentence) -> {
                json.put("change", label(change));
                pid.ifPresent(id -> json.put("pid", id));
                version.ifPresent(text -> json.put("version", text));
                yield sentence;
            }
            case Entry.Reload(boolean success, var added, var changed, var removed, var sentence) -> {
                json.put("success", success)
                        .put("added", new JsonArray(added))
                        .put("changed", new JsonArray(changed))
                        .put("removed", new JsonArray(removed));
                yield sentence;
            }
            case Entry.Start(var version, long pid, int virtualRouters) -> {
                json.put("version", version).put("pid", pid).put("virtual_routers", virtualRouters);
                yield "version " + version + " has started, process " + pid + former(former, json);
            }
            case Entry.End() -> "the gateway has ended";
        };
    }

    private static String former(Optional<Line> former, JsonObject json) {
        if (former.isEmpty() || former.get().later()) {
            return "";
        }
        boolean orderly = "end".equals(former.get().json().getString(KIND));
        json.put("former_ended", orderly);
        return orderly ? "" : "; the one before it ended without a word";
    }

    private static String transition(
            InstanceStatus.Identity router, TransitionReport report, Times times, JsonObject json) {
        var known = report.circumstances();
        json.put("version", known.own().version().number())
                .put(
                        "addresses",
                        new JsonArray(router.addresses().stream()
                                .map(address -> IpAddress.text(address.address()))
                                .toList()));
        known.own().source().ifPresent(source -> json.put("source", IpAddress.text(source)));
        json.put("from", label(report.from()))
                .put("to", label(report.to()))
                .put("cause", label(report.cause()))
                .put("phase_microseconds", phases(report.phaseNanos()))
                .put("whole_microseconds", micros(report.totalNanos()));
        report.boundNanos()
                .ifPresent(
                        nanos -> json.put("bound_microseconds", micros(nanos)).put("within_bound", !report.slow()));
        json.put("evidence", times.both(report.move().evidenceAtNanos()))
                .put(
                        "priority",
                        new JsonObject()
                                .put("configured", router.configuredPriority())
                                .put("effective", known.priority()));
        known.own().waited().ifPresent(wait -> json.put("wait", wait(wait, times)));
        known.former()
                .activePeer()
                .ifPresent(peer -> json.put(
                        "active_peer",
                        new JsonObject()
                                .put("peer", IpAddress.text(peer.address()))
                                .put("priority", peer.priority())));
        var heard = heard(known, times);
        if (!heard.isEmpty()) {
            json.put("last_heard", heard.getFirst());
        }
        json.put("heard", new JsonArray(heard))
                .put("faults", faults(known.faults()))
                .put("trackers", array(known.verdicts().stream().map(verdict -> {
                    var tracker = new JsonObject();
                    tracker(verdict, times, tracker);
                    return tracker;
                })))
                .put("findings", array(known.former().findings().stream().map(EntryJson::finding)))
                .put("loop_lateness_microseconds", micros(known.loopLatenessNanos()));
        return report.explanation();
    }

    private static JsonObject wait(Wait wait, Times times) {
        var json = new JsonObject()
                .put("advertisement_interval_microseconds", micros(wait.advertisementIntervalNanos()))
                .put("skew_time_microseconds", micros(wait.skewTimeNanos()))
                .put("active_down_interval_microseconds", micros(wait.activeDownIntervalNanos()))
                .put("preempt_delay_microseconds", micros(wait.preemptDelayNanos()));
        json.put("from", times.both(wait.fromNanos())).put("due", times.both(wait.dueNanos()));
        if (wait.lowerSinceNanos() != VirtualRouter.NEVER) {
            json.put("lower_since", times.both(wait.lowerSinceNanos()));
        }
        return json;
    }

    private static JsonObject phases(Map<Phase, Long> nanos) {
        var phases = new JsonObject();
        nanos.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(phase -> phases.put(label(phase.getKey()), micros(phase.getValue())));
        return phases;
    }

    /** The one that was heard last comes first. */
    private static List<JsonObject> heard(Circumstances known, Times times) {
        return known.heard().stream()
                .sorted(Comparator.comparingLong(Circumstances.Heard::atNanos).reversed())
                .map(heard -> {
                    var json = new JsonObject()
                            .put("peer", IpAddress.text(heard.address()))
                            .put("priority", heard.priority());
                    times.put(json, AT, heard.atNanos());
                    return json;
                })
                .toList();
    }

    private static JsonArray faults(Map<String, String> faults) {
        return array(faults.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(fault -> new JsonObject().put("of", fault.getKey()).put("reason", fault.getValue())));
    }

    private static void tracker(Verdict verdict, Times times, JsonObject json) {
        json.put("tracker", verdict.tracker()).put("healthy", verdict.healthy());
        verdict.value().ifPresent(value -> json.put("value", value));
        json.put("reason", shorten(verdict.reason()));
        json.put("evidence", times.both(verdict.seenAtNanos()));
    }

    private static JsonObject finding(Finding finding) {
        return new JsonObject().put("finding", label(finding.kind())).put("sentence", finding.sentence());
    }

    private static JsonArray array(Stream<JsonObject> items) {
        return new JsonArray(items.toList());
    }

    private static long micros(long nanos) {
        return TimeUnit.NANOSECONDS.toMicros(nanos);
    }

    private static String shorten(String sentence) {
        return sentence.length() <= SENTENCE_LENGTH_MAX ? sentence : sentence.substring(0, SENTENCE_LENGTH_MAX) + "...";
    }

    /** As in the metrics' labels. */
    static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** Both clocks at one moment. */
    private record Times(long nowNanos, long nowEpochMicros) {
        private static final int READINGS = 3;

        /** They are read one after the other: of a few times that counts which a busy machine disturbed least. */
        static Times now(Clock clock) {
            long leastNanos = Long.MAX_VALUE;
            var now = new Times(0, 0);
            for (int i = 0; i < READINGS; i++) {
                long before = clock.nanos();
                long epochMicros = TimeUnit.NANOSECONDS.toMicros(clock.epochNanos());
                long took = clock.nanos() - before;
                if (took < leastNanos) {
                    leastNanos = took;
                    now = new Times(before + took / 2, epochMicros);
                }
            }
            return now;
        }

        /** A time by both. */
        JsonObject both(long atNanos) {
            var json = new JsonObject();
            put(json, AT, atNanos);
            return json;
        }

        /** Puts a time by both. */
        void put(JsonObject json, String field, long atNanos) {
            long epochMicros = nowEpochMicros - TimeUnit.NANOSECONDS.toMicros(nowNanos - atNanos);
            json.put(field, TIME.format(Instant.EPOCH.plus(epochMicros, ChronoUnit.MICROS)))
                    .put("monotonic_nanos", atNanos);
        }
    }
}
