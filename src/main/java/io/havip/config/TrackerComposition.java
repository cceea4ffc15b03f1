package io.havip.config;

import io.havip.config.GatewayConfig.Trackers;
import io.havip.config.options.GatewayOptions;
import io.havip.config.options.HaproxyOptions;
import io.havip.config.options.HealthOptions.File;
import io.havip.config.options.HealthOptions.Process;
import io.havip.config.options.HealthOptions.Script;
import io.havip.config.options.Option;
import io.havip.config.options.Settings;
import io.havip.config.text.Located;
import io.havip.config.text.Problems;
import io.havip.haproxy.HaproxySettings;
import io.havip.health.FileSettings;
import io.havip.health.ProcessSettings;
import io.havip.programs.ScriptSettings;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What instances may follow, whether any does or not, each at its place.
 *
 * @param scripts each at the place of its program
 */
record TrackerComposition(
        List<Located<ScriptSettings>> scripts,
        List<Located<ProcessSettings>> processes,
        List<Located<FileSettings>> files,
        Optional<HaproxySettings> haproxy) {

    static TrackerComposition of(Settings root, Problems problems) {
        return new TrackerComposition(
                composed(root, GatewayOptions.SCRIPTS, Script::settings),
                composed(root, GatewayOptions.PROCESSES, process -> Process.settings(process, problems)),
                composed(root, GatewayOptions.FILES, file -> File.settings(file, problems)),
                root.find(GatewayOptions.HAPROXY).map(haproxy -> HaproxyOptions.settings(haproxy, problems)));
    }

    /** @param followed asked whether any instance follows a tracker: others are not started */
    Trackers settings(Predicate<String> followed) {
        return new Trackers(
                only(followed, scripts, ScriptSettings::name),
                only(followed, processes, ProcessSettings::tracker),
                only(followed, files, FileSettings::tracker),
                haproxy);
    }

    private static <T> List<T> only(
            Predicate<String> followed, List<Located<T>> described, Function<T, String> tracker) {
        return described.stream()
                .map(Located::value)
                .filter(each -> followed.test(tracker.apply(each)))
                .toList();
    }

    private static <T> List<T> composed(
            Settings root, Option<List<Located<Settings>>> option, Function<Settings, Optional<T>> composing) {
        return root.items(option).stream()
                .flatMap(settings -> composing.apply(settings).stream())
                .toList();
    }
}
