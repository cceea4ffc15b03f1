package io.havip.config.environment;

import io.havip.config.text.Located;
import io.havip.config.text.Place;
import io.havip.config.text.Problems;
import io.havip.config.text.Source;
import io.havip.config.text.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The variables of a process that configure a gateway, as a text of one {@code NAME=value} a line, so that errors can be shown. */
public final class Environment {
    private static final Pattern CONFIGURING = Pattern.compile("(?:HAVIP|KEEPALIVED)_\\w+");
    /** What says which cloud a node is in, and how that is called. */
    private static final Pattern CLOUD = Pattern.compile("HAVIP_(?:TENCENT|AWS|CLOUD)_\\w+");

    private static final String FOREIGN = "KEEPALIVED_";
    /** What Kubernetes sets for each service, by its name: one that is named as our variables begin is not meant for us. */
    private static final Pattern SERVICE_LINK = Pattern.compile(
            "\\w+_SERVICE_HOST|\\w+_SERVICE_PORT(?:_\\w+)?|\\w+_PORT_\\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?");

    private static final Pattern SERVICE_PORT = Pattern.compile("(?:tcp|udp|sctp)://.*");

    /** What images that look for a value themselves take for none. */
    private static final String AUTOMATIC = "auto";

    /** For the launcher and the command line, not for the gateway. */
    private static final Set<String> NOT_CONFIGURING =
            Set.of("HAVIP_JAVA_OPTS", "HAVIP_CONTROL_SOCKET", "HAVIP_CLOUD_FILE");

    /** The lists of osixia's image are Python or JSON behind a tag; elsewhere blanks and commas separate. */
    private static final Pattern LIST_TAG = Pattern.compile("#(?:PYTHON|JSON)2BASH:");

    private static final Pattern ITEM = Pattern.compile("\\[[\\p{XDigit}:.]+]:\\w+|[^\\s,'\"\\[\\]]+");

    private final TreeMap<String, String> values = new TreeMap<>();
    private final Source source;

    public Environment(Map<String, String> variables) {
        variables.forEach((name, value) -> {
            if (CONFIGURING.matcher(name).matches() && !NOT_CONFIGURING.contains(name) && !serviceLink(name, value)) {
                values.put(name, value);
            }
        });
        source = source(values);
    }

    /** Of a cloud's variables alone. */
    public static Environment ofCloud(Map<String, String> variables) {
        var ofCloud = new TreeMap<>(variables);
        ofCloud.keySet().removeIf(name -> !CLOUD.matcher(name).matches());
        return new Environment(ofCloud);
    }

    private static boolean serviceLink(String name, String value) {
        return SERVICE_LINK.matcher(name).matches()
                || (name.endsWith("_PORT") && SERVICE_PORT.matcher(value).matches());
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    public List<String> names() {
        return List.copyOf(values.keySet());
    }

    private static Source source(Map<String, String> values) {
        var lines = new ArrayList<String>();
        values.forEach((name, value) -> {
            // What is misspelt may be one, too.
            boolean secret = Variables.secret(name) || !Variables.known().contains(name);
            String shown = value.replaceAll("\\R", " ");
            lines.add(name + "=" + (secret ? "*".repeat(shown.length()) : shown));
        });
        return new Source("environment", String.join("\n", lines));
    }

    /** Whether any variable is one of another image's. */
    Optional<Place> foreign() {
        return values.keySet().stream()
                .filter(name -> name.startsWith(FOREIGN))
                .findFirst()
                .map(this::place);
    }

    /** Whether any variable is one of osixia's image, which has defaults of its own. */
    boolean osixia() {
        return values.keySet().stream().anyMatch(Variables.OSIXIA::contains);
    }

    /**
     * The value of a setting's variables; empty if none is set, has text, or is left to the image. Several for one setting are
     * reported.
     */
    Optional<Located<String>> text(List<String> names, Problems problems) {
        var set = names.stream().filter(values::containsKey).toList();
        if (set.size() > 1) {
            problems.error(
                    place(set.getLast()),
                    "means the same as " + set.getFirst() + ", which is set too",
                    "keep one of them");
        }
        return set.stream()
                .findFirst()
                .map(name -> new Located<>(values.getOrDefault(name, "").strip(), place(name)))
                .filter(word -> !word.value().isEmpty() && !automatic(word));
    }

    private static boolean automatic(Located<String> word) {
        return word.place().option().startsWith(FOREIGN) && word.value().equals(AUTOMATIC);
    }

    /** A list's items, each at its own column. */
    static List<Located<String>> items(Located<String> word) {
        var items = new ArrayList<Located<String>>();
        String untagged = LIST_TAG.matcher(word.value())
                .replaceFirst(tag -> " ".repeat(tag.group().length()));
        var matcher = ITEM.matcher(untagged);
        while (matcher.find()) {
            Place start = word.place();
            items.add(new Located<>(
                    matcher.group(),
                    new Place(start.source(), start.line(), start.column() + matcher.start(), start.option())));
        }
        return items;
    }

    /** Where a required variable would stand. */
    Place end() {
        return new Place(source, values.size() + 1, 1, "");
    }

    /** Tells of those that would configure a gateway, and don't beside a file. */
    public void ignore(String file, Problems problems) {
        values.keySet().stream()
                .filter(name ->
                        Variables.known().contains(name) && !CLOUD.matcher(name).matches())
                .forEach(name -> problems.notice(place(name), "is not read beside " + file));
    }

    void refuseOthers(Problems problems) {
        for (String name : values.keySet()) {
            String mend = Variables.REFUSED.get(name);
            if (mend != null && !values.get(name).isBlank()) {
                problems.error(place(name), "is not supported", mend);
            } else if (mend == null && !Variables.known().contains(name)) {
                problems.error(place(name), "there is no such variable", Suggestion.mend(name, Variables.known()));
            }
        }
    }

    private Place place(String name) {
        return new Place(source, values.headMap(name).size() + 1, name.length() + 2, name);
    }
}
