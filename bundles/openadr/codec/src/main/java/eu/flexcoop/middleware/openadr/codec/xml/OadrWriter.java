package eu.flexcoop.middleware.openadr.codec.xml;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.EnumSet;
import java.util.Set;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

import com.ctc.wstx.api.InvalidCharHandler;
import com.ctc.wstx.api.WstxOutputProperties;
import com.ctc.wstx.stax.WstxOutputFactory;
import org.codehaus.stax2.XMLStreamWriter2;

import eu.flexcoop.middleware.openadr.codec.MessageType;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.CreatedEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.DistributeEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.RequestEvent;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CancelOpt;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CanceledOpt;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CreateOpt;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CreatedOpt;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CancelPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CanceledPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatePartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatedPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.QueryRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.RequestReregistration;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CancelReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CanceledReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreateReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreatedReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisterReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisteredReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdateReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdatedReport;
import eu.flexcoop.middleware.openadr.codec.xml.XmlOut.Ns;

/**
 * Writes OpenADR 2.0b messages as XML in UTF-8, inside {@code oadrPayload/oadrSignedObject}, with the elements in the order
 * of the schema. Date-times are in UTC with milliseconds, durations in whole seconds, at least
 * one unless zero, and characters that XML cannot hold become U+FFFD.
 * Thread-safe; make one and keep it.
 */
public final class OadrWriter {
    private static final Set<Ns> FEW = EnumSet.of(Ns.OADR, Ns.EI, Ns.PYLD, Ns.XCAL);
    private static final Set<Ns> ALL = EnumSet.range(Ns.OADR, Ns.SCALE);

    private final WstxOutputFactory factory = new WstxOutputFactory();

    public OadrWriter() {
        factory.setProperty(WstxOutputProperties.P_OUTPUT_VALIDATE_STRUCTURE, false);
        factory.setProperty(
                WstxOutputProperties.P_OUTPUT_INVALID_CHAR_HANDLER, new InvalidCharHandler.ReplacingHandler('\uFFFD'));
        factory.setProperty(WstxOutputProperties.P_ADD_SPACE_AFTER_EMPTY_ELEM, false);
    }

    /** @throws IllegalArgumentException if a target of the message holds an element that OpenADR does not define */
    public byte[] write(OadrPayload payload) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
            XMLStreamWriter2 xml = (XMLStreamWriter2) factory.createXMLStreamWriter(bytes, "UTF-8");
            write(payload, xml);
            // Woodstox keeps its buffer of 4 kB for the next message only if it may close the stream
            xml.closeCompletely();
            return bytes.toByteArray();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(payload.type().root() + " could not be written", e);
        }
    }

    static void write(OadrPayload payload, XMLStreamWriter xml) throws XMLStreamException {
        xml.writeStartDocument("UTF-8", "1.0");
        XmlOut out = new XmlOut(xml);
        out.start(Ns.OADR, "oadrPayload");
        out.namespaces(namespaces(payload.type()));
        out.start(Ns.OADR, "oadrSignedObject");
        out.start(Ns.OADR, payload.type().root());
        out.attribute(Ns.EI, "schemaVersion", "2.0b");
        content(payload).write(out);
        xml.writeEndDocument();
    }

    /** Leaves the stream open. */
    public void write(OadrPayload payload, OutputStream stream) throws IOException {
        stream.write(write(payload));
    }

    /** Writes the elements inside the root of one message. */
    @FunctionalInterface
    private interface Content {
        void write(XmlOut out) throws XMLStreamException;
    }

    private static Content content(OadrPayload payload) {
        return switch (payload.type()) {
            case POLL -> out -> out.text(Ns.EI, "venID", ((Poll) payload).venId());
            case RESPONSE -> out -> response(out, (Response) payload);
            case QUERY_REGISTRATION -> out -> RegisterPartyWriter.query(out, (QueryRegistration) payload);
            case CREATE_PARTY_REGISTRATION -> out -> RegisterPartyWriter.create(out, (CreatePartyRegistration) payload);
            case CREATED_PARTY_REGISTRATION -> out ->
                    RegisterPartyWriter.created(out, (CreatedPartyRegistration) payload);
            case CANCEL_PARTY_REGISTRATION -> out -> RegisterPartyWriter.cancel(out, (CancelPartyRegistration) payload);
            case CANCELED_PARTY_REGISTRATION -> out ->
                    RegisterPartyWriter.canceled(out, (CanceledPartyRegistration) payload);
            case REQUEST_REREGISTRATION -> out -> RegisterPartyWriter.reregister(out, (RequestReregistration) payload);
            case REQUEST_EVENT -> out -> EventWriter.request(out, (RequestEvent) payload);
            case DISTRIBUTE_EVENT -> out -> EventWriter.distribute(out, (DistributeEvent) payload);
            case CREATED_EVENT -> out -> EventWriter.created(out, (CreatedEvent) payload);
            case REGISTER_REPORT -> out -> ReportWriter.register(out, (RegisterReport) payload);
            case REGISTERED_REPORT -> out -> ReportWriter.registered(out, (RegisteredReport) payload);
            case CREATE_REPORT -> out -> ReportWriter.create(out, (CreateReport) payload);
            case CREATED_REPORT -> out -> ReportWriter.created(out, (CreatedReport) payload);
            case UPDATE_REPORT -> out -> ReportWriter.update(out, (UpdateReport) payload);
            case UPDATED_REPORT -> out -> ReportWriter.updated(out, (UpdatedReport) payload);
            case CANCEL_REPORT -> out -> ReportWriter.cancel(out, (CancelReport) payload);
            case CANCELED_REPORT -> out -> ReportWriter.canceled(out, (CanceledReport) payload);
            case CREATE_OPT -> out -> OptWriter.create(out, (CreateOpt) payload);
            case CREATED_OPT -> out -> OptWriter.created(out, (CreatedOpt) payload);
            case CANCEL_OPT -> out -> OptWriter.cancel(out, (CancelOpt) payload);
            case CANCELED_OPT -> out -> OptWriter.canceled(out, (CanceledOpt) payload);
        };
    }

    private static void response(XmlOut out, Response response) throws XMLStreamException {
        out.response(response.response());
        out.text(Ns.EI, "venID", response.venId());
    }

    /** The messages of some services use fewer namespaces; each declaration costs bytes in every message. */
    private static Set<Ns> namespaces(MessageType type) {
        return type.service()
                .map(service -> switch (service) {
                    case EI_EVENT, EI_REPORT, EI_OPT -> ALL;
                    case EI_REGISTER_PARTY, OADR_POLL -> FEW;
                })
                .orElse(FEW);
    }
}
