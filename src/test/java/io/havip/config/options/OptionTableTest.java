package io.havip.config.options;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import io.vertx.core.json.JsonObject;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/**
 * What is made of the table of options and kept beside it. {@code -Ddocs.write=true} writes that down anew, to be read in
 * the difference.
 */
class OptionTableTest {
    private static final Path REFERENCE = Path.of("docs/configuration.md");
    private static final Path SCHEMA = Path.of("docs/gateway.schema.json");

    private static void assertUpToDate(Path file, String text) throws Exception {
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(file, text);
        }
        assertThat(Files.readString(file)).isEqualTo(text);
    }

    @Test
    void theReferenceHasTheTablesOfTheOptions() throws Exception {
        assertUpToDate(REFERENCE, Tables.refresh(Files.readString(REFERENCE)));
    }

    @Test
    void theReferenceLacksNoOption() throws Exception {
        var titles = Tables.titles(Files.readString(REFERENCE));
        var documented = Tables.sections().stream()
                .filter(section -> titles.contains(section.title()))
                .flatMap(section -> section.keys().stream())
                .toList();

        assertThat(titles).contains(Tables.VARIABLES);
        assertThat(Tables.sections())
                .allSatisfy(section -> assertThat(documented).containsAll(section.keys()));
    }

    /** All there is of a section is in the reference, in the schema, and in what {@code explain-config} writes. */
    @Test
    void theExampleShowsEverySection() throws Exception {
        var example = Files.readString(Path.of("docs/examples/gateway.yaml"));

        assertThat(GatewayOptions.SECTION.paths().map(List::getLast))
                .filteredOn(option -> option.section().isPresent())
                .extracting(Option::key)
                // It excludes attach, which is shown.
                .filteredOn(key -> !key.equals("supervise"))
                .allSatisfy(key -> assertThat(example).containsPattern("\\b" + key + ":"));
    }

    @Test
    void noSectionHasTwoOptionsWithOneKey() {
        assertThat(Tables.sections())
                .allSatisfy(section -> assertThat(section.keys()).doesNotHaveDuplicates());
    }

    /** A declaration that its section forgets would be no option. */
    @ParameterizedTest
    @ValueSource(
            classes = {
                AddressOptions.class,
                AnnounceOptions.class,
                AnnouncementGroupOptions.class,
                AuthenticationOptions.class,
                AwsOptions.class,
                CloudOptions.class,
                GatewayOptions.class,
                HealthOptions.class,
                InstanceOptions.class,
                InterfaceDelayOptions.class,
                JournalOptions.class,
                ManagementOptions.class,
                HaproxyOptions.class,
                HmacOptions.class,
                HttpCloudOptions.class,
                MulticastOptions.class,
                ProgramOptions.class,
                StaticOptions.class,
                TencentOptions.class,
                TlsOptions.class,
                TrackOptions.class,
                UnicastOptions.class,
                VirtualMacOptions.class,
                VirtualRouterOptions.class
            })
    void everyOptionThatIsDeclaredIsInASection(Class<?> options) {
        var listed = Tables.sections().stream()
                .flatMap(section -> section.options().stream())
                .toList();
        var declared = Stream.concat(Stream.of(options), Arrays.stream(options.getDeclaredClasses()))
                .flatMap(type -> Arrays.stream(type.getDeclaredFields()))
                .filter(field -> field.getType() == Option.class && Modifier.isStatic(field.getModifiers()))
                .toList();

        assertThat(declared).isNotEmpty().allSatisfy(field -> assertThat(listed).contains((Option<?>) field.get(null)));
    }

    @Test
    void theSchemaIsPublished() throws Exception {
        assertUpToDate(SCHEMA, new JsonObject(Schema.whole()).encodePrettily() + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway.yaml", "minimal.yaml"})
    void theSchemaAcceptsTheExamples(String name) throws Exception {
        assertThat(refusals(Files.readString(Path.of("docs/examples", name)))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        priority: 0                 | $.instances[0].priority: must have a minimum value of 1
        priorty: 5                  | $.instances[0]: property 'priorty' is not defined in the schema
        advertisement-interval: 1   | $.instances[0].advertisement-interval: integer found, string expected
        unicast: {}                 | $.instances[0].unicast: required property 'peers' not found
        checksum: crc               | $.instances[0].checksum: does not have a value in the enumeration
        """)
    void theSchemaRefusesWhatTheReaderRefuses(String key, String refusal) throws Exception {
        assertThat(refusals("""
            instances:
              - name: VI_1
                interface: eth0
                vrid: 51
                addresses: [10.0.0.1]
                %s
            """.formatted(key))).singleElement().asString().startsWith(refusal);
    }

    private static Set<String> refusals(String yaml) throws Exception {
        JsonSchema schema = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(Files.readString(SCHEMA));
        Map<String, Object> written = new Yaml().load(yaml);
        return schema.validate(new JsonObject(written).encode(), com.networknt.schema.InputFormat.JSON).stream()
                .map(ValidationMessage::getMessage)
                .collect(Collectors.toSet());
    }
}
