package eu.flexcoop.middleware.openadr.vtn.internal.docs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares messages with samples: the same elements with the same texts. Date-times may differ, and so may ids, if the same id of the
 * samples always stands for the same real one.
 */
public final class SameStructure {
    private static final String OADR = "http://openadr.org/oadr-2.0b/2012/07";
    private static final Set<String> IDS = Set.of("venID", "registrationID", "requestID", "reportRequestID", "eventID");
    private static final Set<String> TIMES = Set.of("date-time", "createdDateTime", "modificationDateTime");

    private final Map<String, String> realIds = new LinkedHashMap<>();

    /** The sample with the real ids. */
    public String real(String sample) {
        String text = sample;
        for (Map.Entry<String, String> id : realIds.entrySet()) {
            text = text.replaceAll("(?<![\\w-])" + id.getKey() + "(?![\\w-])", id.getValue());
        }
        return text;
    }

    public void realIdIs(String sample, String real) {
        assertThat(realIds.putIfAbsent(sample, real))
                .as("real id of '%s'", sample)
                .isIn(null, real);
    }

    /** Both in their envelopes. */
    public void check(String where, byte[] sample, byte[] message) {
        check(where, content(sample), content(message));
    }

    private static Element content(byte[] envelope) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            Element signed = (Element) factory.newDocumentBuilder()
                    .parse(new ByteArrayInputStream(envelope))
                    .getElementsByTagNameNS(OADR, "oadrSignedObject")
                    .item(0);
            return children(signed).get(0);
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new AssertionError("Not XML: " + new String(envelope, StandardCharsets.UTF_8), e);
        }
    }

    private void check(String where, Element sample, Element message) {
        String path = where + "/" + sample.getLocalName();
        assertThat(name(message)).as(path).isEqualTo(name(sample));
        assertThat(attributes(message)).as(path).isEqualTo(attributes(sample));
        List<Element> expected = children(sample);
        List<Element> actual = children(message);
        assertThat(actual)
                .as(path)
                .extracting(SameStructure::name)
                .isEqualTo(expected.stream().map(SameStructure::name).toList());
        for (int i = 0; i < expected.size(); i++) {
            check(path, expected.get(i), actual.get(i));
        }
        if (expected.isEmpty()) {
            text(path, sample, message);
        }
    }

    private void text(String path, Element sample, Element message) {
        String expected = sample.getTextContent();
        String actual = message.getTextContent();
        if (IDS.contains(sample.getLocalName()) && !expected.isEmpty()) {
            assertThat(actual).as(path).isNotEmpty();
            realIdIs(expected, actual);
        } else if (TIMES.contains(sample.getLocalName())) {
            assertThat(OffsetDateTime.parse(expected).getOffset())
                    .as(path)
                    .isEqualTo(OffsetDateTime.parse(actual).getOffset());
        } else {
            assertThat(actual).as(path).isEqualTo(real(expected));
        }
    }

    private static String name(Element element) {
        return "{%s}%s".formatted(element.getNamespaceURI(), element.getLocalName());
    }

    private static List<String> attributes(Element element) {
        List<String> attributes = new ArrayList<>();
        for (int i = 0; i < element.getAttributes().getLength(); i++) {
            Node attribute = element.getAttributes().item(i);
            if (!"http://www.w3.org/2000/xmlns/".equals(attribute.getNamespaceURI())) {
                attributes.add("{%s}%s=%s"
                        .formatted(attribute.getNamespaceURI(), attribute.getLocalName(), attribute.getNodeValue()));
            }
        }
        return attributes;
    }

    static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }
}
