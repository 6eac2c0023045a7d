package eu.flexcoop.middleware.openadr.codec.signature;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

import eu.flexcoop.middleware.openadr.codec.xml.OadrReader;

/**
 * The parts of a signed message, each of which is there once, at its place, with an id that nothing else has. All ways to make
 * a receiver verify one element and process another need a second element, a second id or another place.
 *
 * @param object {@code ds:Object} of the signature, with the protection against replays
 * @param replayProtect {@code dsp:ReplayProtect} inside of it
 */
record Envelope(Element payload, Element signature, Element signedObject, Element object, Element replayProtect) {
    static final String PROPERTIES_NAMESPACE = "http://openadr.org/oadr-2.0b/2012/07/xmldsig-properties";

    /** @throws IllegalArgumentException saying what is wrong */
    static Envelope of(Document document) {
        Element payload = document.getDocumentElement();
        List<Element> parts = Dom.children(payload);
        if (!Dom.is(payload, OadrReader.NAMESPACE, "oadrPayload")
                || parts.size() != 2
                || !Dom.is(parts.get(0), OadrReader.SIGNATURE_NAMESPACE, "Signature")
                || !Dom.is(parts.get(1), OadrReader.NAMESPACE, "oadrSignedObject")) {
            throw new IllegalArgumentException("oadrPayload must hold one ds:Signature and one oadrSignedObject");
        }
        requireOne(document, OadrReader.NAMESPACE, "oadrPayload");
        requireOne(document, OadrReader.NAMESPACE, "oadrSignedObject");
        requireOne(document, OadrReader.SIGNATURE_NAMESPACE, "Signature");
        requireOne(document, OadrReader.SIGNATURE_NAMESPACE, "SignedInfo");
        Element object = requireOne(document, OadrReader.SIGNATURE_NAMESPACE, "Object");
        Element replayProtect = requireOne(document, PROPERTIES_NAMESPACE, "ReplayProtect");
        if (object.getParentNode() != parts.get(0) || !isInside(replayProtect, object)) {
            throw new IllegalArgumentException("dsp:ReplayProtect must stand in a ds:Object of the signature");
        }
        requireUniqueIds(payload, new HashSet<>());
        return new Envelope(payload, parts.get(0), parts.get(1), object, replayProtect);
    }

    private static Element requireOne(Document document, String namespace, String name) {
        var found = document.getElementsByTagNameNS(namespace, name);
        if (found.getLength() != 1) {
            throw new IllegalArgumentException(
                    "the message holds %d elements %s in place of one".formatted(found.getLength(), name));
        }
        return (Element) found.item(0);
    }

    /** Whatever any part of the software might take for an id. */
    private static void requireUniqueIds(Element element, Set<String> seen) {
        var attributes = element.getAttributes();
        for (int i = 0; i < attributes.getLength(); i++) {
            Attr attribute = (Attr) attributes.item(i);
            if (attribute.getLocalName().toLowerCase(Locale.ROOT).equals("id") && !seen.add(attribute.getValue())) {
                throw new IllegalArgumentException("several elements have the same id");
            }
        }
        Dom.children(element).forEach(child -> requireUniqueIds(child, seen));
    }

    /** @throws IllegalArgumentException if there is not exactly one id */
    String signedObjectId() {
        boolean qualified = signedObject.hasAttributeNS(OadrReader.NAMESPACE, "Id");
        boolean plain = signedObject.hasAttributeNS(null, "Id");
        if (qualified == plain) {
            throw new IllegalArgumentException("oadrSignedObject needs the attribute oadr:Id");
        }
        // the only attribute that the verification looks references up in, besides those of the signature itself
        signedObject.setIdAttributeNS(qualified ? OadrReader.NAMESPACE : null, "Id", true);
        return signedObject.getAttributeNS(qualified ? OadrReader.NAMESPACE : null, "Id");
    }

    /** Whether the reference covers the time and the nonce. */
    boolean isReplayProtection(String uri) {
        for (Node node = replayProtect; node != signature; node = node.getParentNode()) {
            if (node instanceof Element element
                    && OadrReader.SIGNATURE_NAMESPACE.equals(element.getNamespaceURI())
                    && element.hasAttributeNS(null, "Id")
                    && uri.equals('#' + element.getAttributeNS(null, "Id"))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isInside(Node node, Node ancestor) {
        for (Node parent = node.getParentNode(); parent != null; parent = parent.getParentNode()) {
            if (parent == ancestor) {
                return true;
            }
        }
        return false;
    }
}
