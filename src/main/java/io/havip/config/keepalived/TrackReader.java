package io.havip.config.keepalived;

import io.havip.config.GatewayConfig;
import io.havip.config.draft.Located;
import io.havip.config.draft.Problems;
import io.havip.config.draft.Range;
import io.havip.config.draft.Scalars;
import io.havip.config.keepalived.ScriptReader.Script;
import io.havip.health.Tracking;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code track_interface} and {@code track_script}. */
final class TrackReader {
    private final Problems problems;
    private final Scalars scalars;
    private final Map<String, Optional<Script>> scripts;

    /** @param scripts by name; those whose reading reported a problem are empty */
    TrackReader(Problems problems, Map<String, Optional<Script>> scripts) {
        this.problems = problems;
        this.scalars = new Scalars(problems);
        this.scripts = Map.copyOf(scripts);
    }

    /** @param haproxy what stands in for scripts that are not defined */
    record Health(List<Located<Tracking>> scripts, Optional<Located<Tracking>> haproxy) {}

    List<Located<Tracking>> interfaces(Block instance) {
        String name = "track_interface";
        return instance.entries(name).stream()
                .map(entry -> {
                    Located<String> word = head(instance, name, entry);
                    scalars.interfaceName(word);
                    return word.map(text -> tracking(text, entry, word, 0, false));
                })
                .toList();
    }

    Health health(Block instance) {
        String name = "track_script";
        var followed = new ArrayList<Located<Tracking>>();
        Optional<Located<Tracking>> haproxy = Optional.empty();
        for (Statement entry : instance.entries(name)) {
            Located<String> word = head(instance, name, entry);
            if (scripts.containsKey(word.value())) {
                Optional<Script> script = scripts.getOrDefault(word.value(), Optional.empty());
                int weight = script.map(Script::weight).orElse(0);
                boolean reverse = script.map(Script::reverse).orElse(false);
                followed.add(word.map(text -> tracking(text, entry, word, weight, reverse)));
            } else {
                problems.notice(
                        word.place(),
                        "no vrrp_script is named '" + word.value() + "': "
                                + (haproxy.isEmpty()
                                        ? "the built-in HAProxy tracking takes its place"
                                        : "left out, HAProxy is tracked already"));
                var standIn = word.map(text -> tracking(GatewayConfig.HAPROXY_TRACKER, entry, word, 0, false));
                haproxy = haproxy.or(() -> Optional.of(standIn));
            }
        }
        return new Health(followed, haproxy);
    }

    private static Located<String> head(Block instance, String name, Statement entry) {
        return new Located<>(entry.keyword().text(), instance.within(entry.keyword(), name));
    }

    private Tracking tracking(
            String tracker, Statement entry, Located<String> word, int standardWeight, boolean standardReverse) {
        Block options = Block.options(entry, Section.TRACK, word.place(), problems);
        int weight = options.integer("weight", Range.WEIGHT).map(Located::value).orElse(standardWeight);
        boolean straight = options.flag("noreverse") || options.flag("no_reverse");
        boolean reverse = options.flag("reverse") || (standardReverse && !straight);
        return new Tracking(tracker, weight, reverse);
    }
}
