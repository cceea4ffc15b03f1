package io.havip.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Something that is wrong.
 *
 * @param of whose it is: the gateway, the machine, the configuration, a virtual router, a tracker or another node
 * @param since when that began, as far as it is known: what has no such time is so when it is asked for
 * @param mend empty where the sentence says it
 */
record Ailment(String of, Optional<String> since, String sentence, Optional<String> mend) {
    static Ailment of(String of, String sentence) {
        return new Ailment(of, Optional.empty(), sentence, Optional.empty());
    }

    static Ailment of(String of, String sentence, String mend) {
        return new Ailment(of, Optional.empty(), sentence, Optional.of(mend));
    }

    private static Ailment since(JsonObject began, String of, String sentence, String mend) {
        return new Ailment(of, began(began), sentence, Optional.of(mend));
    }

    private static Optional<String> began(JsonObject of) {
        return Optional.of(text(of, "since")).filter(time -> !time.isEmpty());
    }

    /** The same, of another node: somebody else's words. */
    Ailment on(String node) {
        return new Ailment(
                EventText.printable(node + ": " + of),
                since.map(EventText::printable),
                EventText.printable(sentence),
                mend.map(EventText::printable));
    }

    /** In lines for people. */
    String text() {
        return "! %s%s: %s\n%s"
                .formatted(
                        of,
                        since.map(time -> ", since " + time).orElse(""),
                        sentence,
                        mend.map("  mend: %s\n"::formatted).orElse(""));
    }

    JsonObject json() {
        var json = new JsonObject().put("of", of).put("sentence", sentence);
        since.ifPresent(time -> json.put("since", time));
        mend.ifPresent(what -> json.put("mend", what));
        return json;
    }

    /** @param status as {@code GET /status} answers it */
    static List<Ailment> of(JsonObject status) {
        var wrong = new ArrayList<Ailment>();
        if (status.getValue("last_reload") instanceof JsonObject reload && is(reload, "success", false)) {
            wrong.add(of(
                    "gateway",
                    "the reload at " + text(reload, "at") + " was refused, and the former configuration is in force: "
                            + text(reload, "message"),
                    "correct the file, see havip-gateway check, and havip-gateway reload"));
        }
        objects(status, "trackers")
                .filter(tracker -> is(tracker, "healthy", false))
                .forEach(tracker -> wrong.add(since(
                        tracker,
                        text(tracker, "name"),
                        "unhealthy: " + text(tracker, "reason"),
                        "get it going again; what that costs the roles says havip-gateway check")));
        objects(status, "instances").forEach(instance -> ofInstance(instance, wrong));
        if (wrong.isEmpty() && is(status, "well", false)) {
            wrong.add(
                    of(
                            "gateway",
                            "its loop does not keep its deadlines",
                            "see what takes the processor from it: havip_loop_lateness_seconds, and havip-gateway events for stalls"));
        }
        return wrong;
    }

    private static void ofInstance(JsonObject instance, List<Ailment> wrong) {
        String name = text(instance, "name");
        if (is(instance, "last_resort", true)) {
            wrong.add(since(
                    instance,
                    name,
                    "active in spite of its faults, because nobody else serves",
                    "get one healthy gateway going: docs/runbooks/HavipLastResort.md"));
        }
        objects(instance, "faults")
                .map(fault -> new Ailment(
                        name,
                        began(fault),
                        "FAULT: " + text(fault, "of") + ": " + text(fault, "reason"),
                        Optional.empty()))
                .forEach(wrong::add);
        objects(instance, "findings")
                .map(finding -> since(finding, name, text(finding, "sentence"), text(finding, "mend")))
                .forEach(wrong::add);
    }

    /** Those that are there: another node may be of another version, or something else. So below. */
    static Stream<JsonObject> objects(JsonObject parent, String key) {
        return parent.getValue(key) instanceof JsonArray array
                ? array.stream().filter(JsonObject.class::isInstance).map(JsonObject.class::cast)
                : Stream.empty();
    }

    static String text(JsonObject of, String key) {
        return Objects.toString(of.getValue(key), "");
    }

    private static boolean is(JsonObject of, String key, boolean value) {
        return Boolean.valueOf(value).equals(of.getValue(key));
    }
}
