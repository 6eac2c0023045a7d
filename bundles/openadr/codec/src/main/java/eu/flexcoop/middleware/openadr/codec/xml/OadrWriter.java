package eu.flexcoop.middleware.openadr.codec.xml;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.Set;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

import com.ctc.wstx.api.InvalidCharHandler;
import com.ctc.wstx.api.WstxOutputProperties;
import com.ctc.wstx.stax.WstxOutputFactory;

import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage;
import eu.flexcoop.middleware.openadr.codec.xml.XmlOut.Ns;

/**
 * Writes OpenADR 2.0b messages as XML in UTF-8, inside {@code oadrPayload/oadrSignedObject}, with the elements in the order
 * of the schema. Date-times are in UTC, durations in whole seconds, and characters that XML cannot hold become U+FFFD.
 * Thread-safe; make one and keep it.
 */
public final class OadrWriter {
    private static final Set<Ns> FEW = EnumSet.of(Ns.OADR, Ns.EI, Ns.PYLD, Ns.XCAL);
    private static final Set<Ns> ALL = EnumSet.allOf(Ns.class);

    private final WstxOutputFactory factory = new WstxOutputFactory();

    public OadrWriter() {
        factory.setProperty(WstxOutputProperties.P_OUTPUT_VALIDATE_STRUCTURE, false);
        factory.setProperty(
                WstxOutputProperties.P_OUTPUT_INVALID_CHAR_HANDLER, new InvalidCharHandler.ReplacingHandler('\uFFFD'));
        factory.setProperty(WstxOutputProperties.P_ADD_SPACE_AFTER_EMPTY_ELEM, false);
    }

    public byte[] write(OadrPayload payload) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
            write(payload, out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Leaves the stream open. */
    public void write(OadrPayload payload, OutputStream stream) throws IOException {
        try {
            XMLStreamWriter xml = factory.createXMLStreamWriter(stream, "UTF-8");
            xml.writeStartDocument("UTF-8", "1.0");
            XmlOut out = new XmlOut(xml);
            out.start(Ns.OADR, "oadrPayload");
            out.namespaces(
                    payload instanceof EventMessage || payload instanceof ReportMessage || payload instanceof OptMessage
                            ? ALL
                            : FEW);
            out.start(Ns.OADR, "oadrSignedObject");
            out.start(Ns.OADR, payload.root());
            out.attribute(Ns.EI, "schemaVersion", "2.0b");
            content(out, payload);
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IOException(payload.root() + " could not be written", e);
        }
    }

    private static void content(XmlOut out, OadrPayload payload) throws XMLStreamException {
        if (payload instanceof Poll poll) {
            out.text(Ns.EI, "venID", poll.venId());
        } else if (payload instanceof Response response) {
            out.response(response.response());
            out.text(Ns.EI, "venID", response.venId());
        } else if (payload instanceof ReportMessage report) {
            ReportWriter.write(out, report);
        } else if (payload instanceof EventMessage event) {
            EventWriter.write(out, event);
        } else if (payload instanceof RegisterPartyMessage registration) {
            RegisterPartyWriter.write(out, registration);
        } else if (payload instanceof OptMessage opt) {
            OptWriter.write(out, opt);
        }
    }
}
