package eu.flexcoop.middleware.openadr.codec.xml;

import java.util.List;
import javax.xml.stream.XMLStreamException;

import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CancelPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CanceledPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatePartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatedPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.Info;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.NamedInfo;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.Profile;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.QueryRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.RequestReregistration;
import eu.flexcoop.middleware.openadr.codec.xml.XmlOut.Ns;

/** Writes what stands inside the messages of EiRegisterParty. */
final class RegisterPartyWriter {
    private RegisterPartyWriter() {}

    static void query(XmlOut out, QueryRegistration query) throws XMLStreamException {
        out.text(Ns.PYLD, "requestID", query.requestId());
    }

    static void cancel(XmlOut out, CancelPartyRegistration cancel) throws XMLStreamException {
        out.text(Ns.PYLD, "requestID", cancel.requestId());
        out.text(Ns.EI, "registrationID", cancel.registrationId());
        out.text(Ns.EI, "venID", cancel.venId());
    }

    static void canceled(XmlOut out, CanceledPartyRegistration canceled) throws XMLStreamException {
        out.response(canceled.response());
        out.text(Ns.EI, "registrationID", canceled.registrationId());
        out.text(Ns.EI, "venID", canceled.venId());
    }

    static void reregister(XmlOut out, RequestReregistration again) throws XMLStreamException {
        out.text(Ns.EI, "venID", again.venId());
    }

    static void create(XmlOut out, CreatePartyRegistration create) throws XMLStreamException {
        out.text(Ns.PYLD, "requestID", create.requestId());
        out.text(Ns.EI, "registrationID", create.registrationId());
        out.text(Ns.EI, "venID", create.venId());
        out.text(Ns.OADR, "oadrProfileName", create.profileName());
        out.text(Ns.OADR, "oadrTransportName", create.transportName());
        out.text(Ns.OADR, "oadrTransportAddress", create.transportAddress());
        out.bool(Ns.OADR, "oadrReportOnly", create.reportOnly());
        out.bool(Ns.OADR, "oadrXmlSignature", create.xmlSignature());
        out.text(Ns.OADR, "oadrVenName", create.venName());
        if (create.httpPullModel().isPresent()) {
            out.bool(Ns.OADR, "oadrHttpPullModel", create.httpPullModel().get());
        }
    }

    static void created(XmlOut out, CreatedPartyRegistration created) throws XMLStreamException {
        out.response(created.response());
        out.text(Ns.EI, "registrationID", created.registrationId());
        out.text(Ns.EI, "venID", created.venId());
        out.text(Ns.EI, "vtnID", created.vtnId());
        out.start(Ns.OADR, "oadrProfiles");
        for (Profile profile : created.profiles()) {
            out.start(Ns.OADR, "oadrProfile");
            out.text(Ns.OADR, "oadrProfileName", profile.name());
            out.start(Ns.OADR, "oadrTransports");
            for (String transport : profile.transports()) {
                out.start(Ns.OADR, "oadrTransport");
                out.text(Ns.OADR, "oadrTransportName", transport);
                out.end();
            }
            out.end();
            out.end();
        }
        out.end();
        out.duration(Ns.OADR, "oadrRequestedOadrPollFreq", created.pollFrequency());
        named(out, "oadrServiceSpecificInfo", "oadrService", "oadrServiceName", created.serviceInfo());
        named(out, "oadrExtensions", "oadrExtension", "oadrExtensionName", created.extensions());
    }

    private static void named(XmlOut out, String list, String element, String name, List<NamedInfo> all)
            throws XMLStreamException {
        if (all.isEmpty()) {
            return;
        }
        out.start(Ns.OADR, list);
        for (NamedInfo each : all) {
            out.start(Ns.OADR, element);
            out.text(Ns.OADR, name, each.name());
            for (Info info : each.info()) {
                out.start(Ns.OADR, "oadrInfo");
                out.text(Ns.OADR, "oadrKey", info.key());
                out.text(Ns.OADR, "oadrValue", info.value());
                out.end();
            }
            out.end();
        }
        out.end();
    }
}
