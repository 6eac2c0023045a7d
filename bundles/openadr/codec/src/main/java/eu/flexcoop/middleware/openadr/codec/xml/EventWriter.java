package eu.flexcoop.middleware.openadr.codec.xml;

import java.util.List;
import javax.xml.stream.XMLStreamException;

import eu.flexcoop.middleware.openadr.codec.event.Event;
import eu.flexcoop.middleware.openadr.codec.event.Event.ActivePeriod;
import eu.flexcoop.middleware.openadr.codec.event.Event.Baseline;
import eu.flexcoop.middleware.openadr.codec.event.Event.Descriptor;
import eu.flexcoop.middleware.openadr.codec.event.Event.Signal;
import eu.flexcoop.middleware.openadr.codec.event.Event.SignalInterval;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.CreatedEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.DistributeEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.EventResponse;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.RequestEvent;
import eu.flexcoop.middleware.openadr.codec.xml.XmlOut.Ns;

/** Writes what stands inside the messages of EiEvent. */
final class EventWriter {
    private EventWriter() {}

    static void request(XmlOut out, RequestEvent request) throws XMLStreamException {
        out.start(Ns.PYLD, "eiRequestEvent");
        out.text(Ns.PYLD, "requestID", request.requestId());
        out.text(Ns.EI, "venID", request.venId());
        if (request.replyLimit().isPresent()) {
            out.number(Ns.PYLD, "replyLimit", request.replyLimit().get());
        }
        out.end();
    }

    static void distribute(XmlOut out, DistributeEvent distribute) throws XMLStreamException {
        if (distribute.response().isPresent()) {
            out.response(distribute.response().get());
        }
        out.text(Ns.PYLD, "requestID", distribute.requestId());
        out.text(Ns.EI, "vtnID", distribute.vtnId());
        for (Event event : distribute.events()) {
            event(out, event);
        }
    }

    static void created(XmlOut out, CreatedEvent created) throws XMLStreamException {
        out.start(Ns.PYLD, "eiCreatedEvent");
        out.response(created.response());
        out.start(Ns.EI, "eventResponses");
        for (EventResponse response : created.eventResponses()) {
            out.start(Ns.EI, "eventResponse");
            out.text(Ns.EI, "responseCode", response.code());
            out.text(Ns.EI, "responseDescription", response.description());
            out.text(Ns.PYLD, "requestID", response.requestId());
            qualifiedEvent(out, response.eventId(), response.modificationNumber());
            out.text(Ns.EI, "optType", response.optType().token());
            out.end();
        }
        out.end();
        out.text(Ns.EI, "venID", created.venId());
        out.end();
    }

    static void qualifiedEvent(XmlOut out, String eventId, long modificationNumber) throws XMLStreamException {
        out.start(Ns.EI, "qualifiedEventID");
        out.text(Ns.EI, "eventID", eventId);
        out.number(Ns.EI, "modificationNumber", modificationNumber);
        out.end();
    }

    private static void event(XmlOut out, Event event) throws XMLStreamException {
        out.start(Ns.OADR, "oadrEvent");
        out.start(Ns.EI, "eiEvent");
        descriptor(out, event.descriptor());
        period(out, event.activePeriod());
        out.start(Ns.EI, "eiEventSignals");
        for (Signal signal : event.signals()) {
            signal(out, signal);
        }
        if (event.baseline().isPresent()) {
            baseline(out, event.baseline().get());
        }
        out.end();
        TargetWriter.target(out, Ns.EI, "eiTarget", event.target());
        out.end();
        out.text(Ns.OADR, "oadrResponseRequired", event.responseRequired() ? "always" : "never");
        out.end();
    }

    private static void descriptor(XmlOut out, Descriptor descriptor) throws XMLStreamException {
        out.start(Ns.EI, "eventDescriptor");
        out.text(Ns.EI, "eventID", descriptor.eventId());
        out.number(Ns.EI, "modificationNumber", descriptor.modificationNumber());
        if (descriptor.modifiedAt().isPresent()) {
            out.instant(Ns.EI, "modificationDateTime", descriptor.modifiedAt().get());
        }
        out.text(Ns.EI, "modificationReason", descriptor.modificationReason());
        out.number(Ns.EI, "priority", descriptor.priority());
        out.start(Ns.EI, "eiMarketContext");
        out.text(Ns.EMIX, "marketContext", descriptor.marketContext());
        out.end();
        out.instant(Ns.EI, "createdDateTime", descriptor.createdAt());
        out.text(Ns.EI, "eventStatus", descriptor.status().token());
        out.text(Ns.EI, "testEvent", descriptor.testEvent());
        out.text(Ns.EI, "vtnComment", descriptor.vtnComment());
        out.end();
    }

    private static void period(XmlOut out, ActivePeriod period) throws XMLStreamException {
        out.start(Ns.EI, "eiActivePeriod");
        out.start(Ns.XCAL, "properties");
        out.dtstart(period.start());
        out.duration(Ns.XCAL, "duration", period.duration());
        if (period.startAfter().isPresent()) {
            out.start(Ns.XCAL, "tolerance");
            out.start(Ns.XCAL, "tolerate");
            out.text(Ns.XCAL, "startafter", Lexical.text(period.startAfter().get()));
            out.end();
            out.end();
        }
        out.duration(Ns.EI, "x-eiNotification", period.notification());
        out.duration(Ns.EI, "x-eiRampUp", period.rampUp());
        out.duration(Ns.EI, "x-eiRecovery", period.recovery());
        out.end();
        out.start(Ns.XCAL, "components");
        out.end();
        out.end();
    }

    private static void signal(XmlOut out, Signal signal) throws XMLStreamException {
        out.start(Ns.EI, "eiEventSignal");
        intervals(out, signal.intervals());
        TargetWriter.target(out, Ns.EI, "eiTarget", signal.target());
        out.text(Ns.EI, "signalName", signal.name());
        out.text(Ns.EI, "signalType", signal.type());
        out.text(Ns.EI, "signalID", signal.id());
        out.itemBase(signal.itemBase());
        if (signal.currentValue().isPresent()) {
            out.start(Ns.EI, "currentValue");
            out.payloadFloat(signal.currentValue().get());
            out.end();
        }
        out.end();
    }

    private static void intervals(XmlOut out, List<SignalInterval> intervals) throws XMLStreamException {
        out.start(Ns.STRM, "intervals");
        for (SignalInterval interval : intervals) {
            out.start(Ns.EI, "interval");
            out.duration(Ns.XCAL, "duration", interval.duration());
            out.uid(interval.uid());
            out.start(Ns.EI, "signalPayload");
            out.payloadFloat(interval.value());
            out.end();
            out.end();
        }
        out.end();
    }

    private static void baseline(XmlOut out, Baseline baseline) throws XMLStreamException {
        out.start(Ns.EI, "eiEventBaseline");
        out.dtstart(baseline.start());
        out.duration(Ns.XCAL, "duration", baseline.duration());
        intervals(out, baseline.intervals());
        out.text(Ns.EI, "baselineID", baseline.id());
        out.texts("resourceID", baseline.resourceIds());
        out.text(Ns.EI, "baselineName", baseline.name());
        out.itemBase(baseline.itemBase());
        out.end();
    }
}
