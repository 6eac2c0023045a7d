package eu.flexcoop.middleware.openadr.codec.signature;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Makes documents from the events of the parser that also reads unsigned messages, so that its limits hold here too. Comments and
 * processing instructions are left out; signatures do not cover the former, and no message has the latter.
 */
final class Dom {
    private final XMLInputFactory factory;
    private final int maxNodes;

    Dom(XMLInputFactory factory, int maxNodes) {
        this.factory = factory;
        this.maxNodes = maxNodes;
    }

    /**
     * @throws XMLStreamException if it is not well-formed
     * @throws TooManyNodesException if the document would have more elements and attributes than allowed
     */
    Document parse(byte[] xml) throws XMLStreamException {
        Document document = newDocument();
        Node open = document;
        int nodes = 0;
        XMLStreamReader in = factory.createXMLStreamReader(new ByteArrayInputStream(xml));
        while (in.hasNext()) {
            switch (in.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    nodes += 1 + in.getAttributeCount() + in.getNamespaceCount();
                    if (nodes > maxNodes) {
                        throw new TooManyNodesException(maxNodes);
                    }
                    open = open.appendChild(element(document, in));
                }
                case XMLStreamConstants.END_ELEMENT -> open = open.getParentNode();
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> open.appendChild(
                        document.createTextNode(in.getText()));
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE -> throw new XMLStreamException(
                        "document types and entities are not accepted");
                default -> {
                    // white space around the root, comments, processing instructions
                }
            }
        }
        in.close();
        return document;
    }

    private static Document newDocument() {
        try {
            // newDefaultNSInstance is missing in the JAXP that Karaf puts in place of the JDK's
            return DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .newDocument();
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("The JDK has no documents", e);
        }
    }

    private static Element element(Document document, XMLStreamReader in) {
        Element element =
                document.createElementNS(emptyToNull(in.getNamespaceURI()), name(in.getPrefix(), in.getLocalName()));
        for (int i = 0; i < in.getNamespaceCount(); i++) {
            String prefix = in.getNamespacePrefix(i);
            String uri = in.getNamespaceURI(i);
            element.setAttributeNS(
                    XMLConstants.XMLNS_ATTRIBUTE_NS_URI,
                    prefix == null || prefix.isEmpty() ? "xmlns" : "xmlns:" + prefix,
                    uri == null ? "" : uri);
        }
        for (int i = 0; i < in.getAttributeCount(); i++) {
            element.setAttributeNS(
                    emptyToNull(in.getAttributeNamespace(i)),
                    name(in.getAttributePrefix(i), in.getAttributeLocalName(i)),
                    in.getAttributeValue(i));
        }
        return element;
    }

    private static String name(String prefix, String local) {
        return prefix == null || prefix.isEmpty() ? local : prefix + ':' + local;
    }

    private static String emptyToNull(String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    static boolean is(Element element, String namespace, String name) {
        return namespace.equals(element.getNamespaceURI()) && name.equals(element.getLocalName());
    }

    /** The document is larger than may be held in memory. */
    static final class TooManyNodesException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManyNodesException(int limit) {
            super("a signed message may have %d elements and attributes".formatted(limit), null, false, false);
        }
    }
}
