package io.havip.config;

import static io.havip.config.ConfigFolder.instance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever stands where a password or a key does may be one: an error says where it is, and what to do, and does not quote it. */
class AmongSecretsTest {
    private static final String SECRET = "hunter2secret";

    private static final String YAML = """
            instances:
              - name: VI_1
                interface: eth0
                vrid: 51
                addresses: [10.0.0.1]
                %s
            """;

    @TempDir
    private Path temporary;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        authentication: SECRET                                    | 6:21 | not a set of keys         | write KEY: VALUE, indented
        authentication: [SECRET]                                  | 6:21 | not a set of keys         | write KEY: VALUE, indented
        authentication: {SECRET}                                  | 6:22 | no such key               | one of: hmac, password, password-file
        authentication: {kye: SECRET}                             | 6:22 | no such key               | one of: hmac, password, password-file
        authentication: {secret: SECRET}                          | 6:22 | no such key               | one of: hmac, password, password-file
        authentication: {kye: {password: SECRET}}                 | 6:22 | no such key               | one of: hmac, password, password-file
        authentication: {hmac: SECRET}                            | 6:28 | not a set of keys         | write KEY: VALUE, indented
        authentication: {hmac: {keys: SECRET}}                    | 6:35 | not a list                | write a list: one line per item, each with a '- '
        authentication: {hmac: {keys: [SECRET]}}                  | 6:36 | not a set of keys         | write KEY: VALUE, indented
        authentication: {hmac: {keys: [[1, SECRET]]}}             | 6:36 | not a set of keys         | write KEY: VALUE, indented
        authentication: {hmac: {keys: [{keyy: SECRET}]}}          | 6:37 | no such key               | did you mean key?
        authentication: {hmac: {keys: [{key_: SECRET}]}}          | 6:37 | no such key               | did you mean key?
        authentication: {hmac: {keys: [{id: SECRET}]}}            | 6:41 | this is not a whole number | give a whole number from 1 to 255
        authentication: {hmac: {active-key: SECRET}}              | 6:41 | this is not a whole number | give a whole number from 1 to 255
        authentication: {hmac: {mode: SECRET}}                    | 6:35 | this is not a choice here | one of: enforce, permissive, receive-only
        authentication: {hmac: {time-window: SECRET}}             | 6:42 | this is not a duration    | give a number with a unit, e.g. 100ms, 1s or 2m
        authentication: {password-file: SECRET}                   | 6:37 | this is not an absolute path | start it with /
        authentication: {password: a}, authentication: SECRET     | 6:34 | not YAML                  | correct the indentation, quotes or brackets here or shortly before
        hmac: SECRET                                              | 6:5  | there is no such key      | did you mean authentication: hmac?
        authenticaton: SECRET                                     | 6:5  | there is no such key      | did you mean authentication?
        """)
    void inYaml(String words, String position, String message, String mend) {
        assertRefused("gateway.yaml", YAML.formatted(words), position, message, mend);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        authentication SECRET                               | 5:1  | the block is missing            | open it with {
        authentication { SECRET }                           | 5:18 | this is not a keyword           | one of: auth_pass, auth_type
        authentication { auth_type SECRET                   | 5:28 | only PASS is supported          | set auth_type PASS, on all routers
        authentication { kye { SECRET }                     | 5:18 | this is not a keyword           | one of: auth_pass, auth_type
        auth_hmac SECRET                                    | 5:1  | the block is missing            | open it with {
        auth_hmac { kye 2 SECRET                            | 5:13 | this is not a keyword           | one of: active_key, anti_replay, key, mode, time_window
        auth_hmac { kye 2 $SECRET                           | 5:19 | there is no such parameter      | define it before: $NAME=VALUE
        auth_hmac { SECRET                                  | 5:13 | this is not a keyword           |
        auth_hmac { key SECRET                              | 5:13 | a key has a number and a value  | write key 1 file:PATH
        auth_hmac { active_key SECRET                       | 5:24 | this is not a whole number      | give a whole number from 1 to 255
        auth_hmac { mode SECRET                             | 5:18 | this is not a choice here       | one of: enforce, permissive, receive-only
        auth_hmac { time_window #SECRET                     | 5:13 | a value is missing              | give time_window one value
        auth_hmac { time_window "SECRET                     | 5:25 | this quote is never closed      | close it on the same line
        """)
    void inAKeepalivedConf(String words, String position, String message, String mend) {
        String text = instance(words + (words.contains("{") ? "\n}" : ""));
        assertRefused("keepalived.conf", text, position, message, mend == null ? "" : mend);
    }

    @Test
    void aTokenInPlaceOfItsFile() {
        assertRefused(
                "gateway.yaml",
                "management: {token-file: SECRET}\n" + YAML.formatted("priority: 100"),
                "1:26",
                "this is not an absolute path",
                "start it with /");
    }

    @Test
    void figuresThatWouldBeADurationToo() {
        String text = YAML.formatted("authentication: {hmac: {time-window: 80031337}}");

        assertThat(shown("gateway.yaml", text)).contains("write 5s or 5ms").doesNotContain("80031337");
    }

    /** YAML counts a character as one that is two in Java. */
    @Test
    void besideCharactersOfTwoParts() {
        String text = YAML.formatted("{🔑🔑🔑🔑🔑🔑🔑🔑: x, authentication: {hmac: {active-key: SECRET, kye: SECRET}}}")
                .replace("    vrid: 51\n    addresses: [10.0.0.1]\n    {", "  - {")
                .replace("SECRET", SECRET);

        assertThat(shown("gateway.yaml", text))
                .contains("this is not a whole number")
                .doesNotContain(SECRET);
    }

    /** Somewhere beneath, among words that belong there and words that don't. */
    @Test
    void anywhereBeneath() {
        var random = new Random(7);
        for (int i = 0; i < 500; i++) {
            String yaml = YAML.formatted("authentication: " + yaml(random, 4));
            String block = instance("authentication" + block(random, 3) + "\nauth_hmac" + block(random, 3));

            assertThat(shown("gateway.yaml", yaml)).as(yaml).doesNotContain(SECRET);
            assertThat(shown("keepalived.conf", block)).as(block).doesNotContain(SECRET);
        }
    }

    private static String yaml(Random random, int depth) {
        var words = List.of("password", "password-file", "hmac", "keys", "id", "key", "mode", "kye", "x", SECRET);
        return switch (depth == 0 ? 3 : random.nextInt(4)) {
            case 0 -> "[" + yaml(random, depth - 1) + ", " + yaml(random, depth - 1) + "]";
            case 1, 2 ->
                random.ints(0, words.size())
                        .distinct()
                        .limit(3)
                        .mapToObj(word -> "\"%s\": %s".formatted(words.get(word), yaml(random, depth - 1)))
                        .collect(Collectors.joining(", ", "{", "}"));
            default -> random.nextBoolean() ? SECRET : "1";
        };
    }

    private static String block(Random random, int depth) {
        var words = List.of(
                "auth_type", "auth_pass", "key", "active_key", "mode", "kye", "1", "\"" + SECRET + "\"", SECRET);
        var lines = new ArrayList<String>();
        for (int i = 0; i < 3; i++) {
            lines.add(random.ints(random.nextInt(1, 4), 0, words.size())
                            .mapToObj(words::get)
                            .collect(Collectors.joining(" "))
                    + (depth > 0 && random.nextInt(4) == 0 ? block(random, depth - 1) : ""));
        }
        return " {\n" + String.join("\n", lines) + "\n}";
    }

    private void assertRefused(String name, String text, String position, String message, String mend) {
        String errors = shown(name, text.replace("SECRET", SECRET));

        assertThat(errors)
                .contains(name + ":" + position + ": error: ")
                .contains(message)
                .contains("mend: " + mend)
                .doesNotContain(SECRET);
    }

    /** All that anybody is told: the text with the lines, and what JSON has of each error. */
    private String shown(String name, String text) {
        var file = new ConfigFolder(temporary).write(name, text);
        var refusal = catchThrowableOfType(ConfigException.class, () -> ConfigReader.read(file));
        return Stream.concat(
                        Stream.of(refusal.whole()),
                        refusal.errors().stream()
                                .map(error -> error.place().option() + ": " + error.message() + ": " + error.mend()))
                .collect(Collectors.joining("\n"));
    }
}
