package eu.flexcoop.middleware.openadr.codec.signature;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.dom.DOMStructure;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.SignedInfo;
import javax.xml.crypto.dsig.XMLObject;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.keyinfo.KeyInfo;
import javax.xml.crypto.dsig.keyinfo.KeyInfoFactory;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.stream.XMLStreamException;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;

import org.w3c.dom.Document;
import org.w3c.dom.Element;

import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.xml.CodecOptions;
import eu.flexcoop.middleware.openadr.codec.xml.OadrReader;
import eu.flexcoop.middleware.openadr.codec.xml.OadrWriter;

/**
 * Writes signed messages, with the algorithms of OpenADR 2.0b: inclusive canonical XML 1.0, SHA-256, and RSA or ECDSA by the type of the
 * key. Each message gets its own time and nonce, so a message that is sent again must be signed again. Thread-safe.
 */
public final class MessageSigner {
    private static final String SIGNED_OBJECT_ID = "oadrSignedObject";
    private static final String OBJECT_ID = "prop";
    private static final String PROPERTY_ID = "replayProtect";
    private static final int NONCE_BYTES = 16;

    private final SigningKey key;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final OadrWriter writer = new OadrWriter();
    /** Our own messages need no limit. */
    private final Dom documents = new Dom(OadrReader.newInputFactory(CodecOptions.DEFAULT), Integer.MAX_VALUE);

    public MessageSigner(SigningKey key, Clock clock) {
        this.key = key;
        this.clock = clock;
    }

    public byte[] sign(OadrPayload payload) {
        try {
            Document document = documents.parse(writer.write(payload));
            Element root = document.getDocumentElement();
            Element signedObject = Dom.children(root).get(0);
            signedObject.setAttributeNS(OadrReader.NAMESPACE, signedObject.getPrefix() + ":Id", SIGNED_OBJECT_ID);
            DOMSignContext context = new DOMSignContext(key.key(), root, signedObject);
            context.setDefaultNamespacePrefix("ds");
            context.setIdAttributeNS(signedObject, OadrReader.NAMESPACE, "Id");
            signature(document).sign(context);
            withoutLineBreaks(document, "SignatureValue");
            withoutLineBreaks(document, "X509Certificate");
            ByteArrayOutputStream out = new ByteArrayOutputStream(8192);
            TransformerFactory.newDefaultInstance()
                    .newTransformer()
                    .transform(new DOMSource(document), new StreamResult(out));
            return out.toByteArray();
        } catch (XMLStreamException
                | GeneralSecurityException
                | MarshalException
                | XMLSignatureException
                | TransformerException e) {
            throw new IllegalStateException(payload.type().root() + " cannot be signed", e);
        }
    }

    private XMLSignature signature(Document document) throws GeneralSecurityException {
        XMLSignatureFactory factory = XMLSignatureFactory.getInstance("DOM");
        SignedInfo info = factory.newSignedInfo(
                factory.newCanonicalizationMethod(CanonicalizationMethod.INCLUSIVE, (C14NMethodParameterSpec) null),
                factory.newSignatureMethod(key.algorithm().uri(), null),
                List.of(reference(factory, SIGNED_OBJECT_ID), reference(factory, OBJECT_ID)));
        XMLObject object = factory.newXMLObject(
                List.of(factory.newSignatureProperties(
                        List.of(factory.newSignatureProperty(
                                List.of(new DOMStructure(replayProtect(document))),
                                '#' + SIGNED_OBJECT_ID,
                                PROPERTY_ID)),
                        null)),
                OBJECT_ID,
                null,
                null);
        KeyInfoFactory keyInfos = factory.getKeyInfoFactory();
        KeyInfo keyInfo = keyInfos.newKeyInfo(List.of(keyInfos.newX509Data(List.of(key.certificate()))));
        return factory.newXMLSignature(info, keyInfo, List.of(object), null, null);
    }

    private static Reference reference(XMLSignatureFactory factory, String id) throws GeneralSecurityException {
        return factory.newReference(
                '#' + id,
                factory.newDigestMethod(DigestMethod.SHA256, null),
                List.of(factory.newTransform(CanonicalizationMethod.INCLUSIVE, (TransformParameterSpec) null)),
                null,
                null);
    }

    private Element replayProtect(Document document) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        Element element = document.createElementNS(Envelope.PROPERTIES_NAMESPACE, "dsp:ReplayProtect");
        element.setAttributeNS(XMLConstants.XMLNS_ATTRIBUTE_NS_URI, "xmlns:dsp", Envelope.PROPERTIES_NAMESPACE);
        element.appendChild(text(
                document,
                "dsp:timestamp",
                clock.instant().truncatedTo(ChronoUnit.MILLIS).toString()));
        element.appendChild(text(document, "dsp:nonce", HexFormat.of().formatHex(nonce)));
        return element;
    }

    private static Element text(Document document, String name, String text) {
        Element element = document.createElementNS(Envelope.PROPERTIES_NAMESPACE, name);
        element.appendChild(document.createTextNode(text));
        return element;
    }

    /** The JDK breaks base64 by carriage returns, which would be sent as {@code &#13;}; nothing signed holds any. */
    private static void withoutLineBreaks(Document document, String name) {
        var found = document.getElementsByTagNameNS(OadrReader.SIGNATURE_NAMESPACE, name);
        for (int i = 0; i < found.getLength(); i++) {
            Element element = (Element) found.item(i);
            element.setTextContent(element.getTextContent().replaceAll("\\s", ""));
        }
    }
}
