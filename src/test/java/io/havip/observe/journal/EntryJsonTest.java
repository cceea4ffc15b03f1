package io.havip.observe.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.havip.linux.Clock;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EntryJsonTest {
    private final EntryJson json = new EntryJson(Entries.NOON);

    private String text(Entry entry, Optional<Line> former) {
        return json.text(7, entry, new EntryJson.Told(Entries.NOW_NANOS, "gw1", "0123456789abcdef"), former);
    }

    private List<String> all() {
        return Entries.ofEachKind().stream()
                .map(entry -> text(entry, Optional.empty()))
                .toList();
    }

    @Test
    void everyKindIsWrittenAsItAlwaysWas() throws IOException {
        var golden = Path.of("src/test/resources/io/havip/observe/journal/entries.jsonl");
        if (Boolean.getBoolean("docs.write")) {
            Files.write(golden, all());
        }
        assertThat(all()).isEqualTo(Files.readAllLines(golden));
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        assertThat(all()).allSatisfy(text -> assertThat(Line.read(text)).contains(new Line(7, text)));
    }

    @Test
    void theFormerRunEndedInOrderOrWithoutAWord() {
        var end = new Line(6, "{\"v\":1,\"seq\":6,\"kind\":\"end\"}");
        var stall = new Line(6, "{\"v\":1,\"seq\":6,\"kind\":\"stall\"}");
        var start = new Entry.Start("1.0", 123, 2);

        assertThat(text(start, Optional.empty())).doesNotContain("former_ended");
        assertThat(text(start, Line.read("{\"v\":2,\"seq\":6,\"kind\":\"end\"}")))
                .as("whatever an end is there")
                .doesNotContain("former_ended");
        assertThat(text(start, Optional.of(end)))
                .contains("\"former_ended\":true")
                .contains("\"sentence\":\"version 1.0 has started, process 123\"");
        assertThat(text(start, Optional.of(stall)))
                .contains("\"former_ended\":false")
                .contains("; the one before it ended without a word\"");
    }

    /** Both clocks are read one after the other, and a busy machine may stop the thread in between. */
    @Test
    void itsTimeIsThatOfTheReadingThatNothingCameBetween() {
        var disturbed = new Clock() {
            private long nowNanos = Entries.NOW_NANOS;
            private int readings;

            @Override
            public long nanos() {
                return nowNanos;
            }

            @Override
            public long epochMillis() {
                return TimeUnit.NANOSECONDS.toMillis(epochNanos());
            }

            @Override
            public long epochNanos() {
                if (readings++ == 0) {
                    nowNanos += 900_000;
                }
                return Entries.NOON.epochNanos() + nowNanos - Entries.NOW_NANOS;
            }
        };
        var told = new EntryJson.Told(Entries.NOW_NANOS, "gw1", "");

        assertThat(new EntryJson(disturbed).text(7, new Entry.End(), told, Optional.empty()))
                .contains("\"at\":\"2026-01-01T12:00:00.000007Z\",\"monotonic_nanos\":5000000000");
    }

    @Test
    void aLongSentenceIsShortened() {
        var refused = new Entry.Reload(false, List.of(), List.of(), List.of(), "x".repeat(100_000));

        assertThat(text(refused, Optional.empty())).hasSizeLessThan(5_000).contains("xxx...\"");
    }

    /** Each field has a row in the document, and each row a field. */
    @Test
    void theDocumentListsTheFields() throws IOException {
        var document = Files.readString(Path.of("docs/events.md")).split("## Entries")[1];
        var rows = Pattern.compile("^\\| ((?:`[^`]+`(?:, )?)+) \\|", Pattern.MULTILINE)
                .matcher(document)
                .results()
                .flatMap(row -> Arrays.stream(row.group(1).split(", ")))
                .map(field -> field.replace("`", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        var fields = all().stream()
                .flatMap(text -> paths("", new JsonObject(text)))
                .collect(Collectors.toCollection(TreeSet::new));
        fields.add("former_ended");

        assertThat(rows).isEqualTo(fields);
        assertThat(all())
                .allSatisfy(text -> assertThat(document)
                        .contains("| *" + new JsonObject(text).getString("kind") + "* |")
                        .as("its kind"));
    }

    private static Stream<String> paths(String prefix, Object value) {
        return switch (value) {
            case JsonObject object ->
                object.stream()
                        .flatMap(field ->
                                paths(prefix + (prefix.isEmpty() ? "" : ".") + field.getKey(), field.getValue()));
            case JsonArray array -> array.stream().flatMap(item -> paths(prefix + "[]", item));
            default -> Stream.of(prefix);
        };
    }
}
