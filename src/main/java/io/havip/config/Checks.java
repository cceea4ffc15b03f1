package io.havip.config;

import io.havip.config.draft.GatewayDraft;
import io.havip.config.draft.InstanceDraft;
import io.havip.config.draft.Located;
import io.havip.config.draft.Place;
import io.havip.config.draft.Problems;
import io.havip.config.draft.Suggestion;
import io.havip.health.ScriptSettings;
import io.havip.vrrp.Family;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What has to hold between the parts of a configuration, whichever format it was written in. */
final class Checks {
    private final GatewayDraft draft;
    private final Problems problems;

    Checks(GatewayDraft draft, Problems problems) {
        this.draft = draft;
        this.problems = problems;
    }

    void run() {
        draft.instances().forEach(instance -> new InstanceChecks(instance, draft.dialect(), problems).run());
        instanceNamesDiffer();
        virtualRoutersDiffer();
        addressesDiffer();
        scriptNamesDiffer();
        trackersExist();
        scriptsAreFollowed();
        draft.scripts().forEach(script -> ScriptFile.check(script, problems));
    }

    private void instanceNamesDiffer() {
        Map<String, Place> seen = new HashMap<>();
        for (InstanceDraft instance : draft.instances()) {
            differs(
                    seen,
                    instance.name().value(),
                    instance.name().place(),
                    "an instance named '" + instance.name().value() + "'",
                    "give each instance a name of its own");
        }
    }

    private void virtualRoutersDiffer() {
        record Key(String interfaceName, int vrid, Family family) {}
        Map<Key, Place> seen = new HashMap<>();
        for (InstanceDraft instance : draft.instances()) {
            if (instance.interfaceName().isEmpty()
                    || instance.vrid().isEmpty()
                    || instance.advertised().isEmpty()) {
                continue;
            }
            String interfaceName = instance.interfaceName().get().value();
            Located<Integer> vrid = instance.vrid().get();
            Family family = Family.of(instance.advertised().getFirst().value().address());
            differs(
                    seen,
                    new Key(interfaceName, vrid.value(), family),
                    vrid.place(),
                    "VRID " + vrid.value() + " on " + interfaceName,
                    "give each virtual router on an interface a VRID of its own");
        }
    }

    private void addressesDiffer() {
        record Key(Object address, String interfaceName) {}
        Map<Key, Place> seen = new HashMap<>();
        for (InstanceDraft instance : draft.instances()) {
            for (var address : instance.addresses()) {
                differs(
                        seen,
                        new Key(address.value().address(), address.value().interfaceName()),
                        address.place(),
                        "the address " + address.value().address().getHostAddress(),
                        "list each address once");
            }
        }
    }

    private void scriptNamesDiffer() {
        Map<String, Place> seen = new HashMap<>();
        for (Located<ScriptSettings> script : draft.scripts()) {
            String name = script.value().name();
            if (name.equals(GatewayConfig.HAPROXY_TRACKER) && draft.haproxy().isPresent()) {
                problems.error(
                        script.place(),
                        "'" + name + "' is the name of the built-in HAProxy tracker",
                        "give the script another name");
            }
            differs(seen, name, script.place(), "a script named '" + name + "'", "give each script a name of its own");
        }
    }

    private <K> void differs(Map<K, Place> seen, K key, Place place, String what, String mend) {
        Place first = seen.putIfAbsent(key, place);
        if (first != null) {
            problems.error(place, what + " is already in " + first.lineSeenFrom(place), mend);
        }
    }

    private void trackersExist() {
        List<String> names = scriptNames();
        for (InstanceDraft instance : draft.instances()) {
            for (var tracking : instance.health()) {
                String name = tracking.value().tracker();
                if (!names.contains(name)) {
                    problems.error(tracking.place(), "no script is named '" + name + "'", Suggestion.mend(name, names));
                }
            }
            if (draft.haproxy().isEmpty()) {
                instance.haproxyTracked()
                        .ifPresent(tracking -> problems.error(
                                tracking.place(),
                                "there is no haproxy section",
                                "add the section haproxy: {} to the file"));
            }
        }
    }

    private void scriptsAreFollowed() {
        for (Located<ScriptSettings> script : draft.scripts()) {
            if (!followed(script.value(), draft)) {
                problems.notice(
                        script.place(), "no instance tracks '" + script.value().name() + "', so it is not run");
            }
        }
    }

    /** Whether any instance tracks a script: others are not run. */
    static boolean followed(ScriptSettings script, GatewayDraft draft) {
        return draft.instances().stream()
                .flatMap(instance -> instance.health().stream())
                .anyMatch(tracking -> tracking.value().tracker().equals(script.name()));
    }

    private List<String> scriptNames() {
        return draft.scripts().stream().map(script -> script.value().name()).toList();
    }
}
