package eu.flexcoop.middleware.openadr.codec.xml;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CancelPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CanceledPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatePartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatedPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.NamedInfo;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.Profile;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.QueryRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.RequestReregistration;

/** Reads the messages of EiRegisterParty. */
final class RegisterPartyReader {
    private RegisterPartyReader() {}

    static QueryRegistration query(XmlCursor in) {
        String requestId = null;
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "requestID" -> requestId = in.requestId();
                default -> in.skip();
            }
        }
        return new QueryRegistration(CommonReader.echoed(requestId));
    }

    static CreatePartyRegistration create(XmlCursor in) {
        String requestId = null;
        Optional<String> registrationId = Optional.empty();
        Optional<String> venId = Optional.empty();
        String profile = null;
        String transport = null;
        Optional<String> address = Optional.empty();
        boolean reportOnly = false;
        boolean xmlSignature = false;
        Optional<String> venName = Optional.empty();
        Optional<Boolean> pull = Optional.empty();
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "requestID" -> requestId = in.requestId();
                case "registrationID" -> registrationId = in.optionalText();
                case "venID" -> venId = in.optionalText();
                case "oadrProfileName" -> profile = in.text();
                case "oadrTransportName" -> transport = in.text();
                    // openleadr in pull mode writes the Python literal
                case "oadrTransportAddress" -> address = in.optionalText().filter(text -> !text.equals("None"));
                case "oadrReportOnly" -> reportOnly = in.bool();
                case "oadrXmlSignature" -> xmlSignature = in.bool();
                case "oadrVenName" -> venName = in.optionalText();
                case "oadrHttpPullModel" -> pull = Optional.of(in.bool());
                default -> in.skip();
            }
        }
        return new CreatePartyRegistration(
                CommonReader.echoed(requestId),
                registrationId,
                venId,
                in.require(profile, "oadrProfileName"),
                in.require(transport, "oadrTransportName"),
                address,
                reportOnly,
                xmlSignature,
                venName,
                pull);
    }

    static CreatedPartyRegistration created(XmlCursor in) {
        EiResponse response = null;
        Optional<String> registrationId = Optional.empty();
        Optional<String> venId = Optional.empty();
        String vtnId = null;
        List<Profile> profiles = List.of();
        Optional<Duration> pollFrequency = Optional.empty();
        List<NamedInfo> serviceInfo = List.of();
        List<NamedInfo> extensions = List.of();
        int me = in.depth();
        while (in.next(me)) {
            switch (in.name()) {
                case "eiResponse" -> response = CommonReader.eiResponse(in);
                case "registrationID" -> registrationId = in.optionalText();
                case "venID" -> venId = in.optionalText();
                case "vtnID" -> vtnId = in.text();
                case "oadrProfiles" -> profiles = profiles(in);
                case "oadrRequestedOadrPollFreq" -> pollFrequency = Optional.of(in.wrappedDuration());
                case "oadrServiceSpecificInfo" -> serviceInfo = NamedInfoReader.list(in);
                case "oadrExtensions" -> extensions = NamedInfoReader.list(in);
                default -> in.skip();
            }
        }
        return new CreatedPartyRegistration(
                in.require(response, "eiResponse"),
                registrationId,
                venId,
                in.require(vtnId, "vtnID"),
                profiles,
                pollFrequency,
                serviceInfo,
                extensions);
    }

    private static List<Profile> profiles(XmlCursor in) {
        List<Profile> profiles = new ArrayList<>();
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "oadrProfile" -> profiles.add(profile(in));
                default -> in.skip();
            }
        }
        return profiles;
    }

    private static Profile profile(XmlCursor in) {
        String name = null;
        List<String> transports = new ArrayList<>();
        int me = in.depth();
        while (in.next(me)) {
            switch (in.name()) {
                case "oadrProfileName" -> name = in.text();
                case "oadrTransports" -> transports(in, transports);
                default -> in.skip();
            }
        }
        return new Profile(in.require(name, "oadrProfileName"), transports);
    }

    private static void transports(XmlCursor in, List<String> transports) {
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "oadrTransport" -> {
                    String name = null;
                    for (int transport = in.depth(); in.next(transport); ) {
                        name = in.text();
                    }
                    transports.add(in.require(name, "oadrTransportName"));
                }
                default -> in.skip();
            }
        }
    }

    static CancelPartyRegistration cancel(XmlCursor in) {
        String requestId = null;
        String registrationId = null;
        Optional<String> venId = Optional.empty();
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "requestID" -> requestId = in.requestId();
                case "registrationID" -> registrationId = in.text();
                case "venID" -> venId = in.optionalText();
                default -> in.skip();
            }
        }
        return new CancelPartyRegistration(
                CommonReader.echoed(requestId), in.require(registrationId, "registrationID"), venId);
    }

    static CanceledPartyRegistration canceled(XmlCursor in) {
        EiResponse response = null;
        Optional<String> registrationId = Optional.empty();
        Optional<String> venId = Optional.empty();
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "eiResponse" -> response = CommonReader.eiResponse(in);
                case "registrationID" -> registrationId = in.optionalText();
                case "venID" -> venId = in.optionalText();
                default -> in.skip();
            }
        }
        return new CanceledPartyRegistration(in.require(response, "eiResponse"), registrationId, venId);
    }

    static RequestReregistration reregister(XmlCursor in) {
        String venId = null;
        for (int me = in.depth(); in.next(me); ) {
            switch (in.name()) {
                case "venID" -> venId = in.text();
                default -> in.skip();
            }
        }
        return new RequestReregistration(in.require(venId, "venID"));
    }
}
