package io.havip.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** {@code docs/configuration.md} and the examples say what the reader does. */
class ConfigurationReferenceTest {
    private static final Path REFERENCE = Path.of("docs/configuration.md");
    private static final Pattern KEY = Pattern.compile("(?m)^\\| `([a-z-]+)` \\|");
    private static final Pattern BLOCK = Pattern.compile("(?s)```yaml\n(.*?)```");
    /** Keys whose alternatives the complete example uses, or that are names of its own. */
    private static final Set<String> ALTERNATIVES =
            Set.of("supervise", "binary", "config", "password-file", "key-file");

    @TempDir
    private Path temporary;

    @ParameterizedTest
    @ValueSource(strings = {"gateway.yaml", "minimal.yaml", "keepalived.conf"})
    void theExamplesAreValid(String name) {
        assertThatCode(() -> ConfigReader.read(Path.of("docs/examples", name))).doesNotThrowAnyException();
    }

    @Test
    void theReferencesOwnExampleIsValid() throws Exception {
        var blocks = BLOCK.matcher(Files.readString(REFERENCE))
                .results()
                .map(block -> block.group(1))
                .toList();

        assertThat(blocks).isNotEmpty();
        for (String block : blocks) {
            new ConfigFolder(temporary).read("example.yaml", block);
        }
    }

    @Test
    void theReferenceAndTheCompleteExampleHaveTheSameKeys() throws Exception {
        Set<String> documented = KEY.matcher(Files.readString(REFERENCE))
                .results()
                .map((MatchResult key) -> key.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        documented.removeAll(ALTERNATIVES);
        var used = new TreeSet<String>();
        collectKeys(
                new Yaml().compose(new StringReader(Files.readString(Path.of("docs/examples/gateway.yaml")))), used);
        used.removeAll(Set.of("eth1", "uplink", "tunnel", "maintenance"));

        assertThat(used).isEqualTo(documented);
    }

    private static void collectKeys(Node node, Set<String> keys) {
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(tuple -> {
                keys.add(((ScalarNode) tuple.getKeyNode()).getValue());
                collectKeys(tuple.getValueNode(), keys);
            });
        } else if (node instanceof SequenceNode sequence) {
            sequence.getValue().forEach(item -> collectKeys(item, keys));
        }
    }
}
