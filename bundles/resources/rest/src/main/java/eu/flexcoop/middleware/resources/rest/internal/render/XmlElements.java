package eu.flexcoop.middleware.resources.rest.internal.render;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

import eu.flexcoop.middleware.resources.rest.internal.message.Link;

/** The elements of Eve's XML: resources, links and fields. For one thread. */
final class XmlElements {
    /** That of the JDK: which other StAX implementations there are depends on the container. */
    private static final XMLOutputFactory FACTORY = XMLOutputFactory.newDefaultFactory();

    private static final String RESOURCE = "resource";
    private static final String LINKS = "_links";
    private static final String SELF = "self";
    private static final String RELATED = "related";

    private final XMLStreamWriter out;

    XmlElements(OutputStream target) throws IOException {
        try {
            this.out = FACTORY.createXMLStreamWriter(new OutputStreamWriter(target, StandardCharsets.UTF_8));
        } catch (XMLStreamException e) {
            throw new IOException(e);
        }
    }

    /** Something that StAX writes. */
    private interface Content {
        void write() throws XMLStreamException;
    }

    /** @throws IOException if the client is gone */
    private static void write(Content content) throws IOException {
        try {
            content.write();
        } catch (XMLStreamException e) {
            throw e.getCause() instanceof IOException gone ? gone : new IOException(e);
        }
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> members(Object value) {
        return (Map<String, Object>) value;
    }

    /** The root without its members. */
    void openRoot(Link self) throws IOException {
        write(() -> {
            out.writeStartDocument("UTF-8", "1.0");
            out.writeStartElement(RESOURCE);
            attributes(Map.of("href", self.href(), "title", self.title()));
        });
    }

    /** The root with its members, but not its documents. */
    void openRoot(Map<String, Object> members) throws IOException {
        write(() -> {
            out.writeStartDocument("UTF-8", "1.0");
            out.writeStartElement(RESOURCE);
            attributes(link(members, SELF));
        });
        links(members);
        fields(members);
    }

    void closeRoot() throws IOException {
        write(() -> {
            out.writeEndElement();
            out.writeEndDocument();
            out.flush();
        });
    }

    void resource(Map<String, Object> members) throws IOException {
        write(() -> {
            out.writeStartElement(RESOURCE);
            attributes(link(members, SELF));
        });
        fields(members);
        write(out::writeEndElement);
    }

    /** All but the link to itself, which the root has as attributes. */
    void links(Map<String, Object> members) throws IOException {
        if (!(members.get(LINKS) instanceof Map<?, ?> links)) {
            return;
        }
        for (Map.Entry<String, Object> link : members(links).entrySet()) {
            if (!link.getKey().equals(SELF) && !link.getKey().equals(RELATED)) {
                List<?> all = link.getValue() instanceof List<?> list ? list : List.of(link.getValue());
                for (Object one : all) {
                    write(() -> {
                        out.writeEmptyElement("link");
                        out.writeAttribute("rel", text(link.getKey()));
                        attributes(one);
                    });
                }
            }
        }
    }

    /** Everything but links, in the order of the map; references have the address of what they refer to. */
    void fields(Map<String, Object> members) throws IOException {
        Object related = members.get(LINKS) instanceof Map<?, ?> links ? links.get(RELATED) : null;
        for (Map.Entry<String, Object> field : members.entrySet()) {
            if (!field.getKey().equals(LINKS)) {
                Object links = related instanceof Map<?, ?> map ? map.get(field.getKey()) : null;
                String name = XmlNames.of(field.getKey());
                write(() -> field(name, field.getValue(), links));
            }
        }
    }

    /** A list is one element per value. */
    private void field(String name, Object value, Object links) throws XMLStreamException {
        if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                Object link = links instanceof List<?> each && i < each.size() ? each.get(i) : null;
                if (list.get(i) instanceof List<?> inner) {
                    out.writeStartElement(name);
                    field(name, inner, null);
                    out.writeEndElement();
                } else {
                    field(name, list.get(i), link);
                }
            }
            return;
        }
        out.writeStartElement(name);
        attributes(links);
        if (value instanceof Map<?, ?> map) {
            for (Map.Entry<String, Object> member : members(map).entrySet()) {
                field(XmlNames.of(member.getKey()), member.getValue(), null);
            }
        } else {
            out.writeCharacters(text((String) value));
        }
        out.writeEndElement();
    }

    private static Object link(Map<String, Object> members, String rel) {
        return members.get(LINKS) instanceof Map<?, ?> links ? links.get(rel) : null;
    }

    private void attributes(Object link) throws XMLStreamException {
        if (link instanceof Map<?, ?> map) {
            for (String name : List.of("href", "title")) {
                if (map.get(name) instanceof String value) {
                    out.writeAttribute(name, text(value));
                }
            }
        }
    }

    /** XML has no way to write most control characters. */
    private static String text(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (!isCharacter(value.charAt(i))) {
                StringBuilder text = new StringBuilder(value);
                for (int at = i; at < text.length(); at++) {
                    if (!isCharacter(text.charAt(at))) {
                        text.setCharAt(at, '\uFFFD');
                    }
                }
                return text.toString();
            }
        }
        return value;
    }

    private static boolean isCharacter(char letter) {
        return letter >= 0x20 && letter < 0xFFFE || letter == '\n' || letter == '\t' || letter == '\r';
    }
}
