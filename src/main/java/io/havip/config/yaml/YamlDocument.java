package io.havip.config.yaml;

import io.havip.config.text.Place;
import io.havip.config.text.Problems;
import io.havip.config.text.Source;
import java.io.StringReader;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * The plain part of YAML: one document of mappings, sequences and scalars. Anchors, aliases and tags are refused, so that
 * every value stands where it counts, and nothing can refer to itself.
 */
final class YamlDocument {
    private static final int DEPTH_MAX = 20;

    private final Source source;
    private final Problems problems;
    private final Yaml yaml;

    private YamlDocument(Source source, Problems problems) {
        this.source = source;
        this.problems = problems;
        var options = new LoaderOptions();
        options.setNestingDepthLimit(DEPTH_MAX);
        this.yaml = new Yaml(options);
    }

    /** The root mapping, unless a problem was reported. */
    static Optional<MappingNode> root(Source source, Problems problems) {
        return new YamlDocument(source, problems).root();
    }

    private Optional<MappingNode> root() {
        try {
            refuseReferences();
            if (problems.any()) {
                return Optional.empty();
            }
            return mapping(yaml.compose(new StringReader(source.text())));
        } catch (MarkedYAMLException e) {
            problems.error(
                    place(e.getProblemMark()),
                    "not YAML: " + e.getProblem(),
                    "correct the indentation, quotes or brackets here or shortly before");
        } catch (ReaderException e) {
            int offset = source.text().offsetByCodePoints(0, e.getPosition());
            problems.error(source.placeAt(offset), "a character that YAML does not allow", "remove it");
        } catch (YAMLException e) {
            problems.error(source.start(), "not usable YAML: " + e.getMessage(), "nest less deeply");
        }
        return Optional.empty();
    }

    private Optional<MappingNode> mapping(Node node) {
        if (node instanceof MappingNode mapping) {
            return Optional.of(mapping);
        }
        return problems.refuse(
                node == null ? source.start() : place(node.getStartMark()),
                "no keys here",
                "start with instances:, see docs/configuration.md");
    }

    private void refuseReferences() {
        int documents = 0;
        for (Event event : yaml.parse(new StringReader(source.text()))) {
            if (event instanceof DocumentStartEvent && ++documents > 1) {
                problems.error(place(event.getStartMark()), "a second document", "keep one document per file");
            }
            if (event instanceof NodeEvent node && node.getAnchor() != null) {
                String what = event instanceof AliasEvent ? "aliases" : "anchors";
                problems.error(place(event.getStartMark()), what + " are not used here", "write the value out");
            }
            if (tagged(event)) {
                problems.error(place(event.getStartMark()), "tags are not used here", "remove the tag");
            }
        }
    }

    private static boolean tagged(Event event) {
        return switch (event) {
            case ScalarEvent scalar -> scalar.getTag() != null;
            case CollectionStartEvent collection -> collection.getTag() != null;
            default -> false;
        };
    }

    private Place place(Mark mark) {
        return new Place(source, mark.getLine() + 1, mark.getColumn() + 1, "");
    }
}
