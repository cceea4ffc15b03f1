package io.havip.cloud.aws;

import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * XML that a stranger has written, without attributes and namespaces. Documents with a type declaration are refused: what they
 * could name is neither read nor expanded.
 *
 * @param text what stands in it, without blanks around it
 */
record XmlElement(String name, String text, List<XmlElement> children) {
    private static final int DEPTH_MAX = 32;
    private static final int ELEMENTS_MAX = 100_000;

    XmlElement {
        children = List.copyOf(children);
    }

    /** One that is being read. */
    private static final class Open {
        private final String name;
        private final StringBuilder text = new StringBuilder();
        private final List<XmlElement> children = new ArrayList<>();

        private Open(String name) {
            this.name = name;
        }

        private XmlElement whole() {
            return new XmlElement(name, text.toString().strip(), children);
        }
    }

    /** Empty where it is no XML, or more than anything that is expected. */
    static Optional<XmlElement> of(String document) {
        try {
            var reader = factory().createXMLStreamReader(new StringReader(document));
            try {
                return read(reader);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException | RuntimeException notXml) {
            // The parser also throws unchecked ones at some documents.
            return Optional.empty();
        }
    }

    private static XMLInputFactory factory() {
        var factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }

    private static Optional<XmlElement> read(XMLStreamReader reader) throws XMLStreamException {
        var open = new ArrayDeque<Open>();
        for (int elements = 0; reader.hasNext(); ) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    elements++;
                    if (elements > ELEMENTS_MAX || open.size() >= DEPTH_MAX) {
                        return Optional.empty();
                    }
                    open.push(new Open(reader.getLocalName()));
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
                    open.element().text.append(reader.getText());
                case XMLStreamConstants.END_ELEMENT -> {
                    var whole = open.pop().whole();
                    if (open.isEmpty()) {
                        return Optional.of(whole);
                    }
                    open.element().children.add(whole);
                }
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE -> {
                    return Optional.empty();
                }
                default -> {}
            }
        }
        return Optional.empty();
    }

    /** The elements that a path of names leads to, in all its branches: {@code items("networkInterfaceSet", "item")}. */
    List<XmlElement> items(String... path) {
        var found = List.of(this);
        for (String step : path) {
            found = found.stream()
                    .flatMap(element -> element.children.stream())
                    .filter(child -> child.name.equals(step))
                    .toList();
        }
        return found;
    }

    /** The text of the first one; empty where there is none, or nothing in it. */
    Optional<String> get(String... path) {
        return items(path).stream().map(XmlElement::text).findFirst().filter(text -> !text.isEmpty());
    }

    boolean isTrue(String... path) {
        return get(path).filter("true"::equals).isPresent();
    }
}
