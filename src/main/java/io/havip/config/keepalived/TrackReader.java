package io.havip.config.keepalived;

import io.havip.config.options.InstanceOptions;
import io.havip.config.options.Option;
import io.havip.config.options.Settings;
import io.havip.config.options.TrackOptions;
import io.havip.config.text.Located;
import io.havip.config.text.Place;
import io.havip.config.text.Problems;
import io.havip.config.text.Scalars;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Reads {@code track_interface}, {@code track_script}, {@code track_process} and {@code track_file} of an instance and its
 * sync group. As keepalived does it, what is described further down, or not at all, is left out, with a notice; only a script
 * that is about HAProxy is not: the built-in HAProxy tracking takes its place.
 */
final class TrackReader {
    private static final List<Option<List<Settings>>> WITH_WEIGHTS =
            List.of(TrackOptions.SCRIPTS, TrackOptions.PROCESSES, TrackOptions.FILES);

    private final Problems problems;
    private final Scalars scalars;
    private final DescribedTrackers trackers;
    private final Block top;

    TrackReader(Problems problems, DescribedTrackers trackers, Block top) {
        this.problems = problems;
        this.scalars = new Scalars(problems);
        this.trackers = trackers;
        this.top = top;
    }

    /** Puts what an instance tracks, itself and with its group. Of what both track, the group's word
     * counts, unless the instance gives no weight. */
    void read(
            Statement statement,
            Block block,
            Settings instance,
            Optional<SyncGroups.Membership> group,
            BoundInterfaces bound) {
        var track = read(statement, block, instance);
        leaveOutOwnInterface(track, instance, false);
        group.ifPresent(membership -> {
            var shared = read(membership.statement(), membership.block(), instance);
            leaveOutOwnInterface(shared, instance, true);
            if (!membership.weightsCount()) {
                // keepalived leaves out no process, and counts interfaces, though it says otherwise.
                leaveOutWeights(
                        track,
                        List.of(TrackOptions.SCRIPTS, TrackOptions.FILES),
                        problems,
                        place -> problems.notice(
                                place,
                                "left out, as in keepalived: of a sync group's members, weights don't count; track it"
                                        + " in the group, or write sync_group_tracking_weight there"));
            }
            join(track, shared, TrackOptions.INTERFACES);
            WITH_WEIGHTS.forEach(option -> join(track, shared, option));
            track.inherit(shared);
        });
        join(track, bound, instance);
        instance.written(InstanceOptions.TRACK).map(Located::value).ifPresent(track::inherit);
        if (!track.isEmpty()) {
            instance.put(InstanceOptions.TRACK, track.here());
        }
    }

    private Settings read(Statement statement, Block block, Settings instance) {
        var track = instance.beneath(TrackOptions.SECTION, block.place());
        put(track, TrackOptions.INTERFACES, interfaces(block, track));
        put(track, TrackOptions.SCRIPTS, scripts(statement, block, track));
        put(
                track,
                TrackOptions.PROCESSES,
                described(statement, block, track, "track_process", List.of(DescribedTrackers.PROCESS)));
        put(
                track,
                TrackOptions.FILES,
                described(
                        statement,
                        block,
                        track,
                        "track_file",
                        List.of(DescribedTrackers.FILE, DescribedTrackers.OLD_FILE)));
        return track;
    }

    private static List<Settings> followed(Settings track, Option<List<Settings>> option) {
        return track.find(option).orElse(List.of());
    }

    /** Each once, or nothing. */
    private void put(Settings track, Option<List<Settings>> option, List<Settings> listed) {
        var first = new LinkedHashMap<String, Settings>();
        for (var each : listed) {
            if (first.putIfAbsent(each.name().value(), each) != null) {
                problems.notice(each.place(), "listed before; the first one counts, as in keepalived");
            }
        }
        track.drop(option);
        if (!first.isEmpty()) {
            track.set(option, List.copyOf(first.values()));
        }
    }

    private void join(Settings track, Settings shared, Option<List<Settings>> option) {
        var joined = new LinkedHashMap<String, Settings>();
        followed(track, option).forEach(each -> joined.put(each.name().value(), each));
        for (var each : followed(shared, option)) {
            var own = joined.get(each.name().value());
            if (own == null) {
                joined.put(each.name().value(), each);
            } else if (own.get(TrackOptions.WEIGHT) == 0) {
                problems.notice(each.place(), "left out, as in keepalived: the instance tracks it without a weight");
            } else {
                problems.notice(own.place(), "left out, as in keepalived: the sync group tracks it too");
                joined.put(each.name().value(), each);
            }
        }
        put(track, option, List.copyOf(joined.values()));
    }

    private void join(Settings track, BoundInterfaces bound, Settings instance) {
        var joined = new LinkedHashMap<String, Settings>();
        followed(track, TrackOptions.INTERFACES)
                .forEach(each -> joined.put(each.name().value(), each));
        for (var name : bound.names(instance)) {
            var weighted = Optional.ofNullable(joined.get(name.value()))
                    .filter(former -> former.get(TrackOptions.WEIGHT) != 0);
            if (weighted.isEmpty() || !bound.onlyBeneathMacs(name.value())) {
                joined.put(name.value(), track.named(TrackOptions.FOLLOWED, name));
                weighted.ifPresent(former -> problems.notice(
                        former.place(),
                        "its weight does not count, as in keepalived: an address, route or rule is on it; to have it"
                                + " counted, write no_track there"));
            }
        }
        put(track, TrackOptions.INTERFACES, List.copyOf(joined.values()));
    }

    /** What has a weight; only that of a file which is 1, the usual one, is taken from it. */
    static void leaveOutWeights(
            Settings track, List<Option<List<Settings>>> lists, Problems problems, Consumer<Place> told) {
        for (var file : followed(track, TrackOptions.FILES)) {
            if (file.get(TrackOptions.WIDE_WEIGHT) == 1) {
                problems.notice(
                        file.place(),
                        "its weight does not count here, as in keepalived: any number but 0 gives up the role; write"
                                + " weight 0");
                file.set(TrackOptions.WIDE_WEIGHT, 0);
            }
        }
        Predicate<Settings> weighted = followed -> {
            boolean moves = followed.get(TrackOptions.WEIGHT) != 0;
            if (moves) {
                told.accept(followed.place());
            }
            return moves;
        };
        for (var list : lists) {
            track.written(list).ifPresent(followed -> {
                var rest = followed.value().stream().filter(weighted.negate()).toList();
                track.drop(list);
                if (!rest.isEmpty()) {
                    track.put(list, followed.with(rest));
                }
            });
        }
        track.written(TrackOptions.HAPROXY)
                .filter(haproxy -> weighted.test(haproxy.value()))
                .ifPresent(_ -> track.drop(TrackOptions.HAPROXY));
    }

    /** What the instance follows anyway, or would not: then only its group can have it followed all the same. */
    private void leaveOutOwnInterface(Settings track, Settings instance, boolean ofGroup) {
        var others = new ArrayList<>(followed(track, TrackOptions.INTERFACES));
        boolean tracked = instance.get(InstanceOptions.TRACK_OWN_INTERFACE);
        others.removeIf(each -> {
            boolean differs =
                    isOwn(each.name().value(), instance) && (tracked ? each.get(TrackOptions.WEIGHT) != 0 : !ofGroup);
            if (differs) {
                problems.notice(each.place(), "left out, as in keepalived: it is the instance's own interface");
            }
            return differs;
        });
        put(track, TrackOptions.INTERFACES, others);
    }

    private static boolean isOwn(String name, Settings instance) {
        return instance.find(InstanceOptions.INTERFACE).filter(name::equals).isPresent();
    }

    private List<Settings> interfaces(Block block, Settings track) {
        String name = "track_interface";
        return block.entries(name).stream()
                .map(entry -> {
                    var word = head(block, name, entry);
                    scalars.interfaceName(word);
                    return followed(track.named(TrackOptions.FOLLOWED, word), entry, Optional.empty());
                })
                .toList();
    }

    private List<Settings> scripts(Statement statement, Block block, Settings track) {
        String name = "track_script";
        var followed = new ArrayList<Settings>();
        for (Statement entry : block.entries(name)) {
            Located<String> word = head(block, name, entry);
            String script = word.value();
            var weight = trackers.weight(DescribedTrackers.SCRIPT, script);
            boolean described = weight.isPresent();
            if (described && !describedBefore(DescribedTrackers.SCRIPT, word, statement)) {
                continue;
            }
            if (trackers.runnable(script)) {
                followed.add(followed(track.named(TrackOptions.FOLLOWED, word), entry, weight));
                continue;
            }
            String why = described ? "'" + script + "' can't be run: " : "no vrrp_script is named '" + script + "': ";
            if (!trackers.aboutHaproxy(script)) {
                problems.notice(word.place(), why + "left out, as in keepalived");
            } else if (track.has(TrackOptions.HAPROXY)) {
                problems.notice(word.place(), why + "left out, HAProxy is tracked already");
            } else {
                problems.notice(word.place(), why + "the built-in HAProxy tracking takes its place");
                followed(track.open(TrackOptions.HAPROXY, word.place()), entry, weight);
            }
        }
        return followed;
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

    private List<Settings> described(
            Statement statement, Block block, Settings track, String name, List<String> kinds) {
        var followed = new ArrayList<Settings>();
        for (Statement entry : block.entries(name)) {
            Located<String> word = head(block, name, entry);
            var kind = kinds.stream()
                    .filter(each -> trackers.statement(each, word.value()).isPresent())
                    .findFirst();
            if (kind.isEmpty()) {
                problems.notice(
                        word.place(),
                        "no " + name.replace("track_", "") + " is named '" + word.value()
                                + "': left out, as in keepalived");
            } else if (describedBefore(kind.get(), word, statement)) {
                followed.add(followed(
                        track.named(TrackOptions.WIDELY_FOLLOWED, word),
                        entry,
                        trackers.weight(kind.get(), word.value())));
            }
        }
        return followed;
    }

    private static Located<String> head(Block block, String name, Statement entry) {
        return block.located(entry.keyword(), name);
    }

    /** How it is followed: as the entry says, else as what describes it. */
    private Settings followed(Settings followed, Statement entry, Optional<Settings> standard) {
        Block options = Block.options(entry, Scope.TRACK, followed.place(), problems);
        if (options.flag("noreverse") || options.flag("no_reverse")) {
            followed.set(TrackOptions.REVERSE, false);
        }
        options.read(followed, "");
        standard.ifPresent(followed::inherit);
        return followed;
    }
}
