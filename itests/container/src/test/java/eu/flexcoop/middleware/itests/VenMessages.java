package eu.flexcoop.middleware.itests;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.ItemBase;
import eu.flexcoop.middleware.openadr.codec.OptType;
import eu.flexcoop.middleware.openadr.codec.Target;
import eu.flexcoop.middleware.openadr.codec.event.Event;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.CreatedEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.DistributeEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.EventResponse;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.RequestEvent;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CancelOpt;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.CreateOpt;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.EventRef;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage.Slot;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatePartyRegistration;
import eu.flexcoop.middleware.openadr.codec.report.Report;
import eu.flexcoop.middleware.openadr.codec.report.ReportDescription;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreateReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreatedReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisterReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisteredReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdateReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportRequest;

/** What one VEN says. */
record VenMessages(String venId) {
    static final String POWER = "itest_power";
    static final String ENERGY = "itest_energy";
    static final String STATUS = "itest_status";
    private static final String USAGE_REPORT = "usage";
    private static final String STATUS_REPORT = "status";

    static CreatePartyRegistration registration(Optional<String> registrationId, Optional<String> venId) {
        return registration(registrationId, venId, Optional.empty());
    }

    /** Of a VEN that does not poll. */
    static CreatePartyRegistration pushRegistration(URI address) {
        return registration(Optional.empty(), Optional.empty(), Optional.of(address.toString()));
    }

    private static CreatePartyRegistration registration(
            Optional<String> registrationId, Optional<String> venId, Optional<String> pushAddress) {
        return new CreatePartyRegistration(
                id(),
                registrationId,
                venId,
                "2.0b",
                "simpleHttp",
                pushAddress,
                false,
                false,
                Optional.of("test VEN"),
                Optional.of(pushAddress.isEmpty()));
    }

    static String id() {
        return UUID.randomUUID().toString();
    }

    RegisteredReport registeredReport(RegisterReport offer) {
        return new RegisteredReport(EiResponse.ok(offer.requestId()), List.of(), Optional.of(venId));
    }

    RequestEvent requestEvent(Optional<Integer> limit) {
        return new RequestEvent(id(), venId, limit);
    }

    /** The same answer to all events of a message. */
    CreatedEvent createdEvent(DistributeEvent events, OptType opt) {
        return new CreatedEvent(
                EiResponse.ok(events.requestId()),
                events.events().stream()
                        .map(Event::descriptor)
                        .map(event -> response(events.requestId(), event.eventId(), event.modificationNumber(), opt))
                        .toList(),
                venId);
    }

    CreatedEvent createdEvent(String eventId, long modificationNumber, OptType opt) {
        return new CreatedEvent(EiResponse.ok("0"), List.of(response("0", eventId, modificationNumber, opt)), venId);
    }

    private static EventResponse response(String requestId, String eventId, long modificationNumber, OptType opt) {
        return new EventResponse("200", Optional.empty(), requestId, eventId, modificationNumber, opt);
    }

    /** A meter of power and energy, and the status of one device. */
    RegisterReport offer() {
        ReportDescription power = new ReportDescription(
                POWER,
                Optional.empty(),
                Optional.of(resource("meter")),
                "usage",
                Optional.of(ItemBase.watts()),
                "Direct Read",
                Optional.empty(),
                Optional.of(new ReportDescription.SamplingRate(Duration.ofSeconds(1), Duration.ofHours(1), false)));
        ReportDescription energy = new ReportDescription(
                ENERGY,
                Optional.empty(),
                Optional.of(resource("meter")),
                "usage",
                Optional.of(ItemBase.wattHours("k")),
                "Net",
                Optional.empty(),
                Optional.of(new ReportDescription.SamplingRate(Duration.ofSeconds(1), Duration.ofHours(1), false)));
        ReportDescription status = new ReportDescription(
                STATUS,
                Optional.empty(),
                Optional.of(resource("boiler")),
                "x-resourceStatus",
                Optional.empty(),
                "x-notApplicable",
                Optional.empty(),
                Optional.of(new ReportDescription.SamplingRate(Duration.ofSeconds(1), Duration.ofHours(1), false)));
        return new RegisterReport(
                id(),
                List.of(
                        metadata(USAGE_REPORT, "METADATA_TELEMETRY_USAGE", power, energy),
                        metadata(STATUS_REPORT, "METADATA_TELEMETRY_STATUS", status)),
                Optional.of(venId),
                Optional.empty());
    }

    /** The status of devices, by rIDs of the platform's boxes. */
    RegisterReport offerStatus(String... rIds) {
        return new RegisterReport(
                id(),
                Stream.of(rIds)
                        .map(rId -> metadata(
                                STATUS_REPORT,
                                "METADATA_TELEMETRY_STATUS",
                                new ReportDescription(
                                        rId,
                                        Optional.empty(),
                                        Optional.empty(),
                                        "x-resourceStatus",
                                        Optional.empty(),
                                        "x-notApplicable",
                                        Optional.empty(),
                                        Optional.of(new ReportDescription.SamplingRate(
                                                Duration.ofSeconds(1), Duration.ofHours(1), false)))))
                        .toList(),
                Optional.of(venId),
                Optional.empty());
    }

    private static Target resource(String resourceId) {
        return new Target(List.of(), List.of(), List.of(resourceId), List.of(), List.of(), List.of());
    }

    private static Report metadata(String specifierId, String name, ReportDescription... descriptions) {
        return new Report(
                Optional.empty(),
                Optional.of(Duration.ofDays(1)),
                List.of(),
                Optional.empty(),
                List.of(descriptions),
                "0",
                specifierId,
                Optional.of(name),
                now());
    }

    CreatedReport createdReport(CreateReport request) {
        return new CreatedReport(
                EiResponse.ok(request.requestId()),
                request.requests().stream().map(ReportRequest::reportRequestId).toList(),
                Optional.of(venId));
    }

    /** One minute of power for the request of that id. */
    UpdateReport updateReport(String requestId, String reportRequestId, Instant start, double watts) {
        return update(
                requestId,
                reportRequestId,
                USAGE_REPORT,
                POWER,
                start,
                Duration.ofMinutes(1),
                new Report.FloatReading(watts));
    }

    /** The energy of a quarter of an hour. */
    UpdateReport updateEnergyReport(String reportRequestId, Instant start, double kwh) {
        return update(
                id(),
                reportRequestId,
                USAGE_REPORT,
                ENERGY,
                start,
                Duration.ofMinutes(15),
                new Report.FloatReading(kwh));
    }

    UpdateReport updateStatusReport(String reportRequestId, Instant at, boolean online) {
        return update(
                id(),
                reportRequestId,
                STATUS_REPORT,
                STATUS,
                at,
                Duration.ofMinutes(1),
                new Report.StatusReading(
                        online, false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    private UpdateReport update(
            String requestId,
            String reportRequestId,
            String specifierId,
            String rId,
            Instant start,
            Duration duration,
            Report.Reading reading) {
        Report.Interval interval = new Report.Interval(
                Optional.of(start),
                Optional.of(duration),
                Optional.empty(),
                List.of(new Report.Value(rId, Optional.empty(), Optional.empty(), reading, Optional.empty())));
        Report report = new Report(
                Optional.empty(),
                Optional.empty(),
                List.of(interval),
                Optional.empty(),
                List.of(),
                reportRequestId,
                specifierId,
                Optional.empty(),
                now());
        return new UpdateReport(requestId, List.of(report), Optional.of(venId));
    }

    /** The VEN does not take part for an hour. */
    CreateOpt createOpt(String optId, Instant start) {
        return createOpt(optId, OptType.OPT_OUT, List.of(new Slot(start, Duration.ofHours(1))), Optional.empty());
    }

    CreateOpt createOpt(String optId, OptType type, String eventId, long modificationNumber) {
        return createOpt(optId, type, List.of(), Optional.of(new EventRef(eventId, modificationNumber)));
    }

    private CreateOpt createOpt(String optId, OptType type, List<Slot> slots, Optional<EventRef> event) {
        return new CreateOpt(
                optId,
                type,
                "notParticipating",
                Optional.empty(),
                venId,
                slots,
                now(),
                id(),
                event,
                Target.NONE,
                Optional.empty());
    }

    CancelOpt cancelOpt(String optId) {
        return new CancelOpt(id(), optId, venId);
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }
}
