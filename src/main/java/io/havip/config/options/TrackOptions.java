package io.havip.config.options;

import io.havip.config.options.Type.GroupOrFalse;
import io.havip.config.options.Type.Named;
import io.havip.config.text.Located;
import io.havip.gateway.settings.TrackGroup;
import io.havip.haproxy.HaproxySettings;
import io.havip.health.FileSettings;
import io.havip.health.ProcessSettings;
import io.havip.health.Tracking;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What is said of how something is followed. */
public final class TrackOptions {
    private static final String WEIGHED =
            "0: a failure gives up the role. Positive: added to the priority while healthy."
                    + " Negative: added while unhealthy.";

    private TrackOptions() {}

    public static final Option<Integer> WEIGHT =
            Option.of("weight", Type.integer(-253, 253), WEIGHED).standard(0).keepalived("weight");
    public static final Option<Integer> WIDE_WEIGHT = Option.of(
                    "weight",
                    Type.integer(-254, 254),
                    WEIGHED
                            + " Of a file, what its number is multiplied by before it is added, where a sum below -253"
                            + " gives up the role. keepalived's default for files is 1.")
            .standard(0)
            .keepalived("weight");
    public static final Option<Boolean> REVERSE = Option.of(
                    "reverse", Type.flag(), "Whether failure counts as health and health as failure.")
            .standard(false)
            .keepalived("reverse")
            .also("noreverse", "no_reverse");

    public static final Section FOLLOWED = Section.of("followed", WEIGHT, REVERSE);
    public static final Section WIDELY_FOLLOWED = Section.of("followed processes and files", WIDE_WEIGHT, REVERSE);

    public static final Option<Settings> HAPROXY = Option.of(
                    "haproxy", new GroupOrFalse(FOLLOWED), "`false`, or how it is followed.")
            .otherwise(
                    "followed, if there is a `haproxy` section",
                    track -> track.root().has(GatewayOptions.HAPROXY)
                            ? Optional.of(track.beneath(FOLLOWED, track.place()))
                            : Optional.empty());
    public static final Option<List<Settings>> INTERFACES = Option.of(
                    "interfaces", new Named(FOLLOWED), "Interfaces by name, and how each is followed.")
            .akin("track_interface");
    public static final Option<List<Settings>> SCRIPTS = Option.of(
                    "scripts", new Named(FOLLOWED), "Scripts by name, and how each is followed.")
            .akin("track_script");
    public static final Option<List<Settings>> PROCESSES = Option.of(
                    "processes", new Named(WIDELY_FOLLOWED), "Processes by name, and how each is followed.")
            .akin("track_process");
    public static final Option<List<Settings>> FILES = Option.of(
                    "files", new Named(WIDELY_FOLLOWED), "Files by name, and how each is followed.")
            .akin("track_file");
    public static final Option<List<Settings>> STATIC = Option.of(
                    "static",
                    new Named(FOLLOWED),
                    "Groups of static addresses, routes and rules by name, and how each is followed.")
            .akin("track_group");

    public static final Section SECTION = Section.of("track", HAPROXY, INTERFACES, SCRIPTS, PROCESSES, FILES, STATIC);

    public static List<Located<Tracking>> interfaces(Settings track) {
        return trackings(track, INTERFACES, "").toList();
    }

    /** How the built-in HAProxy tracker is followed; empty where it is not. */
    public static Optional<Located<Tracking>> haproxy(Settings track) {
        return track.find(HAPROXY)
                .filter(followed -> !followed.isOff())
                .map(followed -> track.located(HAPROXY).with(tracking(HaproxySettings.TRACKER, followed)));
    }

    /** What is followed besides. */
    public static List<Located<Tracking>> health(Settings track) {
        return Stream.of(
                        trackings(track, SCRIPTS, ""),
                        trackings(track, PROCESSES, ProcessSettings.TRACKER_PREFIX),
                        trackings(track, FILES, FileSettings.TRACKER_PREFIX),
                        trackings(track, STATIC, TrackGroup.TRACKER_PREFIX))
                .flatMap(trackings -> trackings)
                .toList();
    }

    private static Stream<Located<Tracking>> trackings(Settings track, Option<List<Settings>> option, String prefix) {
        return track.find(option).orElse(List.of()).stream()
                .map(followed -> followed.name().map(name -> tracking(prefix + name, followed)));
    }

    private static Tracking tracking(String tracker, Settings followed) {
        return new Tracking(tracker, followed.get(WEIGHT), followed.get(REVERSE));
    }
}
