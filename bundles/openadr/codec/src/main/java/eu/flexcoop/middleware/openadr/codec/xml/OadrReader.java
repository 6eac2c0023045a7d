package eu.flexcoop.middleware.openadr.codec.xml;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

import com.ctc.wstx.api.WstxInputProperties;
import com.ctc.wstx.stax.WstxInputFactory;

import eu.flexcoop.middleware.openadr.codec.MessageType;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.xml.CodecException.Kind;

/**
 * Reads OpenADR 2.0b messages from XML in one pass. It goes by local names, so prefixes and the order of elements do not
 * matter, and what it does not know it skips; signatures are skipped too. Thread-safe; make one and keep it.
 */
public final class OadrReader {
    static final String NAMESPACE = "http://openadr.org/oadr-2.0b/2012/07";

    private final CodecOptions options;
    private final WstxInputFactory factory;

    public OadrReader() {
        this(CodecOptions.DEFAULT);
    }

    public OadrReader(CodecOptions options) {
        this.options = Objects.requireNonNull(options, "options");
        factory = new WstxInputFactory();
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
    }

    /**
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
     * Reads to the end of the stream and leaves it open.
     *
     * @throws CodecException if it is no OpenADR message
     * @throws IOException if the stream breaks
     */
    public OadrPayload read(InputStream body) throws IOException {
        try {
            XMLStreamReader in = factory.createXMLStreamReader(new BoundedInput(body, options.maxBytes()));
            XmlCursor cursor = new XmlCursor(in, options);
            try {
                return envelope(cursor);
            } finally {
                in.close();
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (XMLStreamException e) {
            XmlCursor.throwIfInputBroke(e);
            throw new CodecException(Kind.NOT_XML, "Line 1: " + firstLine(e), null, null, e);
        }
    }

    private static String firstLine(XMLStreamException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("not XML");
    }

    private static OadrPayload envelope(XmlCursor in) {
        if (!in.next(0)) {
            throw in.error(Kind.NOT_XML, "the body is empty", null);
        }
        if (!NAMESPACE.equals(in.namespace())) {
            throw in.error(Kind.NOT_OPENADR, "the root is not in the namespace " + NAMESPACE, null);
        }
        OadrPayload payload = null;
        if (in.name().equals("oadrPayload")) {
            for (int me = in.depth(); in.next(me); ) {
                switch (in.name()) {
                    case "oadrSignedObject" -> payload = signedObject(in, payload);
                    default -> in.skip();
                }
            }
        } else {
            // avob sends unsigned messages without the envelope
            payload = message(in, Kind.NOT_OPENADR);
        }
        if (payload == null) {
            throw in.error(Kind.NOT_OPENADR, "there is no message in the envelope", null);
        }
        in.next(0);
        return payload;
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
