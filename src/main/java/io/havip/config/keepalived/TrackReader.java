package io.havip.config.keepalived;

import io.havip.config.GatewayConfig;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Range;
import io.havip.config.text.Scalars;
import io.havip.config.text.Suggestion;
import io.havip.health.FileSettings;
import io.havip.health.ProcessSettings;
import io.havip.health.Tracking;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code track_interface}, {@code track_script}, {@code track_process} and {@code track_file} of an instance. */
final class TrackReader {
    private static final Weight UNWEIGHTED = new Weight(0, false);

    private final Problems problems;
    private final Scalars scalars;
    private final Trackers trackers;

    TrackReader(Problems problems, Trackers trackers) {
        this.problems = problems;
        this.scalars = new Scalars(problems);
        this.trackers = trackers;
    }

    /**
     * What an instance, or a group, tracks.
     *
     * @param haproxy what stands in for scripts that are not defined
     */
    record Tracks(
            List<Located<Tracking>> interfaces, List<Located<Tracking>> health, Optional<Located<Tracking>> haproxy) {}

    Tracks read(Block block) {
        var health = health(block);
        return new Tracks(interfaces(block), health.followed(), health.haproxy());
    }

    /** Of a member of a sync group: what has a weight is left out, as in keepalived. */
    Tracks readUnweighted(Block member) {
        var all = read(member);
        return new Tracks(
                all.interfaces().stream().filter(this::unweighted).toList(),
                all.health().stream().filter(this::unweighted).toList(),
                all.haproxy().filter(this::unweighted));
    }

    private boolean unweighted(Located<Tracking> tracking) {
        boolean unweighted = tracking.value().weight() == 0;
        if (!unweighted) {
            problems.notice(
                    tracking.place(),
                    "left out, as in keepalived: of a sync group's members, weights don't count; track it in the"
                            + " group, or write sync_group_tracking_weight there");
        }
        return unweighted;
    }

    private record Health(List<Located<Tracking>> followed, Optional<Located<Tracking>> haproxy) {}

    private List<Located<Tracking>> interfaces(Block instance) {
        String name = "track_interface";
        return instance.entries(name).stream()
                .map(entry -> {
                    Located<String> word = head(instance, name, entry);
                    scalars.interfaceName(word);
                    return word.map(text -> tracking(text, entry, word, UNWEIGHTED, Range.WEIGHT));
                })
                .toList();
    }

    private Health health(Block instance) {
        String name = "track_script";
        var followed = new ArrayList<Located<Tracking>>();
        Optional<Located<Tracking>> haproxy = Optional.empty();
        for (Statement entry : instance.entries(name)) {
            Located<String> word = head(instance, name, entry);
            Weight described = trackers.scriptWeights().get(word.value());
            Weight weight = described == null ? UNWEIGHTED : described;
            boolean unrunnable = trackers.unrunnable(word.value());
            if (described != null && !unrunnable) {
                followed.add(word.map(text -> tracking(text, entry, word, weight, Range.WEIGHT)));
            } else if (unrunnable && !trackers.aboutHaproxy(word.value())) {
                problems.notice(word.place(), "'" + word.value() + "' can't be run: left out, as in keepalived");
            } else {
                problems.notice(
                        word.place(),
                        (unrunnable
                                        ? "'" + word.value() + "' can't be run: "
                                        : "no vrrp_script is named '" + word.value() + "': ")
                                + (haproxy.isEmpty()
                                        ? "the built-in HAProxy tracking takes its place"
                                        : "left out, HAProxy is tracked already"));
                var standIn =
                        word.map(text -> tracking(GatewayConfig.HAPROXY_TRACKER, entry, word, weight, Range.WEIGHT));
                haproxy = haproxy.or(() -> Optional.of(standIn));
            }
        }
        followed.addAll(
                described(instance, "track_process", ProcessSettings.TRACKER_PREFIX, trackers.processWeights()));
        followed.addAll(described(instance, "track_file", FileSettings.TRACKER_PREFIX, trackers.fileWeights()));
        return new Health(followed, haproxy);
    }

    private List<Located<Tracking>> described(Block instance, String name, String prefix, Map<String, Weight> weights) {
        var followed = new ArrayList<Located<Tracking>>();
        for (Statement entry : instance.entries(name)) {
            Located<String> word = head(instance, name, entry);
            Weight weight = weights.get(word.value());
            if (weight == null) {
                problems.error(
                        word.place(),
                        "no " + prefix.strip() + " is named '" + word.value() + "'",
                        Suggestion.mend(word.value(), weights.keySet()));
            } else {
                followed.add(word.map(text -> tracking(prefix + text, entry, word, weight, Range.WIDE_WEIGHT)));
            }
        }
        return followed;
    }

    private static Located<String> head(Block instance, String name, Statement entry) {
        return new Located<>(entry.keyword().text(), instance.within(entry.keyword(), name));
    }

    private Tracking tracking(String tracker, Statement entry, Located<String> word, Weight standard, Range range) {
        Block options = Block.options(entry, Section.TRACK, word.place(), problems);
        int weight = options.integer("weight", range).map(Located::value).orElse(standard.points());
        boolean straight = options.flag("noreverse") || options.flag("no_reverse");
        boolean reverse = options.flag("reverse") || (standard.reverse() && !straight);
        return new Tracking(tracker, weight, reverse);
    }
}
