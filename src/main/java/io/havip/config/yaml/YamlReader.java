package io.havip.config.yaml;

import io.havip.config.options.GatewayOptions;
import io.havip.config.options.Option;
import io.havip.config.options.Section;
import io.havip.config.options.Settings;
import io.havip.config.options.Type;
import io.havip.config.routing.RoutingWords;
import io.havip.config.text.Located;
import io.havip.config.text.Place;
import io.havip.config.text.Problems;
import io.havip.config.text.Scalars;
import io.havip.config.text.Source;
import io.havip.config.text.Suggestion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads the product's own format: what the table of options has. */
public final class YamlReader {
    /** Where a word may be a secret. */
    private static final Map<String, Section> SECRETIVE = GatewayOptions.SECTION.secretive();

    /** What is no path may be what was meant for the file. */
    private static final Pattern FILE = Pattern.compile("(?:key|password|secret|token)-file");

    private final Source source;
    /** Offsets into the source, by YAML's: it counts code points. */
    private final int[] offsets;

    private final Problems problems;
    private final Scalars scalars;
    private final RoutingWords routing;

    private YamlReader(Source source, Problems problems) {
        this.source = source;
        String text = source.text();
        this.offsets = IntStream.rangeClosed(0, text.length())
                .filter(i -> i == text.length() || !Character.isLowSurrogate(text.charAt(i)))
                .toArray();
        this.problems = problems;
        this.scalars = new Scalars(problems);
        this.routing = new RoutingWords(problems);
    }

    /** What is written, as far as it can be read: everything else is reported. Empty where it is not YAML. */
    public static Optional<Settings> read(Source source, Problems problems) {
        return read(source, GatewayOptions.SECTION, problems);
    }

    /** Likewise of a file that has another outermost section. */
    public static Optional<Settings> read(Source source, Section outermost, Problems problems) {
        return YamlDocument.root(source, problems).map(root -> {
            var reader = new YamlReader(source, problems);
            reader.conceal(root, Optional.empty());
            var settings = Settings.root(outermost, reader.place(root, ""));
            reader.fill(settings, root);
            return settings;
        });
    }

    /**
     * Conceals what may be a secret: all that stands beside such keys, and beneath, but for the keys that belong there.
     *
     * @param around the section among secrets that the node is in, if it is in one
     */
    private void conceal(Node node, Optional<Section> around) {
        switch (node) {
            case SequenceNode sequence -> sequence.getValue().forEach(item -> conceal(item, around));
            case MappingNode mapping -> mapping.getValue().forEach(entry -> conceal(entry, around));
            default -> around.ifPresent(_ -> source.conceal(offset(node.getStartMark()), offset(node.getEndMark())));
        }
    }

    private void conceal(NodeTuple entry, Optional<Section> around) {
        String key = entry.getKeyNode() instanceof ScalarNode word ? word.getValue() : "";
        if (around.filter(section -> section.keys().contains(key)).isEmpty()) {
            conceal(entry.getKeyNode(), around);
        }
        if (FILE.matcher(key).matches()
                && entry.getValueNode() instanceof ScalarNode word
                && !word.getValue().startsWith("/")) {
            conceal(word, Optional.of(GatewayOptions.SECTION));
        }
        conceal(entry.getValueNode(), Optional.ofNullable(SECRETIVE.get(key)).or(() -> around));
    }

    /** A key, and what stands beside it. */
    private record Entry(Place key, Node value) {}

    private void fill(Settings settings, MappingNode node) {
        var entries = entries(settings.place(), node);
        settings.section().options().forEach(option -> {
            var entry = entries.get(option.key());
            if (entry != null) {
                fill(settings, option, entry);
            } else {
                option.requiredMend()
                        .ifPresent(mend -> problems.error(settings.place(), option.key() + " is missing", mend));
            }
        });
        var known = settings.section().keys();
        entries.forEach((key, entry) -> {
            if (!known.contains(key)) {
                problems.error(entry.key(), "there is no such key", mend(key, settings.section()));
            }
        });
    }

    private <T> void fill(Settings settings, Option<T> option, Entry entry) {
        var value = new Value(entry.value(), entry.key(), entry.key().option(), settings);
        option.type().read(value).ifPresent(read -> settings.put(option, read));
    }

    /** Somebody who knows keepalived may have written its word, and somebody who knows ours may have it at another level. */
    private static String mend(String key, Section section) {
        return section.meantByKeepalived(key)
                .or(() -> GatewayOptions.SECTION.meantByKeepalived(key).map(meant -> meant + " at the top level"))
                .or(() -> section.wayTo(key))
                .or(() -> GatewayOptions.SECTION.wayTo(key).map(way -> way + " at the top level"))
                .map(meant -> "did you mean " + meant + "?")
                .orElseGet(() -> Suggestion.mend(key, section.keys()));
    }

    private Map<String, Entry> entries(Place place, MappingNode node) {
        var entries = new LinkedHashMap<String, Entry>();
        for (NodeTuple tuple : node.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode key) {
                Place at = place(key, place.option());
                at = at.isSecret() ? at : at.of(path(place, key.getValue()));
                var former = entries.putIfAbsent(key.getValue(), new Entry(at, tuple.getValueNode()));
                if (former != null) {
                    problems.error(
                            at, "this key is already in " + former.key().lineSeenFrom(at), "keep one of the two");
                }
            } else {
                problems.error(place(tuple.getKeyNode(), place.option()), "a key is a word", "write KEY: VALUE");
            }
        }
        return entries;
    }

    private static String path(Place place, String key) {
        return place.option().isEmpty() ? key : place.option() + "." + key;
    }

    private Place place(Node node, String path) {
        return source.placeAt(offset(node.getStartMark())).of(path);
    }

    private int offset(Mark mark) {
        return offsets[Math.min(mark.getIndex(), offsets.length - 1)];
    }

    /**
     * What stands where a value belongs.
     *
     * @param key where its key stands, or in a list it itself
     * @param parent the settings that it belongs to
     */
    private final class Value implements Type.Written {
        private final Node node;
        private final Place key;
        private final Place place;
        private final Settings parent;

        private Value(Node node, Place key, String path, Settings parent) {
            this.node = node;
            this.key = key;
            this.place = place(node, path);
            this.parent = parent;
        }

        @Override
        public Scalars scalars() {
            return scalars;
        }

        @Override
        public RoutingWords routing() {
            return routing;
        }

        private boolean absent() {
            return node.getTag().equals(Tag.NULL);
        }

        @Override
        public Optional<Located<String>> word() {
            if (node instanceof ScalarNode scalar && !absent()) {
                return Optional.of(new Located<>(scalar.getValue(), place));
            }
            return problems.refuse(
                    place, node instanceof ScalarNode ? "a value is missing" : "not a single value", "give one value");
        }

        @Override
        public <T> Optional<Located<List<Located<T>>>> items(Type<T> item) {
            if (!(node instanceof SequenceNode sequence)) {
                return problems.refuse(place, "not a list", "write a list: one line per item, each with a '- '");
            }
            if (sequence.getValue().isEmpty()) {
                problems.error(place, "the list is empty", "list at least one, or remove the key");
            }
            var items = new ArrayList<Located<T>>();
            for (int i = 0; i < sequence.getValue().size(); i++) {
                Node each = sequence.getValue().get(i);
                String path = place.option() + "[" + i + "]";
                item.read(new Value(each, place(each, path), path, parent)).ifPresent(items::add);
            }
            return Optional.of(new Located<>(List.copyOf(items), place));
        }

        @Override
        public Optional<Located<Settings>> group(Section section) {
            return mapping().map(mapping -> filled(parent.beneath(section, place), mapping));
        }

        private Located<Settings> filled(Settings settings, MappingNode mapping) {
            fill(settings, mapping);
            return new Located<>(settings, key);
        }

        @Override
        public Optional<Located<Settings>> groupOrFalse(Section section) {
            return node instanceof ScalarNode scalar && scalar.getValue().equals("false")
                    ? Optional.of(new Located<>(parent.off(section, place), key))
                    : group(section);
        }

        @Override
        public <T> Optional<Located<Settings>> groupOrWord(Section section, Option<T> only) {
            if (!(node instanceof ScalarNode)) {
                return group(section);
            }
            return only.type().read(this).map(value -> {
                var settings = parent.beneath(section, place);
                settings.put(only, value);
                return new Located<>(settings, place);
            });
        }

        @Override
        public Optional<Located<List<Settings>>> named(Section section) {
            return mapping().map(names -> {
                var all = new ArrayList<Settings>();
                entries(place, names)
                        .forEach((name, entry) -> new Value(
                                        entry.value(), entry.key(), entry.key().option(), parent)
                                .mapping()
                                .ifPresent(mapping -> {
                                    var settings = parent.named(section, new Located<>(name, entry.key()));
                                    fill(settings, mapping);
                                    all.add(settings);
                                }));
                return new Located<>(List.copyOf(all), key);
            });
        }

        /** The empty one for an absent value. */
        private Optional<MappingNode> mapping() {
            if (node instanceof MappingNode mapping) {
                return Optional.of(mapping);
            }
            if (node instanceof ScalarNode && absent()) {
                return Optional.of(new MappingNode(
                        Tag.MAP, true, List.of(), node.getStartMark(), node.getEndMark(), FlowStyle.FLOW));
            }
            return problems.refuse(place, "not a set of keys", "write KEY: VALUE, indented");
        }
    }
}
