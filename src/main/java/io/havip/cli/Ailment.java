package io.havip.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Something that is wrong.
 *
 * @param of whose it is: the gateway, the machine, the configuration, a virtual router or a tracker
 * @param mend empty where the sentence says it
 */
record Ailment(String of, String sentence, Optional<String> mend) {
    static Ailment of(String of, String sentence) {
        return new Ailment(of, sentence, Optional.empty());
    }

    static Ailment of(String of, String sentence, String mend) {
        return new Ailment(of, sentence, Optional.of(mend));
    }

    /** @param status as {@code GET /status} answers it */
    static List<Ailment> of(JsonObject status) {
        var wrong = new ArrayList<Ailment>();
        var reload = status.getJsonObject("last_reload");
        if (reload != null && !reload.getBoolean("success", true)) {
            wrong.add(of(
                    "gateway",
                    "the reload at " + reload.getString("at")
                            + " was refused, and the former configuration is in force: " + reload.getString("message"),
                    "correct the file, see havip-gateway check, and havip-gateway reload"));
        }
        objects(status, "trackers")
                .filter(tracker -> !tracker.getBoolean("healthy", true))
                .forEach(tracker -> wrong.add(of(
                        tracker.getString("name"),
                        "unhealthy since " + tracker.getString("since") + ": " + tracker.getString("reason"),
                        "get it going again; what that costs the roles says havip-gateway check")));
        objects(status, "instances").forEach(instance -> ofInstance(instance, wrong));
        if (wrong.isEmpty() && !status.getBoolean("well", true)) {
            wrong.add(
                    of(
                            "gateway",
                            "its loop does not keep its deadlines",
                            "see what takes the processor from it: havip_loop_lateness_seconds, and havip-gateway events for stalls"));
        }
        return wrong;
    }

    private static void ofInstance(JsonObject instance, List<Ailment> wrong) {
        var name = instance.getString("name");
        if (instance.getBoolean("last_resort", false)) {
            wrong.add(of(
                    name,
                    "active in spite of its faults, because nobody else serves",
                    "get one healthy gateway going: docs/runbooks/HavipLastResort.md"));
        }
        objects(instance, "faults")
                .forEach(fault ->
                        wrong.add(of(name, "FAULT: " + fault.getString("of") + ": " + fault.getString("reason"))));
        objects(instance, "findings")
                .forEach(finding -> wrong.add(of(name, finding.getString("sentence"), finding.getString("mend"))));
    }

    private static Stream<JsonObject> objects(JsonObject parent, String key) {
        return parent.getJsonArray(key, new JsonArray()).stream().map(JsonObject.class::cast);
    }
}
