package eu.flexcoop.middleware.box;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import eu.flexcoop.middleware.box.HouseholdFile.RegisterReading;
import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.ItemBase;
import eu.flexcoop.middleware.openadr.codec.OptType;
import eu.flexcoop.middleware.openadr.codec.event.Event;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.CreatedEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.DistributeEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.EventResponse;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatePartyRegistration;
import eu.flexcoop.middleware.openadr.codec.report.Report;
import eu.flexcoop.middleware.openadr.codec.report.Report.FloatReading;
import eu.flexcoop.middleware.openadr.codec.report.Report.Interval;
import eu.flexcoop.middleware.openadr.codec.report.Report.Value;
import eu.flexcoop.middleware.openadr.codec.report.ReportDescription;
import eu.flexcoop.middleware.openadr.codec.report.ReportDescription.SamplingRate;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisterReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdateReport;

/** The messages of one box with two energy meters. Immutable; each message gets a new requestID. */
public final class BoxMessages {
    /** {@code reportSpecifierID} of the only report that the box offers. */
    public static final String SPECIFIER = "household-energy";

    private static final Duration HALF_HOUR = Duration.ofMinutes(30);
    private static final Duration BUFFER = Duration.ofDays(31);

    private final BoxSettings settings;

    public BoxMessages(BoxSettings settings) {
        this.settings = settings;
    }

    /** rID of the meter at the grid connection, which counts the general consumption. */
    public String loadRId() {
        return "smartClamp_1_%s_Main_prosumerDeviceMetering_1_meterKwh".formatted(settings.house());
    }

    /** rID of the meter behind the inverter. */
    public String pvRId() {
        return "inverter_1_%s_Roof_pvDevice_1_meterKwh".formatted(settings.house());
    }

    /** For the first time, or with the ids that the VTN once gave. */
    public CreatePartyRegistration registration(BoxState state) {
        return new CreatePartyRegistration(
                newId(),
                present(state.registrationId()),
                state.registrationId().isEmpty() ? Optional.empty() : present(state.venId()),
                "2.0b",
                "simpleHttp",
                Optional.empty(),
                false,
                false,
                Optional.of(settings.name()),
                Optional.of(true));
    }

    /** What the box can report. */
    public RegisterReport capabilities(String venId, Instant now) {
        Report metadata = new Report(
                Optional.empty(),
                Optional.of(BUFFER),
                List.of(),
                Optional.empty(),
                List.of(description(loadRId()), description(pvRId())),
                "0",
                SPECIFIER,
                Optional.of("METADATA_TELEMETRY_USAGE"),
                now);
        return new RegisterReport(newId(), List.of(metadata), Optional.of(venId), Optional.empty());
    }

    private static ReportDescription description(String rId) {
        return new ReportDescription(
                rId,
                Optional.empty(),
                Optional.empty(),
                "usage",
                Optional.of(ItemBase.wattHours("k")),
                "Direct Read",
                Optional.empty(),
                Optional.of(new SamplingRate(HALF_HOUR, HALF_HOUR, false)));
    }

    /** Readings of the wanted data points, as points in time. */
    public UpdateReport measurements(
            String venId, String reportRequestId, List<String> rIds, List<RegisterReading> readings, Instant now) {
        List<Interval> intervals = new ArrayList<>(readings.size());
        for (RegisterReading reading : readings) {
            List<Value> values = new ArrayList<>(2);
            if (rIds.contains(loadRId())) {
                values.add(value(loadRId(), reading.loadKwh()));
            }
            if (rIds.contains(pvRId())) {
                values.add(value(pvRId(), reading.pvKwh()));
            }
            intervals.add(new Interval(
                    Optional.of(reading.at()),
                    Optional.empty(),
                    Optional.of(Integer.toString(intervals.size())),
                    values));
        }
        Report report = new Report(
                readings.stream().findFirst().map(RegisterReading::at),
                Optional.empty(),
                intervals,
                Optional.empty(),
                List.of(),
                reportRequestId,
                SPECIFIER,
                Optional.of("TELEMETRY_USAGE"),
                now);
        return new UpdateReport(newId(), List.of(report), Optional.of(venId));
    }

    private static Value value(String rId, double kwh) {
        return new Value(
                rId,
                Optional.empty(),
                Optional.empty(),
                new FloatReading(kwh),
                Optional.of("Quality Good - Non Specific"));
    }

    /** The answers to the given events of one message. */
    public CreatedEvent answers(String venId, DistributeEvent message, List<Event> events) {
        OptType opt = settings.optIn() ? OptType.OPT_IN : OptType.OPT_OUT;
        List<EventResponse> responses = events.stream()
                .map(event -> new EventResponse(
                        "200",
                        Optional.of("OK"),
                        message.requestId(),
                        event.descriptor().eventId(),
                        event.descriptor().modificationNumber(),
                        opt))
                .toList();
        return new CreatedEvent(EiResponse.ok(message.requestId()), responses, venId);
    }

    static String newId() {
        return UUID.randomUUID().toString();
    }

    private static Optional<String> present(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
}
