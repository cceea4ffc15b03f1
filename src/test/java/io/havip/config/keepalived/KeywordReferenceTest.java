package io.havip.config.keepalived;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/keepalived.md} lists exactly the keywords that the parser knows, and what becomes of each. */
class KeywordReferenceTest {
    private static final Pattern HEADING = Pattern.compile("### (.+)");
    private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\| ([a-z ]+) \\| (.+) \\|");

    private record Row(String section, String name, String support, String explanation) {}

    @Test
    void everyKeywordIsDocumentedAndEveryDocumentedKeywordIsKnown() throws Exception {
        assertThat(documented())
                .extracting(row -> row.section() + ": " + row.name() + " is " + row.support())
                .containsExactlyInAnyOrderElementsOf(Keyword.ALL.stream()
                        .map(keyword -> keyword.section().title() + ": " + keyword.name() + " is " + title(keyword))
                        .toList());
    }

    @Test
    void theReasonsAreThoseThatTheParserGives() throws Exception {
        for (var row : documented()) {
            Keyword keyword = Keyword.ALL.stream()
                    .filter(known -> known.section().title().equals(row.section())
                            && known.name().equals(row.name()))
                    .findFirst()
                    .orElseThrow();
            String explanation = row.explanation();
            switch (keyword.support()) {
                case SUPPORTED -> assertThat(explanation).as(keyword.name()).isNotBlank();
                case WITHOUT_EFFECT -> assertThat(explanation).isEqualTo(keyword.reason());
                case REFUSED -> assertThat(explanation).isEqualTo(keyword.reason() + "; " + keyword.mend());
            }
        }
    }

    private static List<Row> documented() throws Exception {
        var rows = new ArrayList<Row>();
        String section = "";
        for (String line : Files.readAllLines(Path.of("docs/keepalived.md"))) {
            var heading = HEADING.matcher(line);
            var row = ROW.matcher(line);
            if (heading.matches()) {
                section = heading.group(1).replace("`", "").toLowerCase(Locale.ROOT);
            } else if (row.matches()) {
                rows.add(new Row(section, row.group(1), row.group(2), row.group(3)));
            }
        }
        return rows;
    }

    private static String title(Keyword keyword) {
        return keyword.support().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
