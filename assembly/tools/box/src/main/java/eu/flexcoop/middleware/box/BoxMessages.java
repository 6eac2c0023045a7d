package eu.flexcoop.middleware.box;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import eu.flexcoop.middleware.box.BoxReadings.Reading;
import eu.flexcoop.middleware.openadr.codec.EiResponse;
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

/** The messages of one box. Immutable; each message gets a new requestID. */
public final class BoxMessages {
    /** {@code reportSpecifierID} of the only report that the box offers. */
    public static final String SPECIFIER = "household-energy";

    private static final Duration BUFFER = Duration.ofDays(31);

    private final BoxSettings settings;
    private final List<BoxPoint> points;
    private final Duration step;

    /** @param step usual time between two readings */
    public BoxMessages(BoxSettings settings, List<BoxPoint> points, Duration step) {
        this.settings = settings;
        this.points = List.copyOf(points);
        this.step = step;
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
                points.stream().map(this::description).toList(),
                "0",
                SPECIFIER,
                Optional.of("METADATA_TELEMETRY_USAGE"),
                now);
        return new RegisterReport(newId(), List.of(metadata), Optional.of(venId), Optional.empty());
    }

    private ReportDescription description(BoxPoint point) {
        return new ReportDescription(
                point.rId(),
                Optional.empty(),
                Optional.empty(),
                "usage",
                point.itemBase(),
                point.readingType(),
                Optional.empty(),
                Optional.of(new SamplingRate(step, step, false)));
    }

    /** Readings of the wanted data points, as points in time. */
    public UpdateReport measurements(
            String venId, String reportRequestId, List<String> rIds, List<Reading> readings, Instant now) {
        List<Interval> intervals = new ArrayList<>(readings.size());
        for (Reading reading : readings) {
            List<Value> values = values(reading, rIds);
            if (!values.isEmpty()) {
                intervals.add(new Interval(
                        Optional.of(reading.at()),
                        Optional.empty(),
                        Optional.of(Integer.toString(intervals.size())),
                        values));
            }
        }
        Report report = new Report(
                readings.stream().findFirst().map(Reading::at),
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

    private List<Value> values(Reading reading, List<String> rIds) {
        List<Value> values = new ArrayList<>(points.size());
        for (int i = 0; i < points.size(); i++) {
            String rId = points.get(i).rId();
            if (rIds.contains(rId) && !Double.isNaN(reading.values()[i])) {
                values.add(value(rId, reading.values()[i]));
            }
        }
        return values;
    }

    private static Value value(String rId, double value) {
        return new Value(
                rId,
                Optional.empty(),
                Optional.empty(),
                new FloatReading(value),
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
