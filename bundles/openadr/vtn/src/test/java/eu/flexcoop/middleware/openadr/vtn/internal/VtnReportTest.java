package eu.flexcoop.middleware.openadr.vtn.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.bson.Document;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.report.Report;
import eu.flexcoop.middleware.openadr.codec.report.ReportDescription;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CancelReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CanceledReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreateReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreatedReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisterReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisteredReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdateReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdatedReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportRequest;
import eu.flexcoop.middleware.openadr.codec.xml.OadrWriter;
import eu.flexcoop.middleware.telemetry.api.BoxEnergy.QuarterHour;
import eu.flexcoop.middleware.testing.OfficialSchema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** The VTN as a producer of reports; its clock starts at noon. */
class VtnReportTest extends ReportFixture {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    private void measured(Instant from, int quarterHours) {
        vtn.energy.points = List.of("meter", "pv");
        vtn.energy.values = IntStream.range(0, quarterHours)
                .mapToObj(i -> from.plusSeconds(900L * i))
                .flatMap(at ->
                        Stream.of(new QuarterHour("meter", at, 0.25, true), new QuarterHour("pv", at, 0.5, false)))
                .toList();
    }

    private static ReportRequest request(
            String id, Duration back, Optional<ReportRequest.Window> window, String... rIds) {
        return new ReportRequest(
                id,
                "flexcoop-energy",
                Duration.ZERO,
                back,
                window,
                List.of(rIds).stream()
                        .map(rId -> new ReportRequest.Point(rId, Optional.empty(), "x-notApplicable"))
                        .toList());
    }

    private static Optional<ReportRequest.Window> since(Instant start) {
        return Optional.of(new ReportRequest.Window(start, Duration.ZERO));
    }

    private CreatedReport create(ReportRequest... requests) {
        return (CreatedReport) send(new CreateReport("c", List.of(requests), Optional.of(ven.value())));
    }

    private UpdateReport polledReport() {
        OadrPayload polled = poll();
        assertThat(polled).isInstanceOf(UpdateReport.class);
        OfficialSchema.check(new OadrWriter().write(polled));
        return (UpdateReport) polled;
    }

    private void updated(UpdateReport report, EiResponse response) {
        assertThat(send(new UpdatedReport(response, Optional.empty(), Optional.of(ven.value()))))
                .isInstanceOfSatisfying(
                        Response.class,
                        answer -> assertThat(answer.response().isOk()).isTrue());
        assertThat(report.reports()).isNotEmpty();
    }

    private void updated(UpdateReport report) {
        updated(report, EiResponse.ok(report.requestId()));
    }

    private String state(String id) {
        return mongo.database()
                .getCollection("vtn_report")
                .find(new Document("report_request_id", id))
                .first()
                .getString("state");
    }

    @Test
    void theVtnOffersTheEnergyOfTheVensOwnDataPoints() {
        measured(NOON, 0);
        vtn.register(BOX);

        RegisterReport offer = (RegisterReport) poll();

        OfficialSchema.check(new OadrWriter().write(offer));
        assertThat(offer.reports()).singleElement().satisfies(report -> {
            assertThat(report.name()).contains("METADATA_TELEMETRY_USAGE");
            assertThat(report.specifierId()).isEqualTo("flexcoop-energy");
            assertThat(report.descriptions()).extracting(ReportDescription::rId).containsExactly("meter", "pv");
        });
    }

    @Test
    void aVenSubscribesAndGetsEachQuarterHourOnce() {
        measured(NOON.minusSeconds(3600), 8);
        CreatedReport created = create(request("q", Duration.ofMinutes(15), since(NOON.minusSeconds(3600))));
        assertThat(created.response().isOk()).isTrue();
        assertThat(created.pending()).containsExactly("q");

        UpdateReport first = polledReport();

        Report report = first.reports().get(0);
        assertThat(report.reportRequestId()).isEqualTo("q");
        assertThat(report.intervals())
                .extracting(interval -> interval.start().orElseThrow())
                .as("what has settled by noon")
                .containsExactly(NOON.minusSeconds(3600), NOON.minusSeconds(2700));
        assertThat(report.intervals().get(0).values())
                .extracting(Report.Value::rId, Report.Value::reading, value -> value.dataQuality()
                        .orElseThrow())
                .containsExactly(
                        tuple("meter", new Report.FloatReading(0.25), "Quality Good - Non Specific"),
                        tuple("pv", new Report.FloatReading(0.5), "Quality Uncertain - Non Specific"));
        updated(first);
        assertThat(poll()).isInstanceOf(Response.class);

        vtn.clock.turn(Duration.ofMinutes(16));
        vtn.produced.queueTimely();

        UpdateReport second = polledReport();
        assertThat(second.reports().get(0).intervals())
                .extracting(interval -> interval.start().orElseThrow())
                .containsExactly(NOON.minusSeconds(1800));
        updated(second);
    }

    @Test
    void withoutAnAnswerTheSameValuesComeAgain() {
        measured(NOON.minusSeconds(3600), 2);
        create(request("q", Duration.ofMinutes(15), since(NOON.minusSeconds(3600))));
        UpdateReport first = polledReport();
        assertThat(poll()).isInstanceOf(Response.class);
        vtn.clock.turn(Duration.ofMinutes(1));

        UpdateReport again = polledReport();

        assertThat(again.reports().get(0).intervals())
                .isEqualTo(first.reports().get(0).intervals());
        updated(again);
        vtn.clock.turn(Duration.ofMinutes(2));
        assertThat(poll()).isInstanceOf(Response.class);
    }

    @Test
    void anAnswerWithoutTheRequestIdIsTaken() {
        measured(NOON.minusSeconds(3600), 2);
        create(request("q", Duration.ZERO, Optional.empty()));
        updated(polledReport(), EiResponse.ok("0"));
        assertThat(state("q")).isEqualTo("completed");
    }

    @Test
    void aSingleReportAndAWindowOfHistoryAreSentOnce() {
        measured(NOON.minusSeconds(86_400), 96);
        create(
                request("now", Duration.ZERO, Optional.empty(), "meter"),
                request(
                        "past",
                        Duration.ZERO,
                        Optional.of(new ReportRequest.Window(NOON.minusSeconds(7200), Duration.ofHours(1))),
                        "pv"));

        UpdateReport report = polledReport();

        assertThat(report.reports())
                .extracting(Report::reportRequestId, each -> each.intervals().size())
                .containsExactly(tuple("now", 94), tuple("past", 4));
        updated(report);
        assertThat(List.of(state("now"), state("past"))).containsOnly("completed");
        vtn.clock.turn(Duration.ofHours(1));
        vtn.produced.queueTimely();
        assertThat(poll()).isInstanceOf(Response.class);
    }

    @Test
    void aVenCancelsWithAndWithoutALastReport() {
        measured(NOON.minusSeconds(3600), 2);
        create(
                request("a", Duration.ofMinutes(15), since(NOON.minusSeconds(3600))),
                request("b", Duration.ofMinutes(15), since(NOON.minusSeconds(3600))));
        updated(polledReport());

        CanceledReport canceled =
                (CanceledReport) send(new CancelReport("x", List.of("a"), false, Optional.of(ven.value())));
        assertThat(canceled.pending()).containsExactly("b");
        canceled = (CanceledReport) send(new CancelReport("x", List.of("b"), true, Optional.of(ven.value())));
        assertThat(canceled.pending()).as("until the last one has arrived").containsExactly("b");
        updated(polledReport());

        assertThat(List.of(state("a"), state("b"))).containsOnly("cancelled");
        assertThat(((CanceledReport) send(new CancelReport("x", List.of("c"), false, Optional.of(ven.value()))))
                        .response()
                        .code())
                .isEqualTo("452");
    }

    @Test
    void aVenMayCancelInTheAnswerToAReport() {
        measured(NOON.minusSeconds(3600), 2);
        create(request("a", Duration.ofMinutes(15), since(NOON.minusSeconds(3600))));
        UpdateReport report = polledReport();

        send(new UpdatedReport(
                EiResponse.ok(report.requestId()),
                Optional.of(new CancelReport("x", List.of("a"), false, Optional.empty())),
                Optional.of(ven.value())));

        assertThat(state("a")).isEqualTo("cancelled");
    }

    @Test
    void aVenMayRequestReportsInTheAnswerToTheOffer() {
        measured(NOON.minusSeconds(3600), 2);
        vtn.register(BOX);
        RegisterReport offer = (RegisterReport) poll();

        CreatedReport created = (CreatedReport) send(new RegisteredReport(
                EiResponse.ok(offer.requestId()),
                List.of(request("a", Duration.ofMinutes(15), since(NOON.minusSeconds(3600)), "meter")),
                Optional.of(ven.value())));

        assertThat(created.pending()).containsExactly("a");
        assertThat(polledReport().reports()).hasSize(1);
    }

    @Test
    void whatIsNotOfferedIsRefused() {
        assertThat(create(request("a", Duration.ofMinutes(15), since(NOON)))
                        .response()
                        .code())
                .isEqualTo("452");
        measured(NOON, 0);
        assertThat(create(request("a", Duration.ofMinutes(15), since(NOON), "other"))
                        .response()
                        .code())
                .isEqualTo("452");
        ReportRequest fine = new ReportRequest(
                "a", "flexcoop-energy", Duration.ofMinutes(1), Duration.ofMinutes(15), since(NOON), List.of());
        assertThat(create(fine).response().code()).isEqualTo("461");
        assertThat(mongo.database().getCollection("vtn_report").countDocuments())
                .isZero();
    }

    @Test
    void aVenThatRefusesReportsGetsNoMore() {
        measured(NOON.minusSeconds(3600), 2);
        create(request("a", Duration.ofMinutes(15), since(NOON.minusSeconds(3600))));
        UpdateReport report = polledReport();

        updated(report, EiResponse.error("452", "unknown", report.requestId()));

        assertThat(state("a")).isEqualTo("ended");
    }

    @Test
    void twoNodesSendAReportOnceAndOneGoesOnWhenTheOtherStops() {
        measured(NOON.minusSeconds(3600), 8);
        create(request("q", Duration.ofMinutes(15), since(NOON.minusSeconds(3600))));
        updated(polledReport());
        TestVtn other = new TestVtn(mongo, vtn.clock);
        other.energy.points = vtn.energy.points;
        other.energy.values = vtn.energy.values;
        vtn.clock.turn(Duration.ofMinutes(16));
        vtn.produced.queueTimely();
        other.produced.queueTimely();
        other.awaitCurrent();

        OadrPayload sent = other.send(OadrService.OADR_POLL, BOX, new Poll(ven.value()));

        assertThat(sent).isInstanceOf(UpdateReport.class);
        updated((UpdateReport) sent);
        assertThat(poll()).isInstanceOf(Response.class);
        assertThat(other.send(OadrService.OADR_POLL, BOX, new Poll(ven.value())))
                .isInstanceOf(Response.class);
    }
}
