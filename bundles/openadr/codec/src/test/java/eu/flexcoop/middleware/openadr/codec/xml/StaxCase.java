package eu.flexcoop.middleware.openadr.codec.xml;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import eu.flexcoop.middleware.openadr.codec.ItemBase;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.Target;
import eu.flexcoop.middleware.openadr.codec.event.Event;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.DistributeEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventStatus;
import eu.flexcoop.middleware.openadr.codec.report.Report;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdateReport;

import static eu.flexcoop.middleware.openadr.codec.xml.Messages.T0;

/** Messages that make up most of the load of a VTN. */
enum StaxCase {
    POLL(new Poll("ven-00000000-1111-2222-3333-444444444444")),
    SIX_VALUES(report(1, 6)),
    SAMPLES_48(report(48, 1)),
    EVENTS(new DistributeEvent(Optional.empty(), "d-1", "FLEXCOOP", List.of(event("ev-1"), event("ev-2"))));

    final OadrPayload message;

    StaxCase(OadrPayload message) {
        this.message = message;
    }

    private static UpdateReport report(int intervals, int values) {
        List<Report.Interval> all = IntStream.range(0, intervals)
                .mapToObj(i -> new Report.Interval(
                        Optional.of(T0.plus(Duration.ofMinutes(15L * i))),
                        Optional.of(Duration.ofMinutes(15)),
                        Optional.of(Integer.toString(i)),
                        IntStream.range(0, values).mapToObj(StaxCase::value).toList()))
                .toList();
        Report report = new Report(
                Optional.of(T0),
                Optional.empty(),
                all,
                Optional.of("1"),
                List.of(),
                "rr-1",
                "RP_1",
                Optional.of("TELEMETRY_USAGE"),
                T0);
        return new UpdateReport("r-1", List.of(report), Optional.of("ven-1"));
    }

    private static Report.Value value(int n) {
        return new Report.Value(
                "smartClamp_%d_House1_Kitchen_prosumerDeviceMetering_1_meterKwh".formatted(n),
                Optional.of(100),
                Optional.of(0.5),
                new Report.FloatReading(1234.5 + n),
                Optional.of("Quality Good - Non Specific"));
    }

    private static Event event(String id) {
        Event.Signal signal = new Event.Signal(
                IntStream.range(0, 4)
                        .mapToObj(i -> new Event.SignalInterval(Duration.ofMinutes(15), Integer.toString(i), 1500.5))
                        .toList(),
                Optional.empty(),
                "LOAD_DISPATCH",
                "setpoint",
                "0",
                Optional.of(ItemBase.watts()),
                Optional.of(0.0));
        return new Event(
                new Event.Descriptor(
                        id,
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        1,
                        "http://flexcoop.example/dr",
                        T0,
                        EventStatus.FAR,
                        Optional.of("false"),
                        Optional.empty()),
                new Event.ActivePeriod(
                        T0, Duration.ofHours(1), Optional.empty(), Duration.ZERO, Optional.empty(), Optional.empty()),
                List.of(signal),
                Optional.empty(),
                Target.ven("ven-1"),
                true);
    }
}
