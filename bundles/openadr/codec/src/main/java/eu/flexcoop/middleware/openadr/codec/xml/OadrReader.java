package eu.flexcoop.middleware.openadr.codec.xml;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

import com.ctc.wstx.api.WstxInputProperties;
import org.codehaus.stax2.XMLInputFactory2;

import eu.flexcoop.middleware.openadr.codec.MessageType;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.xml.CodecException.Kind;

/**
 * Reads OpenADR 2.0b messages from XML in one pass. It goes by local names, so prefixes and the order of elements do not
 * matter, and what it does not know it skips. Thread-safe; make one and keep it.
 */
public final class OadrReader {
    public static final String NAMESPACE = "http://openadr.org/oadr-2.0b/2012/07";
    public static final String SIGNATURE_NAMESPACE = "http://www.w3.org/2000/09/xmldsig#";

    private static final String SIGNED_OBJECT = "oadrSignedObject";

    /** Takes over a message that carries a signature. */
    @FunctionalInterface
    public interface Signed {
        /**
         * @param body the whole message, from its first byte; bounded as the reader is
         * @throws IOException if the stream breaks
         */
        OadrPayload read(InputStream body) throws IOException;
    }

    private final CodecOptions options;
    private final ForgetfulInputFactory factory;

    public OadrReader() {
        this(CodecOptions.DEFAULT);
    }

    public OadrReader(CodecOptions options) {
        this.options = Objects.requireNonNull(options, "options");
        factory = factory(options);
        // interning takes a lock that all readers share, for each namespace of each message
        factory.setProperty(XMLInputFactory2.P_INTERN_NS_URIS, false);
    }

    private static ForgetfulInputFactory factory(CodecOptions options) {
        ForgetfulInputFactory factory = new ForgetfulInputFactory();
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        // errors must come up where they can be caught, not in getText
        factory.setProperty(WstxInputProperties.P_LAZY_PARSING, false);
        factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTES_PER_ELEMENT, 64);
        factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTE_SIZE, 4096);
        // the cursor's own limit comes first and says it better
        factory.setProperty(WstxInputProperties.P_MAX_ELEMENT_DEPTH, options.maxDepth() + 1);
        return factory;
    }

    /** Parsers as this reader has them: without document types and entities, and with its limits. */
    public static XMLInputFactory newInputFactory(CodecOptions options) {
        return factory(options);
    }

    /**
     * Reads a message and looks at no signature that it may have.
     *
     * @throws CodecException if it is no OpenADR message
     */
    public OadrPayload read(byte[] body) {
        try {
            return read(new ByteArrayInputStream(body));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads to the end of the stream, looks at no signature that the message may have, and leaves the stream open.
     *
     * @throws CodecException if it is no OpenADR message
     * @throws IOException if the stream breaks
     */
    public OadrPayload read(InputStream body) throws IOException {
        return read(new BoundedInput(body, options.maxBytes()), false)
                .orElseThrow(() -> new IllegalStateException("only a signature ends the reading early"));
    }

    /**
     * Reads an unsigned message in one pass; one that begins with a signature goes to {@code signed} as it came.
     *
     * @throws CodecException if it is no OpenADR message, or if its signature stands elsewhere than before what it signs
     * @throws IOException if the stream breaks
     */
    public OadrPayload read(InputStream body, Signed signed) throws IOException {
        BoundedInput input = BoundedInput.recording(body, options.maxBytes());
        Optional<OadrPayload> unsigned = read(input, true);
        return unsigned.isPresent() ? unsigned.get() : signed.read(input.whole());
    }

    /**
     * Reads an {@code oadrSignedObject} that stands alone, such as the bytes of which a signature has the digest.
     *
     * @throws CodecException if it is none, or holds no OpenADR message
     */
    public OadrPayload readSignedObject(byte[] element) {
        try {
            return parse(new ByteArrayInputStream(element), in -> {
                        if (!in.next(0) || !isOurs(in, SIGNED_OBJECT)) {
                            throw in.error(Kind.NOT_OPENADR, "this is no " + SIGNED_OBJECT, null);
                        }
                        return requireMessage(in, signedObject(in, null));
                    })
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<OadrPayload> read(BoundedInput body, boolean stopAtSignature) throws IOException {
        return parse(body, in -> envelope(in, body, stopAtSignature));
    }

    private Optional<OadrPayload> parse(InputStream body, Function<XmlCursor, OadrPayload> root) throws IOException {
        try {
            return Optional.ofNullable(parse(factory.createXMLStreamReader(body), options, root));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (XMLStreamException e) {
            XmlCursor.throwIfInputBroke(e);
            throw new CodecException(Kind.NOT_XML, "Line 1: " + XmlCursor.reason(e), null, null, e);
        }
    }

    private static OadrPayload parse(XMLStreamReader in, CodecOptions options, Function<XmlCursor, OadrPayload> root)
            throws XMLStreamException {
        XmlCursor cursor = new XmlCursor(in, options);
        try {
            OadrPayload payload = root.apply(cursor);
            if (payload != null) {
                cursor.next(0);
            }
            return payload;
        } finally {
            in.close();
        }
    }

    /** Reads a message from a parser of another make, to compare them. */
    static OadrPayload read(XMLStreamReader in, BoundedInput body, CodecOptions options) throws XMLStreamException {
        return parse(in, options, cursor -> envelope(cursor, body, false));
    }

    /** @return null if a signature comes first and nobody wants to read past it */
    private static OadrPayload envelope(XmlCursor in, BoundedInput body, boolean stopAtSignature) {
        if (!in.next(0)) {
            throw in.error(Kind.NOT_XML, "the body is empty", null);
        }
        if (!NAMESPACE.equals(in.namespace())) {
            throw in.error(Kind.NOT_OPENADR, "the root is not in the namespace " + NAMESPACE, null);
        }
        if (!in.name().equals("oadrPayload")) {
            // avob sends unsigned messages without the envelope
            body.forget();
            return message(in, Kind.NOT_OPENADR);
        }
        OadrPayload payload = null;
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case SIGNED_OBJECT -> {
                    body.forget();
                    payload = signedObject(in, payload);
                }
                case "Signature" -> {
                    if (stopAtSignature && payload == null) {
                        return null;
                    }
                    if (stopAtSignature) {
                        throw in.error(Kind.INVALID, "the signature must stand before what it signs", null);
                    }
                    in.skip();
                }
                default -> in.skip();
            }
        }
        return requireMessage(in, payload);
    }

    private static OadrPayload requireMessage(XmlCursor in, OadrPayload payload) {
        if (payload == null) {
            throw in.error(Kind.NOT_OPENADR, "there is no message in the envelope", null);
        }
        return payload;
    }

    private static boolean isOurs(XmlCursor in, String name) {
        return NAMESPACE.equals(in.namespace()) && in.name().equals(name);
    }

    private static OadrPayload signedObject(XmlCursor in, OadrPayload earlier) {
        OadrPayload payload = earlier;
        for (int me = in.depth(); in.next(me); ) {
            if (payload != null) {
                throw in.error(Kind.INVALID, "the envelope holds a second message", null);
            }
            payload = message(in, Kind.UNKNOWN_PAYLOAD);
        }
        return payload;
    }

    private static OadrPayload message(XmlCursor in, Kind ifUnknown) {
        in.enterMessage();
        MessageType type = MessageType.ofRoot(in.name())
                .orElseThrow(() -> in.error(ifUnknown, "this is no message of OpenADR 2.0b", null));
        return switch (type) {
            case POLL -> CommonReader.poll(in);
            case RESPONSE -> CommonReader.response(in);
            case UPDATE_REPORT -> ReportMessageReader.update(in);
            case REGISTER_REPORT -> ReportMessageReader.register(in);
            case REGISTERED_REPORT -> ReportMessageReader.registered(in);
            case CREATE_REPORT -> ReportMessageReader.create(in);
            case CREATED_REPORT -> ReportMessageReader.created(in);
            case UPDATED_REPORT -> ReportMessageReader.updated(in);
            case CANCEL_REPORT -> ReportMessageReader.cancel(in);
            case CANCELED_REPORT -> ReportMessageReader.canceled(in);
            case REQUEST_EVENT -> EventReader.request(in);
            case DISTRIBUTE_EVENT -> EventReader.distribute(in);
            case CREATED_EVENT -> EventReader.created(in);
            case CREATE_OPT -> OptReader.create(in);
            case CREATED_OPT -> OptReader.created(in);
            case CANCEL_OPT -> OptReader.cancel(in);
            case CANCELED_OPT -> OptReader.canceled(in);
            case QUERY_REGISTRATION -> RegisterPartyReader.query(in);
            case CREATE_PARTY_REGISTRATION -> RegisterPartyReader.create(in);
            case CREATED_PARTY_REGISTRATION -> RegisterPartyReader.created(in);
            case CANCEL_PARTY_REGISTRATION -> RegisterPartyReader.cancel(in);
            case CANCELED_PARTY_REGISTRATION -> RegisterPartyReader.canceled(in);
            case REQUEST_REREGISTRATION -> RegisterPartyReader.reregister(in);
        };
    }
}
