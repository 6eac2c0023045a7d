package eu.flexcoop.middleware.openadr.codec.xml;

import javax.xml.stream.XMLStreamException;

import eu.flexcoop.middleware.openadr.codec.opt.OptMessage;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CancelOpt;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CanceledOpt;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CreateOpt;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CreatedOpt;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.Slot;
import eu.flexcoop.middleware.openadr.codec.xml.XmlOut.Ns;

/** Writes what stands inside the messages of EiOpt. */
final class OptWriter {
    private OptWriter() {}

    static void created(XmlOut out, CreatedOpt created) throws XMLStreamException {
        out.response(created.response());
        out.text(Ns.EI, "optID", created.optId());
    }

    static void cancel(XmlOut out, CancelOpt cancel) throws XMLStreamException {
        out.text(Ns.PYLD, "requestID", cancel.requestId());
        out.text(Ns.EI, "optID", cancel.optId());
        out.text(Ns.EI, "venID", cancel.venId());
    }

    static void canceled(XmlOut out, CanceledOpt canceled) throws XMLStreamException {
        out.response(canceled.response());
        out.text(Ns.EI, "optID", canceled.optId());
    }

    static void create(XmlOut out, CreateOpt create) throws XMLStreamException {
        out.text(Ns.EI, "optID", create.optId());
        out.text(Ns.EI, "optType", create.optType().token());
        out.text(Ns.EI, "optReason", create.reason());
        out.text(Ns.EMIX, "marketContext", create.marketContext());
        out.text(Ns.EI, "venID", create.venId());
        if (!create.availability().isEmpty()) {
            out.start(Ns.XCAL, "vavailability");
            out.start(Ns.XCAL, "components");
            for (Slot slot : create.availability()) {
                out.start(Ns.XCAL, "available");
                out.start(Ns.XCAL, "properties");
                out.dtstart(slot.start());
                out.duration(Ns.XCAL, "duration", slot.duration());
                out.end();
                out.end();
            }
            out.end();
            out.end();
        }
        out.instant(Ns.EI, "createdDateTime", create.createdAt());
        out.text(Ns.PYLD, "requestID", create.requestId());
        if (create.event().isPresent()) {
            OptMessage.EventRef event = create.event().get();
            EventWriter.qualifiedEvent(out, event.eventId(), event.modificationNumber());
        }
        TargetWriter.target(out, Ns.EI, "eiTarget", create.target());
        TargetWriter.target(out, Ns.OADR, "oadrDeviceClass", create.deviceClass());
    }
}
