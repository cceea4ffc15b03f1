package io.havip.arch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the documents say is shown by tests is shown by tests that exist. */
class ConformanceTest {
    private static final Pattern CLASS = Pattern.compile("`(\\w+(?:Test|IT))`");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)\\.(?:(\\w+)\\.)?(\\w+)`");

    @Test
    void everyTestThatIsNamedExists() throws IOException {
        var named = TEST.matcher(Files.readString(Path.of("docs/conformance.md")))
                .results()
                .toList();

        assertThat(named).hasSizeGreaterThan(40).allSatisfy(test -> {
            String source = Files.readString(source(test.group(1)));
            if (test.group(2) != null) {
                assertThat(source).contains("class " + test.group(2) + " {");
            }
            assertThat(source).as(test.group()).containsPattern("void " + test.group(3) + "\\(");
        });
    }

    @Test
    void whatIsAskedIsCountedWhereThePromisesAre() throws IOException {
        long asked = Files.readAllLines(Path.of("docs/conformance.md")).stream()
                .filter(line -> line.matches("\\| [0-9].*`\\w+Test\\..*"))
                .count();

        assertThat(Files.readString(Path.of("docs/assurance.md"))).contains(" " + asked + " requirements,");
    }

    @Test
    void whatStandsBehindThePromisesExists() throws IOException {
        var named = CLASS.matcher(Files.readString(Path.of("docs/assurance.md")))
                .results()
                .map(test -> test.group(1))
                .toList();

        assertThat(named).hasSizeGreaterThan(10);
        for (var name : named) {
            source(name);
        }
    }

    private static Path source(String name) throws IOException {
        try (var files = Files.walk(Path.of("src/test/java"))) {
            return files.filter(file -> file.endsWith(name + ".java"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("there is no test " + name));
        }
    }
}
