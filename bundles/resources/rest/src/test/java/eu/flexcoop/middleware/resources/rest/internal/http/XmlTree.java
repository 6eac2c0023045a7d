package eu.flexcoop.middleware.resources.rest.internal.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** XML as maps, in the form in which recordings have it: {@code tag}, {@code attr}, {@code text} and {@code kids}. */
public final class XmlTree {
    private XmlTree() {}

    /** @throws IOException if it is not well-formed */
    public static Map<String, Object> of(byte[] xml) throws IOException {
        try {
            return tree(DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(xml))
                    .getDocumentElement());
        } catch (SAXException | ParserConfigurationException e) {
            throw new IOException(e);
        }
    }

    private static Map<String, Object> tree(Element element) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        for (int i = 0; i < element.getAttributes().getLength(); i++) {
            Node attribute = element.getAttributes().item(i);
            attributes.put(attribute.getNodeName(), attribute.getNodeValue());
        }
        StringBuilder text = new StringBuilder();
        List<Object> kids = new ArrayList<>();
        for (Node node = element.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element below) {
                kids.add(tree(below));
            } else {
                text.append(node.getNodeValue());
            }
        }
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("tag", element.getTagName());
        tree.put("attr", attributes);
        tree.put(
                "text",
                element.getTagName().equals("_etag")
                        ? "<etag>"
                        : text.toString().strip());
        tree.put("kids", kids);
        return tree;
    }
}
