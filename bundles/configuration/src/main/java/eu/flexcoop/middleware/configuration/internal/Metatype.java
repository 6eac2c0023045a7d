package eu.flexcoop.middleware.configuration.internal;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

import eu.flexcoop.middleware.configuration.api.Accepts;
import eu.flexcoop.middleware.configuration.api.Form;

/** Reads metatype documents (OSGi Compendium 105.8) as bnd makes them, with the additions of {@link Accepts}. */
final class Metatype {
    private Metatype() {}

    static List<Schema> read(InputStream document) throws IOException {
        Document parsed = parse(document);
        Map<String, Element> classes = new HashMap<>();
        elements(parsed.getElementsByTagName("OCD")).forEach(ocd -> classes.put(ocd.getAttribute("id"), ocd));
        List<Schema> schemas = new ArrayList<>();
        for (Element designate : elements(parsed.getElementsByTagName("Designate"))) {
            Element object = elements(designate.getElementsByTagName("Object")).get(0);
            Element ocd = classes.get(object.getAttribute("ocdref"));
            boolean factory = designate.hasAttribute("factoryPid");
            String pid = designate.getAttribute(factory ? "factoryPid" : "pid");
            schemas.add(new Schema(
                    pid,
                    factory,
                    ocd.getAttribute("name"),
                    elements(ocd.getElementsByTagName("AD")).stream()
                            .map(Metatype::attribute)
                            .toList()));
        }
        return schemas;
    }

    private static Document parse(InputStream document) throws IOException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder().parse(document);
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException("A metatype document cannot be read: " + e.getMessage(), e);
        }
    }

    private static Attribute attribute(Element ad) {
        String cardinality = ad.getAttribute("cardinality");
        String form = addition(ad, "form");
        return new Attribute(
                ad.getAttribute("id"),
                type(ad.getAttribute("type")),
                !cardinality.isEmpty() && !cardinality.equals("0")
                        || addition(ad, "list").equals("true"),
                ad.getAttribute("default"),
                ad.getAttribute("description"),
                elements(ad.getElementsByTagName("Option")).stream()
                        .map(option -> option.getAttribute("value"))
                        .toList(),
                ad.getAttribute("min"),
                ad.getAttribute("max"),
                form.isEmpty() ? Form.TEXT : Form.valueOf(form),
                addition(ad, "words").isEmpty()
                        ? List.of()
                        : List.of(addition(ad, "words").split(" ")),
                addition(ad, "atMost"),
                addition(ad, "below"),
                addition(ad, "needs"),
                addition(ad, "guards").equals("true"));
    }

    private static String addition(Element ad, String name) {
        return ad.getAttributeNS(Accepts.NAMESPACE, name);
    }

    private static Attribute.Type type(String metatype) {
        return switch (metatype.toLowerCase(Locale.ROOT)) {
            case "integer" -> Attribute.Type.INTEGER;
            case "long" -> Attribute.Type.LONG;
            case "double", "float" -> Attribute.Type.DECIMAL;
            case "boolean" -> Attribute.Type.BOOLEAN;
            case "password" -> Attribute.Type.PASSWORD;
            default -> Attribute.Type.TEXT;
        };
    }

    private static List<Element> elements(NodeList nodes) {
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }
}
