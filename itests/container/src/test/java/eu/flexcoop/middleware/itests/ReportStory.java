package eu.flexcoop.middleware.itests;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;

import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.report.Report;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CancelReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CanceledReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreateReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisterReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisteredReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdateReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdatedReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A VEN offers reports, is asked for them and sends values, with its own rIDs; it subscribes to the report of the VTN. The operator asks what
 * it offers and cancels a report.
 */
final class ReportStory implements VenStory {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final double WATTS = 1500;
    private static final double KWH = 0.25;
    private static final String OWN_ENERGY = "own-energy";

    private final Middleware middleware;
    private final DrEvents operator;
    private final TestVen ven;
    private final TestVen other;
    private final Instant quarter = quarterHourAgo();
    private String usage;

    ReportStory(Middleware middleware) throws Exception {
        this.middleware = middleware;
        operator = new DrEvents(middleware.http("/"), middleware.serviceToken());
        ven = TestVen.enrol(middleware, "reporting");
        other = TestVen.enrol(middleware, "silent");
    }

    /** The last quarter of an hour that is over. */
    private static Instant quarterHourAgo() {
        long seconds = Instant.now().getEpochSecond();
        return Instant.ofEpochSecond(seconds - seconds % 900 - 900);
    }

    @Override
    public List<Part> parts() {
        return List.of(this::offers, this::goesOn);
    }

    private void offers() throws Exception {
        ven.register();
        other.join();
        assertThat(ven.ask(RegisteredReport.class, ven.messages().offer())
                        .response()
                        .code())
                .isEqualTo("200");
        RegisterReport first = ven.ask(RegisterReport.class, new Poll(ven.id()));
        ven.code(ven.messages().registeredReport(first));

        CreateReport asked = ven.awaitPolled(CreateReport.class);
        assertThat(asked.requests())
                .extracting(request -> request.points().get(0).rId())
                .containsExactlyInAnyOrder(VenMessages.POWER, VenMessages.STATUS);
        ven.assertNothingWaits();
        CreateReport again = ven.awaitPolled(CreateReport.class);
        assertThat(id(again, VenMessages.POWER))
                .as("without an answer it comes again")
                .isEqualTo(id(asked, VenMessages.POWER));
        assertThat(ven.code(ven.messages().createdReport(again))).isEqualTo("200");
        ven.assertNothingWaits();

        usage = id(again, VenMessages.POWER);
        sendPower(0, 8);
        assertThat(ven.code(ven.messages().updateStatusReport(id(again, VenMessages.STATUS), quarter, true)))
                .isEqualTo("200");
        assertThat(ven.code(ven.messages().updateReport("1", "unknown", quarter, WATTS)))
                .isEqualTo("452");
        assertThat(other.code(other.messages().updateReport("1", usage, quarter, WATTS)))
                .isEqualTo("452");
    }

    private void goesOn() throws Exception {
        ven.assertNothingWaits();
        sendPower(8, 15);
        sendPower(0, 15);
        await("the quarter of an hour to be seen over REST").atMost(SOON).untilAsserted(() -> assertThat(meter())
                .anySatisfy(item -> {
                    assertThat(Instant.parse(item.get("timestamp").asText())).isEqualTo(quarter);
                    assertThat(item.path("watts").asDouble()).isEqualTo(WATTS);
                }));
        subscribes();
        saysWhatItOffers();
        isCancelled();
    }

    /** To the report of the VTN about the VEN's own data points. */
    private void subscribes() throws Exception {
        Instant earlier = quarter.minus(1, ChronoUnit.HOURS);
        assertThat(ven.code(ven.messages().updateEnergyReport(usage, earlier, KWH)))
                .isEqualTo("200");
        await("the energy to be seen over REST").atMost(SOON).untilAsserted(() -> assertThat(meter())
                .anySatisfy(item -> assertThat(item.path("kwh").asDouble()).isEqualTo(KWH)));

        assertThat(ven.code(energySince(earlier, "unknown"))).isEqualTo("452");
        assertThat(ven.code(energySince(earlier, VenMessages.ENERGY))).isEqualTo("200");
        UpdateReport update = ven.awaitPolled(UpdateReport.class);
        assertThat(update.reports().get(0).intervals().get(0)).satisfies(first -> {
            assertThat(first.start()).contains(earlier);
            assertThat(first.values().get(0).reading()).isEqualTo(new Report.FloatReading(KWH));
        });
        assertThat(ven.code(
                        new UpdatedReport(EiResponse.ok(update.requestId()), Optional.empty(), Optional.of(ven.id()))))
                .isEqualTo("200");
        assertThat(ven.code(new CancelReport("1", List.of(OWN_ENERGY), false, Optional.of(ven.id()))))
                .isEqualTo("200");
    }

    private CreateReport energySince(Instant start, String rId) {
        return new CreateReport(
                "subscribe",
                List.of(new ReportRequest(
                        OWN_ENERGY,
                        "flexcoop-energy",
                        Duration.ofMinutes(15),
                        Duration.ofMinutes(15),
                        Optional.of(new ReportRequest.Window(start, Duration.ZERO)),
                        List.of(new ReportRequest.Point(rId, Optional.empty(), "x-notApplicable")))),
                Optional.of(ven.id()));
    }

    private void saysWhatItOffers() throws Exception {
        operator("vtn:report-request --kind metadata %s".formatted(ven.id()));
        CreateReport asked = ven.awaitPolled(CreateReport.class);
        assertThat(asked.requests().get(0).specifierId()).isEqualTo("METADATA");
        RegisterReport offer = ven.messages().offer();
        assertThat(ven.code(new RegisterReport(
                        offer.requestId(),
                        offer.reports(),
                        offer.venId(),
                        Optional.of(asked.requests().get(0).reportRequestId()))))
                .isEqualTo("200");
        CreateReport again = ven.awaitPolled(CreateReport.class);
        assertThat(id(again, VenMessages.POWER)).as("what is still offered").isEqualTo(usage);
        assertThat(ven.code(ven.messages().createdReport(again))).isEqualTo("200");
        ven.assertNothingWaits();
    }

    private void isCancelled() throws Exception {
        operator("vtn:report-cancel --to-follow %s %s".formatted(ven.id(), usage));
        CancelReport cancel = ven.awaitPolled(CancelReport.class);
        assertThat(cancel.reportRequestIds()).containsExactly(usage);
        assertThat(cancel.reportToFollow()).isTrue();
        assertThat(ven.code(
                        new CanceledReport(EiResponse.ok(cancel.requestId()), List.of(usage), Optional.of(ven.id()))))
                .isEqualTo("200");
        assertThat(sent(1).cancel()).as("the report that follows").isEmpty();
        assertThat(sent(2).cancel().orElseThrow().reportRequestIds())
                .as("a report that is not wanted any more")
                .containsExactly(usage);
        ven.assertNothingWaits();
    }

    private UpdatedReport sent(int minute) throws Exception {
        return ven.ask(
                UpdatedReport.class,
                ven.messages().updateReport("last-" + minute, usage, quarter.plus(minute, ChronoUnit.MINUTES), WATTS));
    }

    private void operator(String command) throws Exception {
        Shell.Outcome outcome = middleware.shell(command);
        assertThat(outcome.status()).as(outcome.toString()).isZero();
    }

    /** The same minutes have the same requestID, so that they are repeats. */
    private void sendPower(int from, int to) throws Exception {
        for (int minute = from; minute < to; minute++) {
            assertThat(ven.code(ven.messages()
                            .updateReport("minute-" + minute, usage, quarter.plus(minute, ChronoUnit.MINUTES), WATTS)))
                    .isEqualTo("200");
        }
    }

    private List<JsonNode> meter() throws Exception {
        return StreamSupport.stream(operator.ofAccount("meter", ven.account()).spliterator(), false)
                .toList();
    }

    private static String id(CreateReport asked, String rId) {
        return asked.requests().stream()
                .filter(request ->
                        request.points().stream().anyMatch(point -> point.rId().equals(rId)))
                .map(ReportRequest::reportRequestId)
                .findFirst()
                .orElseThrow();
    }
}
