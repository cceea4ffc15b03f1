package io.havip.cloud.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** XML from outside is read for its texts, and nothing else of it comes to pass. */
class XmlElementTest {
    @Test
    void textsAreFoundByTheirPath() {
        var root = XmlElement.of("<r xmlns='x'><a><item> 1 </item><item><![CDATA[<2>]]>&amp;3</item></a><b/></r>")
                .orElseThrow();

        assertThat(root.items("a", "item")).extracting(XmlElement::text).containsExactly("1", "<2>&3");
        assertThat(root.get("a", "item")).contains("1");
        assertThat(root.get("b")).isEmpty();
        assertThat(root.get("c", "d")).isEmpty();
    }

    @Test
    void whatADocumentNamesIsNotRead(@TempDir Path folder) throws IOException {
        var file = Files.writeString(folder.resolve("secret"), "S3CR3T");

        assertThat(XmlElement.of("<!DOCTYPE r [<!ENTITY a SYSTEM 'file://%s'>]><r>&a;</r>".formatted(file)))
                .isEmpty();
        assertThat(XmlElement.of("<!DOCTYPE r SYSTEM 'http://127.0.0.1:1/r.dtd'><r/>"))
                .isEmpty();
        assertThat(XmlElement.of("<!DOCTYPE r [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><r>&b;</r>"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "<r>", "<r></s>", "<r>&b;</r>", "<r/><s/", "{\"a\": 1}", "<r a='1' a='2'/>"})
    void whatIsNoXmlIsNothing(String document) {
        assertThat(XmlElement.of(document).filter(root -> !root.name().equals("r")))
                .isEmpty();
    }

    @Test
    void whatIsTooDeepOrTooMuchIsNothing() {
        assertThat(XmlElement.of("<r>".repeat(32) + "</r>".repeat(32))).isPresent();
        assertThat(XmlElement.of("<r>".repeat(33) + "</r>".repeat(33))).isEmpty();
        assertThat(XmlElement.of("<r>" + "<i/>".repeat(100_000) + "</r>")).isEmpty();
    }
}
