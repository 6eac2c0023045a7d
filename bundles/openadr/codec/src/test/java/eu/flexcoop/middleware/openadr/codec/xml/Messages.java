package eu.flexcoop.middleware.openadr.codec.xml;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.ItemBase;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.OptType;
import eu.flexcoop.middleware.openadr.codec.PhysicalTarget;
import eu.flexcoop.middleware.openadr.codec.PhysicalTarget.Kind;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.Target;
import eu.flexcoop.middleware.openadr.codec.event.Event;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage;
import eu.flexcoop.middleware.openadr.codec.event.EventStatus;
import eu.flexcoop.middleware.openadr.codec.opt.OptMessage;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage;
import eu.flexcoop.middleware.openadr.codec.report.GreenButton;
import eu.flexcoop.middleware.openadr.codec.report.Report;
import eu.flexcoop.middleware.openadr.codec.report.ReportDescription;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage;
import eu.flexcoop.middleware.openadr.codec.report.ReportRequest;

/** Messages of every kind, with everything in them that the records know. */
public final class Messages {
    static final Instant T0 = Instant.parse("2026-11-24T06:00:00Z");
    private static final EiResponse OK = EiResponse.ok("r-1");

    private Messages() {}

    public static List<OadrPayload> all() {
        return List.of(
                new Poll("ven-1"),
                new Response(EiResponse.error("463", "not <registered> & \"unknown\"", ""), Optional.of("ven-1")),
                new RegisterPartyMessage.QueryRegistration("q"),
                new RegisterPartyMessage.CreatePartyRegistration(
                        "c",
                        Optional.of("reg"),
                        Optional.of("ven"),
                        "2.0b",
                        "simpleHttp",
                        Optional.of("https://box.example:8080"),
                        true,
                        false,
                        Optional.of("Höhe 7"),
                        Optional.of(true)),
                new RegisterPartyMessage.CreatedPartyRegistration(
                        OK,
                        Optional.of("reg"),
                        Optional.of("ven"),
                        "FLEXCOOP",
                        List.of(new RegisterPartyMessage.Profile("2.0b", List.of("simpleHttp", "xmpp"))),
                        Optional.of(Duration.ofSeconds(10)),
                        List.of(new RegisterPartyMessage.NamedInfo(
                                "EiReport",
                                List.of(
                                        new RegisterPartyMessage.Info("resolution", "PT1M"),
                                        new RegisterPartyMessage.Info("resolution", "")))),
                        List.of(
                                new RegisterPartyMessage.NamedInfo("x-silent", List.of()),
                                new RegisterPartyMessage.NamedInfo(
                                        "x-loud", List.of(new RegisterPartyMessage.Info("db", "90"))))),
                new RegisterPartyMessage.CancelPartyRegistration("x", "reg", Optional.of("ven")),
                new RegisterPartyMessage.CanceledPartyRegistration(OK, Optional.of("reg"), Optional.of("ven")),
                new RegisterPartyMessage.RequestReregistration("ven"),
                new EventMessage.RequestEvent("e", "ven", Optional.of(3)),
                new EventMessage.DistributeEvent(Optional.of(OK), "d", "FLEXCOOP", List.of(event(), event())),
                new EventMessage.DistributeEvent(Optional.empty(), "d", "FLEXCOOP", List.of()),
                new EventMessage.CreatedEvent(
                        OK,
                        List.of(new EventMessage.EventResponse("200", Optional.empty(), "d", "ev", 2, OptType.OPT_OUT)),
                        "ven"),
                new EventMessage.CreatedEvent(OK, List.of(), "ven"),
                new ReportMessage.RegisterReport("r", List.of(metadata()), Optional.of("ven"), Optional.of("0")),
                new ReportMessage.RegisterReport("r", List.of(), Optional.empty(), Optional.empty()),
                new ReportMessage.RegisteredReport(OK, List.of(request()), Optional.of("ven")),
                new ReportMessage.CreateReport("r", List.of(request(), request()), Optional.of("ven")),
                new ReportMessage.CreatedReport(OK, List.of("a", "b"), Optional.of("ven")),
                new ReportMessage.UpdateReport("r", List.of(measurements()), Optional.of("ven")),
                new ReportMessage.UpdateReport("r", List.of(greenButton()), Optional.of("ven")),
                new ReportMessage.UpdatedReport(
                        OK,
                        Optional.of(new ReportMessage.CancelReport("z", List.of("a"), false, Optional.empty())),
                        Optional.of("ven")),
                new ReportMessage.CancelReport("z", List.of("a", "b"), true, Optional.of("ven")),
                new ReportMessage.CanceledReport(OK, List.of(), Optional.of("ven")),
                opt(everything()),
                new OptMessage.CreatedOpt(OK, "o"),
                new OptMessage.CancelOpt("", "o", "ven"),
                new OptMessage.CanceledOpt(OK, Optional.of("o")));
    }

    static OptMessage.CreateOpt opt(Target target) {
        return new OptMessage.CreateOpt(
                "o",
                OptType.OPT_OUT,
                "economic",
                Optional.of("http://market.example/1"),
                "ven",
                List.of(new OptMessage.Slot(T0, Duration.ofHours(2))),
                T0,
                "r",
                Optional.of(new OptMessage.EventRef("ev", 1)),
                target,
                Optional.of(new Target(List.of(), List.of(), List.of(), List.of(), List.of(), List.of("Thermostat"))));
    }

    static Event event() {
        return new Event(
                new Event.Descriptor(
                        "ev-1",
                        2,
                        Optional.of(T0),
                        Optional.of("longer"),
                        1,
                        "http://market.example/1",
                        T0.plusMillis(5),
                        EventStatus.FAR,
                        Optional.of("false"),
                        Optional.of("comment")),
                new Event.ActivePeriod(
                        T0,
                        Duration.ofMinutes(45),
                        Optional.of(Duration.ofMinutes(1)),
                        Duration.ZERO,
                        Optional.of(Duration.ofMinutes(2)),
                        Optional.of(Duration.ofMinutes(3))),
                List.of(new Event.Signal(
                        List.of(
                                new Event.SignalInterval(Duration.ofMinutes(15), "0", -1500.5),
                                new Event.SignalInterval(Duration.ofMinutes(30), "1", 0)),
                        Optional.of(Target.NONE),
                        "LOAD_DISPATCH",
                        "setpoint",
                        "s-0",
                        Optional.of(ItemBase.watts()),
                        Optional.of(0.0))),
                Optional.of(new Event.Baseline(
                        T0,
                        Duration.ofMinutes(45),
                        List.of(new Event.SignalInterval(Duration.ofMinutes(45), "0", 3000)),
                        "b-1",
                        List.of("res"),
                        "as metered last week",
                        Optional.of(ItemBase.watts()))),
                everything(),
                true);
    }

    /** A target with every kind of thing that OpenADR has. */
    static Target everything() {
        return new Target(
                List.of("g"),
                List.of("gn"),
                List.of("res"),
                List.of("ven"),
                List.of("p"),
                List.of("Thermostat"),
                List.of(
                        new PhysicalTarget(Kind.AGGREGATED_PNODE, "zone-1"),
                        new PhysicalTarget(Kind.AGGREGATED_PNODE, "zone-2"),
                        new PhysicalTarget(Kind.METER_ASSET, "m-7"),
                        new PhysicalTarget(Kind.PNODE, "node-3"),
                        new PhysicalTarget(Kind.SERVICE_AREA, "38.1 23.7 38.2 23.7 38.2 23.8 38.1 23.7"),
                        new PhysicalTarget(Kind.SERVICE_DELIVERY_POINT, "sdp-1"),
                        new PhysicalTarget(Kind.SERVICE_LOCATION, "38.1 23.7 38.2 23.7 38.2 23.8 38.1 23.7"),
                        new PhysicalTarget(Kind.TRANSPORT_INTERFACE, List.of("from", "to"))));
    }

    static Report metadata() {
        List<ReportDescription> descriptions = new ArrayList<>();
        for (Optional<ItemBase> unit : List.of(
                Optional.<ItemBase>empty(),
                Optional.of(ItemBase.watts()),
                Optional.of(ItemBase.wattHours("k")),
                Optional.of(ItemBase.volts()),
                Optional.of(ItemBase.amperes()),
                Optional.of(ItemBase.celsius()),
                Optional.of(ItemBase.custom("Brightness", "lx")),
                Optional.of(new ItemBase(
                        "pulseCount", "pulse count", "count", "none", Optional.empty(), Optional.of(0.5))))) {
            descriptions.add(new ReportDescription(
                    "meter_1_Home_Kitchen_prosumerDeviceMetering_1_meterKwh",
                    Optional.of(Target.NONE),
                    Optional.of(everything()),
                    "usage",
                    unit,
                    "Direct Read",
                    Optional.of("http://market.example/1"),
                    Optional.of(
                            new ReportDescription.SamplingRate(Duration.ofSeconds(10), Duration.ofMinutes(15), true))));
        }
        return new Report(
                Optional.empty(),
                Optional.of(Duration.ofDays(1)),
                List.of(),
                Optional.of("1"),
                descriptions,
                "0",
                "RP_1",
                Optional.of("METADATA_TELEMETRY_USAGE"),
                T0);
    }

    static ReportRequest request() {
        return new ReportRequest(
                "rr-1",
                "RP_1",
                Duration.ofMinutes(15),
                Duration.ofHours(1),
                Optional.of(new ReportRequest.Window(T0, Duration.ZERO)),
                List.of(
                        new ReportRequest.Point("a", Optional.empty(), "x-notApplicable"),
                        new ReportRequest.Point("b", Optional.of(ItemBase.watts()), "Net")));
    }

    static Report greenButton() {
        GreenButton feed = new GreenButton(
                List.of(new GreenButton.ReadingType(Optional.of(72), -3, Optional.of(4), Optional.of(1))),
                List.of(
                        new GreenButton.MeterReading(T0, Duration.ofMinutes(15), 123_456, Optional.of(17)),
                        new GreenButton.MeterReading(
                                T0.plusSeconds(900), Duration.ofMinutes(15), -1, Optional.empty())));
        return new Report(
                Optional.of(T0),
                Optional.empty(),
                List.of(new Report.Interval(
                        Optional.of(T0), Optional.empty(), Optional.empty(), List.of(), List.of(feed))),
                Optional.empty(),
                List.of(),
                "request",
                "green",
                Optional.of("HISTORY_GREENBUTTON"),
                T0);
    }

    static Report measurements() {
        Optional<Report.LoadControl> state =
                Optional.of(new Report.LoadControl(Optional.of(0.0), Optional.of(100.0), 21.5, Optional.of(20.0)));
        return new Report(
                Optional.of(T0),
                Optional.of(Duration.ofMinutes(30)),
                List.of(
                        new Report.Interval(
                                Optional.of(T0),
                                Optional.of(Duration.ofMinutes(15)),
                                Optional.of("0"),
                                List.of(number("a", 1234567.890123), number("b", Double.NaN))),
                        new Report.Interval(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                List.of(
                                        number("c", Double.NEGATIVE_INFINITY),
                                        new Report.Value(
                                                "d",
                                                Optional.empty(),
                                                Optional.empty(),
                                                new Report.StatusReading(true, false, state, state, state, state),
                                                Optional.empty())))),
                Optional.of("1"),
                List.of(),
                "rr-1",
                "RP_1",
                Optional.of("TELEMETRY_USAGE"),
                T0);
    }

    private static Report.Value number(String rId, double value) {
        return new Report.Value(
                rId,
                Optional.of(100),
                Optional.of(0.5),
                new Report.FloatReading(value),
                Optional.of("Quality Good - Non Specific"));
    }

    /** An update with random measurements. */
    static ReportMessage.UpdateReport random(Random random) {
        List<Report.Interval> intervals = new ArrayList<>();
        for (int i = random.nextInt(20); i >= 0; i--) {
            List<Report.Value> values = new ArrayList<>();
            for (int v = random.nextInt(4); v >= 0; v--) {
                values.add(new Report.Value(
                        text(random),
                        maybe(random, random.nextInt(101)),
                        maybe(random, random.nextGaussian()),
                        new Report.FloatReading(Double.longBitsToDouble(random.nextLong())),
                        maybe(random, text(random))));
            }
            intervals.add(new Report.Interval(
                    maybe(random, Instant.ofEpochSecond(random.nextInt()).plusMillis(random.nextInt(1000))),
                    maybe(random, Duration.ofSeconds(random.nextInt(100_000_000))),
                    maybe(random, text(random)),
                    values));
        }
        Report report = new Report(
                maybe(random, T0),
                maybe(random, Duration.ofSeconds(-random.nextInt(1000))),
                intervals,
                maybe(random, text(random)),
                List.of(),
                text(random),
                text(random),
                maybe(random, text(random)),
                T0);
        return new ReportMessage.UpdateReport(text(random), List.of(report), maybe(random, text(random)));
    }

    private static <T> Optional<T> maybe(Random random, T value) {
        return random.nextBoolean() ? Optional.of(value) : Optional.empty();
    }

    private static String text(Random random) {
        String alphabet = "abcXYZ019-_.<>&\"' äß\u4e2d\ud83d\ude00";
        StringBuilder out = new StringBuilder("x");
        for (int i = random.nextInt(12); i > 0; i--) {
            out.appendCodePoint(alphabet.codePointAt(
                    alphabet.offsetByCodePoints(0, random.nextInt(alphabet.codePointCount(0, alphabet.length())))));
        }
        return out.append('y').toString();
    }
}
