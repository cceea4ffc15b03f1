package io.havip.config.keepalived;

import io.havip.config.GatewayConfig;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.config.text.Range;
import io.havip.config.text.Scalars;
import io.havip.health.FileSettings;
import io.havip.health.ProcessSettings;
import io.havip.health.Tracking;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@code track_interface}, {@code track_script}, {@code track_process} and {@code track_file} of an instance and its
 * sync group. As keepalived does it, what is described further down, or not at all, is left out, with a notice; only a script
 * that is about HAProxy is not: the built-in HAProxy tracking takes its place.
 */
final class TrackReader {
    /** What describes each kind of tracker. */
    static final String SCRIPT = "vrrp_script";

    static final String PROCESS = "vrrp_track_process";
    static final String FILE = "track_file";
    static final String OLD_FILE = "vrrp_track_file";

    private static final Weight UNWEIGHTED = new Weight(0, false);

    private final Problems problems;
    private final Scalars scalars;
    private final Trackers trackers;
    private final Block top;

    TrackReader(Problems problems, Trackers trackers, Block top) {
        this.problems = problems;
        this.scalars = new Scalars(problems);
        this.trackers = trackers;
        this.top = top;
    }

    /**
     * What an instance, or a group, tracks.
     *
     * @param haproxy what stands in for scripts that are not defined
     */
    record Tracks(
            List<Located<Tracking>> interfaces, List<Located<Tracking>> health, Optional<Located<Tracking>> haproxy) {

        /** Without the instance's own interface, as far as that would not be followed anyway. */
        Tracks without(String own, boolean followed, Problems problems) {
            var others = new ArrayList<>(interfaces);
            others.removeIf(each -> {
                boolean differs = each.value().tracker().equals(own)
                        && (!followed || each.value().weight() != 0);
                if (differs) {
                    problems.notice(each.place(), "left out, as in keepalived: it is the instance's own interface");
                }
                return differs;
            });
            return new Tracks(others, health, haproxy);
        }
    }

    /** What an instance tracks, itself and with its group. Of what both track, the group's word counts. */
    Tracks read(Statement statement, Block instance, Optional<SyncGroups.Membership> group) {
        var own = read(statement, instance);
        if (group.isEmpty()) {
            return own;
        }
        var shared = read(group.get().statement(), group.get().block());
        boolean weightsCount = group.get().weightsCount();
        return new Tracks(
                joined(own.interfaces(), shared.interfaces()),
                joined(
                        own.health().stream()
                                .filter(each -> weightsCount || unweighted(each))
                                .toList(),
                        shared.health()),
                own.haproxy().filter(each -> weightsCount || unweighted(each)).or(shared::haproxy));
    }

    private Tracks read(Statement statement, Block block) {
        var health = health(statement, block);
        return new Tracks(once(interfaces(block)), once(health.followed()), health.haproxy());
    }

    private List<Located<Tracking>> joined(List<Located<Tracking>> own, List<Located<Tracking>> shared) {
        var joined = new ArrayList<Located<Tracking>>();
        for (var each : own) {
            if (shared.stream().anyMatch(other -> sameTracker(each, other))) {
                problems.notice(each.place(), "left out, as in keepalived: the sync group tracks it too");
            } else {
                joined.add(each);
            }
        }
        joined.addAll(shared);
        return joined;
    }

    private List<Located<Tracking>> once(List<Located<Tracking>> listed) {
        var first = new LinkedHashMap<String, Located<Tracking>>();
        for (var each : listed) {
            if (first.putIfAbsent(each.value().tracker(), each) != null) {
                problems.notice(each.place(), "listed before; the first one counts, as in keepalived");
            }
        }
        return List.copyOf(first.values());
    }

    private static boolean sameTracker(Located<Tracking> one, Located<Tracking> other) {
        return one.value().tracker().equals(other.value().tracker());
    }

    /** Of a member of a sync group what has a weight is left out. Interfaces are not: keepalived says so, but counts them. */
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

    private List<Located<Tracking>> interfaces(Block block) {
        String name = "track_interface";
        return block.entries(name).stream()
                .map(entry -> {
                    Located<String> word = head(block, name, entry);
                    scalars.interfaceName(word);
                    return word.map(text -> tracking(text, entry, word, UNWEIGHTED, Range.WEIGHT));
                })
                .toList();
    }

    private Health health(Statement tracking, Block block) {
        String name = "track_script";
        var followed = new ArrayList<Located<Tracking>>();
        Optional<Located<Tracking>> haproxy = Optional.empty();
        for (Statement entry : block.entries(name)) {
            Located<String> word = head(block, name, entry);
            String script = word.value();
            Weight weight = trackers.scriptWeights().getOrDefault(script, UNWEIGHTED);
            boolean described = trackers.statement(SCRIPT, script).isPresent();
            boolean unrunnable = described && trackers.unrunnable(script);
            if (described && !describedBefore(SCRIPT, word, tracking)) {
                continue;
            }
            if (described && !unrunnable) {
                followed.add(word.map(text -> tracking(text, entry, word, weight, Range.WEIGHT)));
                continue;
            }
            String why = unrunnable ? "'" + script + "' can't be run: " : "no vrrp_script is named '" + script + "': ";
            if (!trackers.aboutHaproxy(script)) {
                problems.notice(word.place(), why + "left out, as in keepalived");
                continue;
            }
            problems.notice(
                    word.place(),
                    why
                            + (haproxy.isEmpty()
                                    ? "the built-in HAProxy tracking takes its place"
                                    : "left out, HAProxy is tracked already"));
            haproxy = haproxy.or(() -> Optional.of(
                    word.map(text -> tracking(GatewayConfig.HAPROXY_TRACKER, entry, word, weight, Range.WEIGHT))));
        }
        followed.addAll(described(
                tracking, block, "track_process", ProcessSettings.TRACKER_PREFIX, trackers.processWeights(), PROCESS));
        followed.addAll(described(
                tracking, block, "track_file", FileSettings.TRACKER_PREFIX, trackers.fileWeights(), FILE, OLD_FILE));
        return new Health(followed, haproxy);
    }

    /** keepalived reads from top to bottom, and knows only what it has read. */
    private boolean describedBefore(String kind, Located<String> word, Statement tracking) {
        boolean before = trackers.statement(kind, word.value())
                .filter(described -> top.after(tracking, described))
                .isPresent();
        if (!before) {
            problems.notice(
                    word.place(),
                    "'" + word.value() + "' is described further down: left out, as in keepalived; move it up");
        }
        return before;
    }

    private List<Located<Tracking>> described(
            Statement tracking, Block block, String name, String prefix, Map<String, Weight> weights, String... kinds) {
        var followed = new ArrayList<Located<Tracking>>();
        for (Statement entry : block.entries(name)) {
            Located<String> word = head(block, name, entry);
            var kind = List.of(kinds).stream()
                    .filter(each -> trackers.statement(each, word.value()).isPresent())
                    .findFirst();
            if (kind.isEmpty()) {
                problems.notice(
                        word.place(),
                        "no " + prefix.strip() + " is named '" + word.value() + "': left out, as in keepalived");
            } else if (describedBefore(kind.get(), word, tracking)) {
                Weight weight = weights.getOrDefault(word.value(), UNWEIGHTED);
                followed.add(word.map(text -> tracking(prefix + text, entry, word, weight, Range.WIDE_WEIGHT)));
            }
        }
        return followed;
    }

    private static Located<String> head(Block block, String name, Statement entry) {
        return new Located<>(entry.keyword().text(), block.within(entry.keyword(), name));
    }

    private Tracking tracking(String tracker, Statement entry, Located<String> word, Weight standard, Range range) {
        Block options = Block.options(entry, Section.TRACK, word.place(), problems);
        int weight = options.integer("weight", range).map(Located::value).orElse(standard.points());
        boolean straight = options.flag("noreverse") || options.flag("no_reverse");
        boolean reverse = options.flag("reverse") || (standard.reverse() && !straight);
        return new Tracking(tracker, weight, reverse);
    }
}
