package eu.flexcoop.middleware.openadr.vtn.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.report.Report;
import eu.flexcoop.middleware.openadr.codec.report.ReportDescription;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreateReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreatedReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisterReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisteredReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdateReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdatedReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportRequest;
import eu.flexcoop.middleware.openadr.vtn.internal.http.Answer;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.Peer;
import eu.flexcoop.middleware.telemetry.api.DataPoint;
import eu.flexcoop.middleware.telemetry.api.ReportKind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

class ReportTest {
    private static final Peer BOX = TestVtn.box("a");

    private TestMongo mongo;
    private TestVtn vtn;
    private VenId ven;

    @BeforeEach
    void start() throws IOException {
        mongo = TestMongo.empty();
        vtn = new TestVtn(mongo);
        ven = vtn.join("a");
        poll();
    }

    private OadrPayload poll() {
        return vtn.send(OadrService.OADR_POLL, BOX, new Poll(ven.value()));
    }

    private String register(Report... reports) {
        return ((RegisteredReport) vtn.send(
                        OadrService.EI_REPORT,
                        BOX,
                        new RegisterReport("r", List.of(reports), Optional.of(ven.value()), Optional.empty())))
                .response()
                .code();
    }

    private static Report metadata(String specifier, String name, String... rIds) {
        return new Report(
                Optional.empty(),
                Optional.of(Duration.ofDays(1)),
                List.of(),
                Optional.empty(),
                List.of(rIds).stream()
                        .map(rId -> new ReportDescription(
                                rId,
                                Optional.empty(),
                                Optional.empty(),
                                "usage",
                                Optional.empty(),
                                "Direct Read",
                                Optional.empty(),
                                Optional.of(new ReportDescription.SamplingRate(
                                        Duration.ofMinutes(30), Duration.ofMinutes(30), false))))
                        .toList(),
                "0",
                specifier,
                Optional.of(name),
                Instant.EPOCH);
    }

    private Report measurement(String requestId, String rId, double value) {
        return new Report(
                Optional.of(vtn.clock.instant()),
                Optional.empty(),
                List.of(new Report.Interval(
                        Optional.empty(),
                        Optional.of(Duration.ofMinutes(30)),
                        Optional.empty(),
                        List.of(new Report.Value(
                                rId,
                                Optional.empty(),
                                Optional.empty(),
                                new Report.FloatReading(value),
                                Optional.empty())))),
                Optional.empty(),
                List.of(),
                requestId,
                "S1",
                Optional.of("TELEMETRY_USAGE"),
                vtn.clock.instant());
    }

    private UpdatedReport update(Report... reports) {
        return (UpdatedReport)
                vtn.send(OadrService.EI_REPORT, BOX, new UpdateReport("u", List.of(reports), Optional.empty()));
    }

    @Test
    void whatABoxCanMeasureIsAskedForOverThePoll() {
        assertThat(register(
                        metadata("S1", "METADATA_TELEMETRY_USAGE", "a", "b"),
                        metadata("S2", "METADATA_TELEMETRY_STATUS", "c")))
                .isEqualTo("200");
        assertThat(vtn.devices.registered)
                .extracting(DataPoint::kind)
                .containsExactly(ReportKind.TELEMETRY_USAGE, ReportKind.TELEMETRY_USAGE, ReportKind.TELEMETRY_STATUS);

        CreateReport create = (CreateReport) poll();

        assertThat(create.requests()).extracting(ReportRequest::specifierId).containsExactlyInAnyOrder("S1", "S2");
        ReportRequest usage = create.requests().stream()
                .filter(request -> request.specifierId().equals("S1"))
                .findFirst()
                .orElseThrow();
        assertThat(usage.points()).extracting(ReportRequest.Point::rId).containsExactly("a", "b");
        assertThat(usage.granularity()).isEqualTo(Duration.ofMinutes(30));
        assertThat(usage.reportBack()).isEqualTo(Duration.ofMinutes(30));
        assertThat(usage.window().orElseThrow().duration()).isZero();

        OadrPayload answer = vtn.send(
                OadrService.EI_REPORT,
                BOX,
                new CreatedReport(EiResponse.ok("x"), List.of(usage.reportRequestId()), Optional.of(ven.value())));
        assertThat(((Response) answer).response().isOk()).isTrue();
        assertThat(vtn.outbox.waiting(ven)).extracting("kind").doesNotContain("oadrCreateReport");
        assertThat(mongo.database()
                        .getCollection("report_registration")
                        .countDocuments(new Document("state", "active")))
                .isEqualTo(1);
        assertThat(update(measurement(usage.reportRequestId(), "a", 1.5))
                        .response()
                        .code())
                .isEqualTo("200");
        assertThat(vtn.intake.stored).singleElement().satisfies(sample -> {
            assertThat(sample.value()).isEqualTo(1.5);
        });
    }

    @Test
    void aVenThatSendsAllReportsHasAcceptedTheRequest() {
        register(metadata("S1", "METADATA_TELEMETRY_USAGE", "a"), metadata("S2", "METADATA_TELEMETRY_USAGE", "b"));
        update(measurement(requestIdOf("S1"), "a", 1));
        assertThat(vtn.outbox.waiting(ven))
                .as("the request was not sent yet")
                .extracting("kind")
                .contains("oadrCreateReport");
        assertThat(poll()).isInstanceOf(CreateReport.class);

        update(measurement(requestIdOf("S1"), "a", 1));
        assertThat(vtn.outbox.waiting(ven)).extracting("kind").contains("oadrCreateReport");
        update(measurement(requestIdOf("S2"), "b", 1));

        assertThat(vtn.outbox.waiting(ven)).extracting("kind").doesNotContain("oadrCreateReport");
    }

    @Test
    void aBoxThatRegistersItsReportsAgainKeepsTheIdsOfThoseThatAreStillThere() {
        register(metadata("S1", "METADATA_TELEMETRY_USAGE", "a"), metadata("S2", "METADATA_TELEMETRY_USAGE", "b"));
        String before = requestIdOf("S1");
        register(metadata("S1", "METADATA_TELEMETRY_USAGE", "a", "c"));

        assertThat(requestIdOf("S1")).isEqualTo(before);
        assertThat(vtn.subscriptions.of(ven)).hasSize(1);
    }

    private String requestIdOf(String specifier) {
        return vtn.subscriptions.of(ven).stream()
                .filter(subscription -> subscription.specifierId().equals(specifier))
                .findFirst()
                .orElseThrow()
                .reportRequestId();
    }

    @Test
    void unsolicitedReportsOfOldBoxesAreTakenAndOthersNot() {
        assertThat(update(measurement("0", "a", 1)).response().code()).isEqualTo("200");
        assertThat(update(measurement("made-up", "a", 1)).response().code()).isEqualTo("452");
        assertThat(vtn.intake.stored).hasSize(1);
    }

    @Test
    void aReportOfAnotherBoxesSubscriptionIsRefused() {
        register(metadata("S1", "METADATA_TELEMETRY_USAGE", "a"));
        String id = requestIdOf("S1");
        Peer other = TestVtn.box("b");
        vtn.register(other);

        UpdatedReport answer = (UpdatedReport) vtn.send(
                OadrService.EI_REPORT,
                other,
                new UpdateReport("u", List.of(measurement(id, "a", 1)), Optional.empty()));

        assertThat(answer.response().code()).isEqualTo("452");
    }

    @Test
    void whatCannotBeStoredIsNotAcknowledged() {
        vtn.intake.away = true;

        Answer answer = vtn.http(
                OadrService.EI_REPORT, BOX, new UpdateReport("u", List.of(measurement("0", "a", 1)), Optional.empty()));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.payload()).isEmpty();
    }

    @Test
    void whatIsNotStoredIsAnErrorThatNamesTheRIds() {
        vtn.intake.unknown = Set.of("x");
        assertThat(update(measurement("0", "x", 1)).response().code()).isEqualTo("452");

        EiResponse partly =
                update(measurement("0", "x", 1), measurement("0", "a", 1)).response();

        assertThat(partly.code()).isEqualTo("452");
        assertThat(partly.requestId()).isEqualTo("u");
        assertThat(partly.description().orElseThrow())
                .contains("x (never registered)", "all other values, 1, are stored");
        assertThat(vtn.intake.stored).hasSize(1);

        vtn.intake.unknown = Set.of();
        vtn.intake.refused = Map.of("x", "its value at T is NaN");
        assertThat(update(measurement("0", "x", Double.NaN), measurement("0", "a", 1))
                        .response())
                .satisfies(response -> {
                    assertThat(response.code()).isEqualTo("454");
                    assertThat(response.description().orElseThrow()).contains("x (its value at T is NaN)");
                });
    }

    @Test
    void reportsThatAreNotUsedAreRefusedAndNoReportsAreFine() {
        assertThat(register(metadata("S1", "METADATA_HISTORY_GREENBUTTON", "a")))
                .isEqualTo("461");
        assertThat(register()).isEqualTo("200");
    }

    @Test
    void reportsOfOneSpecifierAreMergedAndARepeatedRidIsOnePoint() {
        String[] first = IntStream.range(0, 25).mapToObj(i -> "r" + i).toArray(String[]::new);
        String[] second = IntStream.range(24, 49).mapToObj(i -> "r" + i).toArray(String[]::new);

        assertThat(register(
                        metadata("S1", "METADATA_TELEMETRY_USAGE", first),
                        metadata("S2", "METADATA_TELEMETRY_STATUS", "on"),
                        metadata("S1", "METADATA_TELEMETRY_USAGE", second)))
                .isEqualTo("200");

        List<String> rIds = IntStream.range(0, 49).mapToObj(i -> "r" + i).toList();
        assertThat(vtn.devices.registered)
                .extracting(DataPoint::rid)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(rIds.stream(), Stream.of("on")).toList());
        assertThat(((CreateReport) poll()).requests())
                .extracting(ReportRequest::specifierId, request -> request.points().stream()
                        .map(ReportRequest.Point::rId)
                        .toList())
                .containsExactlyInAnyOrder(tuple("S1", rIds), tuple("S2", List.of("on")));
    }

    @Test
    void dataPointsThatCannotBeStoredAreNamedWithTheReason() {
        vtn.devices.refused = Map.of("b", "its scale code 'x' is unknown");

        EiResponse response = ((RegisteredReport) vtn.send(
                        OadrService.EI_REPORT,
                        BOX,
                        new RegisterReport(
                                "r",
                                List.of(metadata("S1", "METADATA_TELEMETRY_USAGE", "a", "b")),
                                Optional.of(ven.value()),
                                Optional.empty())))
                .response();

        assertThat(response.code()).isEqualTo("200");
        assertThat(response.description()).contains("not registered: b (its scale code 'x' is unknown)");
    }

    @Test
    void theLastDescriptionOfARepeatedRidCounts() {
        register(metadata("S1", "METADATA_TELEMETRY_USAGE", "a"), metadata("S2", "METADATA_TELEMETRY_STATUS", "a"));

        assertThat(vtn.devices.registered)
                .extracting(DataPoint::rid, DataPoint::kind, DataPoint::specifierId)
                .containsExactly(tuple("a", ReportKind.TELEMETRY_STATUS, "S2"));
    }

    @Test
    void theVtnProducesNoReports() {
        CreatedReport created = (CreatedReport)
                vtn.send(OadrService.EI_REPORT, BOX, new CreateReport("c", List.of(), Optional.of(ven.value())));
        assertThat(created.response().code()).isEqualTo("461");
    }

    @Test
    void messagesOnTheWrongServiceAndUnreadableOnesGetTheRightAnswer() {
        OadrPayload wrong = vtn.send(OadrService.EI_EVENT, BOX, new UpdateReport("u", List.of(), Optional.empty()));
        assertThat(wrong).isInstanceOfSatisfying(UpdatedReport.class, answer -> {
            assertThat(answer.response().code()).isEqualTo("459");
            assertThat(answer.response().requestId()).isEqualTo("u");
        });
        assertThat(http("no xml").status()).isEqualTo(400);
        assertThat(http("<html/>").status()).isEqualTo(400);
        assertThat(http("x".repeat(2_000_000)).status()).isIn(400, 413);
        String ns = "<o:oadrPayload xmlns:o='http://openadr.org/oadr-2.0b/2012/07'><o:oadrSignedObject>%s"
                + "</o:oadrSignedObject></o:oadrPayload>";
        assertThat(http(ns.formatted("<o:oadrDance/>")).payload())
                .containsInstanceOf(Response.class)
                .get()
                .extracting(payload -> ((Response) payload).response().code())
                .isEqualTo("453");
        assertThat(http(ns.formatted(
                                "<o:oadrUpdateReport><o:requestID>7</o:requestID><o:oadrReport/></o:oadrUpdateReport>"))
                        .payload()
                        .orElseThrow())
                .isInstanceOfSatisfying(UpdatedReport.class, answer -> {
                    assertThat(answer.response().code()).isEqualTo("454");
                    assertThat(answer.response().requestId()).isEqualTo("7");
                });
    }

    private Answer http(String body) {
        return vtn.http(OadrService.EI_REPORT, BOX, body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aReportCostsNoQueryBesideItsSamples() {
        register(metadata("S1", "METADATA_TELEMETRY_USAGE", "a"));
        Report report = measurement(requestIdOf("S1"), "a", 1);
        vtn.awaitCurrent();

        await("the change stream to bring the report request")
                .until(() -> mongo.commandsDuring(() -> update(report)) == 0);
    }

    @Test
    void samplesAreUnderstoodByTheLatestRegistrationOnEachNode() {
        TestVtn other = new TestVtn(mongo);
        register(metadata("S1", "METADATA_TELEMETRY_USAGE", "a"));
        register(metadata("S1", "METADATA_TELEMETRY_USAGE", "a", "b"));
        UpdateReport report = new UpdateReport("u", List.of(measurement("0", "a", 1)), Optional.empty());
        other.awaitCurrent();

        await("the change stream to bring the registration to the other node").until(() -> {
            other.send(OadrService.EI_REPORT, BOX, report);
            return other.intake.registration == 2;
        });
    }
}
