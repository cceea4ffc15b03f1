package io.havip.config.yaml;

import io.havip.config.text.Located;
import io.havip.config.text.Place;
import io.havip.config.text.Problems;
import io.havip.config.text.Range;
import io.havip.config.text.Scalars;
import io.havip.config.text.Source;
import io.havip.config.text.Suggestion;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A mapping that is read key by key. The keys that were asked for are the known ones; {@link #refuseOthers} reports the
 * rest.
 */
final class YamlMapping {
    private final Source source;
    private final Place place;
    private final Problems problems;
    private final Scalars scalars;
    private final Map<String, Node> values = new LinkedHashMap<>();
    private final Map<String, Place> keys = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();

    YamlMapping(MappingNode node, String path, Source source, Problems problems) {
        this.source = source;
        this.place = place(node, path);
        this.problems = problems;
        this.scalars = new Scalars(problems);
        for (NodeTuple tuple : node.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode key) {
                put(key, tuple.getValueNode());
            } else {
                problems.error(place(tuple.getKeyNode(), path), "a key is a word", "write KEY: VALUE");
            }
        }
    }

    private void put(ScalarNode key, Node value) {
        String name = key.getValue();
        Place at = place(key, path(name));
        if (values.putIfAbsent(name, value) == null) {
            keys.put(name, at);
        } else {
            problems.error(at, "this key is already in " + placeOf(name).lineSeenFrom(at), "keep one of the two");
        }
    }

    Place place() {
        return place;
    }

    /** Where a key stands, or the mapping where there is no such key. */
    Place placeOf(String key) {
        return keys.getOrDefault(key, place);
    }

    boolean has(String key) {
        known.add(key);
        return values.containsKey(key);
    }

    /** The keys, for mappings whose keys are names. */
    List<Located<String>> names() {
        return keys.entrySet().stream()
                .map(entry -> new Located<>(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** A key's value; its absence is reported. */
    <T> Optional<T> required(String key, Function<String, Optional<T>> read, String mend) {
        if (!has(key)) {
            problems.error(place, key + " is missing", mend);
            return Optional.empty();
        }
        return read.apply(key);
    }

    Optional<Located<String>> text(String key) {
        return node(key).flatMap(node -> text(node, path(key)));
    }

    Optional<Located<Integer>> integer(String key, Range range) {
        return text(key).flatMap(word -> scalars.integer(word, range));
    }

    Optional<Located<Long>> durationNanos(String key, Range range) {
        return text(key).flatMap(word -> scalars.durationNanos(word, range));
    }

    Optional<Located<InetAddress>> address(String key) {
        return text(key).flatMap(scalars::address);
    }

    Optional<Located<Boolean>> flag(String key) {
        return choice(key, Map.of("true", true, "false", false));
    }

    /** One of a few words. */
    <T> Optional<Located<T>> choice(String key, Map<String, T> choices) {
        return text(key).flatMap(word -> {
            T chosen = choices.get(word.value());
            return chosen == null
                    ? scalars.refuse(word, "is not a choice here", Suggestion.mend(word.value(), choices.keySet()))
                    : Optional.of(word.map(text -> chosen));
        });
    }

    /** A mapping; one without a value is an empty mapping. */
    Optional<YamlMapping> mapping(String key) {
        return node(key).flatMap(node -> mapping(node, path(key)));
    }

    /** A mapping, or {@code false} for none. */
    Optional<YamlMapping> mappingUnlessFalse(String key) {
        return node(key)
                .filter(node ->
                        !(node instanceof ScalarNode scalar && scalar.getValue().equals("false")))
                .flatMap(node -> mapping(node, path(key)));
    }

    /** The texts of a sequence. */
    List<Located<String>> texts(String key) {
        return items(key, (node, path) -> text(node, path));
    }

    /** The mappings of a sequence. */
    List<YamlMapping> mappings(String key) {
        return items(key, this::mapping);
    }

    /** The items of a sequence, without those whose reading reported a problem. */
    <T> List<T> items(String key, ItemReader<T> reader) {
        Node node = node(key).orElse(null);
        if (node == null) {
            return List.of();
        }
        if (!(node instanceof SequenceNode sequence)) {
            problems.error(place(node, path(key)), "not a list", "write a list: one line per item, each with a '- '");
            return List.of();
        }
        List<Node> items = sequence.getValue();
        if (items.isEmpty()) {
            problems.error(place(node, path(key)), "the list is empty", "list at least one, or remove the key");
        }
        return IntStream.range(0, items.size())
                .mapToObj(i -> reader.read(items.get(i), path(key) + "[" + i + "]"))
                .flatMap(Optional::stream)
                .toList();
    }

    interface ItemReader<T> {
        Optional<T> read(Node node, String path);
    }

    /** A mapping, with the empty one for an absent value. */
    Optional<YamlMapping> mapping(Node node, String path) {
        if (node instanceof MappingNode mapping) {
            return Optional.of(new YamlMapping(mapping, path, source, problems));
        }
        if (node instanceof ScalarNode && absent(node)) {
            var empty =
                    new MappingNode(Tag.MAP, true, List.of(), node.getStartMark(), node.getEndMark(), FlowStyle.FLOW);
            return Optional.of(new YamlMapping(empty, path, source, problems));
        }
        problems.error(place(node, path), "not a set of keys", "write KEY: VALUE, indented");
        return Optional.empty();
    }

    Optional<Located<String>> text(Node node, String path) {
        if (node instanceof ScalarNode scalar && !absent(node)) {
            return Optional.of(new Located<>(scalar.getValue(), place(node, path)));
        }
        problems.error(
                place(node, path),
                node instanceof ScalarNode ? "a value is missing" : "not a single value",
                "give one value");
        return Optional.empty();
    }

    /** Reports every key that nobody asked for. */
    void refuseOthers() {
        Stream<String> others = values.keySet().stream().filter(key -> !known.contains(key));
        others.forEach(key -> problems.error(placeOf(key), "there is no such key", Suggestion.mend(key, known)));
    }

    private Optional<Node> node(String key) {
        known.add(key);
        return Optional.ofNullable(values.get(key));
    }

    private String path(String key) {
        return place.option().isEmpty() ? key : place.option() + "." + key;
    }

    private static boolean absent(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private Place place(Node node, String path) {
        return new Place(
                source, node.getStartMark().getLine() + 1, node.getStartMark().getColumn() + 1, path);
    }
}
