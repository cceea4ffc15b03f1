package io.havip.cli;

import io.havip.config.ConfigException;
import io.havip.config.GatewayConfig;
import io.havip.config.text.Problem;
import io.havip.insight.ClusterExplanation;
import io.havip.insight.Mismatch;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** The answer of {@code check --json}. Programs may rely on what is in it, and not on its {@code text}. */
final class CheckJson {
    private CheckJson() {}

    /**
     * @param cloud empty where it was not asked
     * @param text what people are shown
     */
    static String of(
            GatewayConfig config, Optional<ClusterExplanation> cluster, Optional<CloudCheck> cloud, String text) {
        boolean broken = cluster.filter(ClusterExplanation::broken).isPresent()
                || cloud.filter(check -> !check.sound()).isPresent();
        return answer(!broken, List.of())
                        .put("node", config.routerName())
                        .put("cloud", new JsonArray(cloud.map(CloudCheck::lines).orElse(List.of())))
                        .put("notices", new JsonArray(config.notices()))
                        .put(
                                "mismatches",
                                new JsonArray(cluster.map(ClusterExplanation::mismatches).orElse(List.of()).stream()
                                        .map(CheckJson::mismatch)
                                        .toList()))
                        .put("text", text)
                        .encodePrettily()
                + "\n";
    }

    static String of(ConfigException refused) {
        var errors = refused.errors().stream().map(CheckJson::error).toList();
        return answer(false, errors).put("text", refused.whole()).encodePrettily() + "\n";
    }

    private static JsonObject answer(boolean usable, List<JsonObject> errors) {
        return new JsonObject().put("usable", usable).put("errors", new JsonArray(errors));
    }

    private static JsonObject error(Problem error) {
        var place = error.place();
        return new JsonObject()
                .put("file", place.source().name())
                .put("line", place.line())
                .put("column", place.column())
                .put("option", place.option())
                .put("message", error.message())
                .put("mend", error.mend());
    }

    private static JsonObject mismatch(Mismatch mismatch) {
        return new JsonObject()
                .put("severity", mismatch.broken() ? "error" : "warning")
                .put("message", mismatch.sentence())
                .put("mend", mismatch.mend())
                .put("at", new JsonArray(mismatch.places()));
    }
}
