package eu.flexcoop.middleware.bench;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;

import org.awaitility.Awaitility;

import eu.flexcoop.middleware.box.VtnAwayException;
import eu.flexcoop.middleware.box.VtnLink;
import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.ItemBase;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.OptType;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.event.Event;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.CreatedEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.DistributeEvent;
import eu.flexcoop.middleware.openadr.codec.event.EventMessage.EventResponse;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CancelPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatePartyRegistration;
import eu.flexcoop.middleware.openadr.codec.registration.RegisterPartyMessage.CreatedPartyRegistration;
import eu.flexcoop.middleware.openadr.codec.report.Report;
import eu.flexcoop.middleware.openadr.codec.report.Report.FloatReading;
import eu.flexcoop.middleware.openadr.codec.report.Report.Interval;
import eu.flexcoop.middleware.openadr.codec.report.Report.Value;
import eu.flexcoop.middleware.openadr.codec.report.ReportDescription;
import eu.flexcoop.middleware.openadr.codec.report.ReportDescription.SamplingRate;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreateReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreatedReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisterReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisteredReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdateReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportRequest;
import eu.flexcoop.middleware.openadr.codec.xml.OadrWriter;

/**
 * A registered box with meters that is asked for reports. The samples of power of a meter lie a quarter of an hour apart, so that each
 * becomes one 15-minute document and one cell; the readings of its energy registers lie a minute apart. Both begin in 2001,
 * where nobody else's are. Used by one thread at a time.
 */
final class BenchBox {
    static final String PATH = "/OpenADR2/Simple/2.0b/";

    private static final Duration QUARTER_HOUR = Duration.ofMinutes(15);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Instant FIRST = Instant.parse("2001-01-01T00:00:00Z");
    private static final String SPECIFIER = "bench";
    private static final OadrWriter WRITER = new OadrWriter();

    private final List<String> meters;
    private final List<String> registers;
    private final URI vtn;
    private final Optional<SSLContext> tls;
    private final VtnLink link;
    private String venId = "";
    private String registrationId = "";
    private String reportRequestId = "";
    private long samples;
    private long readings;

    /**
     * @param house letters and digits, unlike those of earlier runs
     * @param tls with the certificate of the box; may be null where the VTN is reached over plain HTTP
     * @param meters devices with a meter of power
     * @param registers devices with an energy register; the first ones have both
     */
    BenchBox(String house, URI vtn, SSLContext tls, int meters, int registers) {
        this.meters = points(house, meters, "meterWatts");
        this.registers = points(house, registers, "meterKwh");
        this.vtn = vtn;
        this.tls = "https".equals(vtn.getScheme()) ? Optional.of(tls) : Optional.empty();
        this.link = new VtnLink(vtn, this.tls);
    }

    private static List<String> points(String house, int devices, String metric) {
        return IntStream.rangeClosed(1, devices)
                .mapToObj(number -> "bench_1_%s_Lab_otherLoad_%d_%s".formatted(house, number, metric))
                .toList();
    }

    String venId() {
        return venId;
    }

    /** Number of meters of power. */
    int meters() {
        return meters.size();
    }

    /** What the VTN calls a device of this box: its rID without the metric. */
    String devicePrefix(int meter) {
        String rId = meters.get(meter);
        return rId.substring(0, rId.lastIndexOf('_'));
    }

    /** A connection of its own, for measurements. */
    KeepAlive connection() {
        return connection(vtn);
    }

    /** A connection to another VTN, with the certificate of the box where that speaks TLS. */
    KeepAlive connection(URI other) {
        return new KeepAlive(other, "https".equals(other.getScheme()) ? tls : Optional.empty());
    }

    /** Registers the box and its meter and takes what waits for it, until the VTN has asked for reports. */
    void join(String name) throws VtnAwayException, InterruptedException {
        OadrPayload registered = link.exchange(new CreatePartyRegistration(
                newId(),
                Optional.empty(),
                Optional.empty(),
                "2.0b",
                "simpleHttp",
                Optional.empty(),
                false,
                false,
                Optional.of(name),
                Optional.of(true)));
        if (!(registered instanceof CreatedPartyRegistration created)
                || created.venId().isEmpty()
                || created.registrationId().isEmpty()) {
            throw new IllegalStateException("The VTN did not register a box: " + registered);
        }
        venId = created.venId().get();
        registrationId = created.registrationId().get();
        OadrPayload reports = link.exchange(capabilities());
        if (!(reports instanceof RegisteredReport known) || !known.response().isOk()) {
            throw new IllegalStateException("The VTN did not take what a box can report: " + reports);
        }
        known.requests().stream().findFirst().ifPresent(this::subscribe);
        // the last message of the queue is followed by a plain answer
        Awaitility.await("a request for reports")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(100))
                .pollDelay(Duration.ZERO)
                .until(() -> !takeNext() && !reportRequestId.isEmpty());
    }

    /** Polls once; false if nothing waited. */
    private boolean takeNext() throws VtnAwayException, InterruptedException {
        OadrPayload message = link.exchange(new Poll(venId));
        if (message instanceof CreateReport create) {
            create.requests().forEach(this::subscribe);
            link.exchange(
                    new CreatedReport(EiResponse.ok(create.requestId()), List.of(reportRequestId), Optional.of(venId)));
        } else if (message instanceof RegisterReport offer) {
            link.exchange(new RegisteredReport(EiResponse.ok(offer.requestId()), List.of(), Optional.of(venId)));
        }
        return !(message instanceof Response);
    }

    private void subscribe(ReportRequest request) {
        reportRequestId = request.reportRequestId();
    }

    void leave() throws VtnAwayException, InterruptedException {
        link.exchange(new CancelPartyRegistration(newId(), registrationId, Optional.of(venId)));
    }

    byte[] poll() {
        return WRITER.write(new Poll(venId));
    }

    /** The next report of power, with samples that were never sent before: one of each meter, then those of the next quarter hour. */
    byte[] report(int count) {
        List<Interval> intervals = new ArrayList<>(count);
        for (int i = 0; i < count; i++, samples++) {
            intervals.add(power(FIRST.plus(QUARTER_HOUR.multipliedBy(samples / meters.size()))));
        }
        return report(intervals);
    }

    /** A report of the power that the next meters measure at an instant. */
    byte[] report(int count, Instant at) {
        List<Interval> intervals = new ArrayList<>(count);
        for (int i = 0; i < count; i++, samples++) {
            intervals.add(power(at));
        }
        return report(intervals);
    }

    private Interval power(Instant at) {
        return interval(meters.get((int) (samples % meters.size())), at, 200 + samples % 1800);
    }

    /** The next report of the energy registers, one reading per minute of each, 6 kW. */
    byte[] registerReport(int minutes) {
        List<Interval> intervals = new ArrayList<>(minutes * registers.size());
        for (int i = 0; i < minutes; i++, readings++) {
            Instant at = FIRST.plus(MINUTE.multipliedBy(readings));
            double number = readings * 0.1;
            registers.forEach(register -> intervals.add(interval(register, at, number)));
        }
        return report(intervals);
    }

    private static Interval interval(String rId, Instant at, double number) {
        Value value = new Value(rId, Optional.empty(), Optional.empty(), new FloatReading(number), Optional.empty());
        return new Interval(Optional.of(at), Optional.empty(), Optional.empty(), List.of(value));
    }

    /** The answer to events that a poll has brought: it takes part in all of them. */
    byte[] optIn(DistributeEvent message) {
        return optIn(message, venId);
    }

    static byte[] optIn(DistributeEvent message, String venId) {
        List<EventResponse> answers = message.events().stream()
                .map(Event::descriptor)
                .map(event -> new EventResponse(
                        "200",
                        Optional.empty(),
                        message.requestId(),
                        event.eventId(),
                        event.modificationNumber(),
                        OptType.OPT_IN))
                .toList();
        return WRITER.write(new CreatedEvent(EiResponse.ok(message.requestId()), answers, venId));
    }

    private byte[] report(List<Interval> intervals) {
        Report report = new Report(
                intervals.get(0).start(),
                Optional.empty(),
                intervals,
                Optional.empty(),
                List.of(),
                reportRequestId,
                SPECIFIER,
                Optional.of("TELEMETRY_USAGE"),
                Instant.now());
        return WRITER.write(new UpdateReport(newId(), List.of(report), Optional.of(venId)));
    }

    private RegisterReport capabilities() {
        List<ReportDescription> meter = new ArrayList<>();
        meters.forEach(id -> meter.add(description(id, ItemBase.watts(), "Net", QUARTER_HOUR)));
        registers.forEach(id -> meter.add(description(id, ItemBase.wattHours("k"), "Direct Read", MINUTE)));
        Report metadata = new Report(
                Optional.empty(),
                Optional.of(Duration.ofDays(1)),
                List.of(),
                Optional.empty(),
                meter,
                "0",
                SPECIFIER,
                Optional.of("METADATA_TELEMETRY_USAGE"),
                Instant.now());
        return new RegisterReport(newId(), List.of(metadata), Optional.of(venId), Optional.empty());
    }

    private static ReportDescription description(String rId, ItemBase unit, String readingType, Duration period) {
        return new ReportDescription(
                rId,
                Optional.empty(),
                Optional.empty(),
                "usage",
                Optional.of(unit),
                readingType,
                Optional.empty(),
                Optional.of(new SamplingRate(period, period, false)));
    }

    private static String newId() {
        return UUID.randomUUID().toString();
    }
}
