package eu.flexcoop.middleware.openadr.vtn.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreateReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreatedReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisterReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisteredReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportRequest;
import eu.flexcoop.middleware.openadr.vtn.internal.reports.SubscriptionPolicy;
import eu.flexcoop.middleware.telemetry.api.DataPoint;
import eu.flexcoop.middleware.telemetry.api.ReportKind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

class ReportRegistrationTest extends ReportFixture {
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
        assertThat(inState("active")).hasSize(1);
        assertThat(update(measurement(usage.reportRequestId(), "a", 1.5))
                        .response()
                        .code())
                .isEqualTo("200");
        assertThat(vtn.intake.stored).singleElement().satisfies(sample -> {
            assertThat(sample.value()).isEqualTo(1.5);
        });
    }

    @Test
    void aBoxThatRegistersItsReportsAgainKeepsTheIdsOfThoseThatAreStillThere() {
        register(metadata("S1", "METADATA_TELEMETRY_USAGE", "a"), metadata("S2", "METADATA_TELEMETRY_USAGE", "b"));
        String before = requestIdOf("S1");
        register(metadata("S1", "METADATA_TELEMETRY_USAGE", "a", "c"));

        assertThat(requestIdOf("S1")).isEqualTo(before);
        assertThat(inState("requested")).containsExactly("S1");
        assertThat(inState("ended")).containsExactly("S2");
    }

    @Test
    void reportsThatAreNotUsedAreRefusedAndNoReportsAreFine() {
        assertThat(register(metadata("S1", "METADATA_DANCE", "a"))).isEqualTo("461");
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
    void eachKindOfReportIsRequestedInItsOwnWay() {
        register(
                metadata("usage", "METADATA_TELEMETRY_USAGE", "a"),
                metadata("history", "METADATA_HISTORY_USAGE", "a"),
                metadata("green", "METADATA_HISTORY_GREENBUTTON", "g"),
                metadata("own", "x-weather", "w"));

        List<ReportRequest> requests = ((CreateReport) poll()).requests();

        assertThat(requests)
                .extracting(
                        ReportRequest::specifierId,
                        ReportRequest::granularity,
                        ReportRequest::reportBack,
                        request -> request.window().orElseThrow().duration())
                .containsExactlyInAnyOrder(
                        tuple("usage", Duration.ofMinutes(30), Duration.ofMinutes(30), Duration.ZERO),
                        tuple("history", Duration.ZERO, Duration.ZERO, Duration.ZERO),
                        tuple("green", Duration.ZERO, Duration.ZERO, Duration.ZERO),
                        tuple("own", Duration.ofMinutes(30), Duration.ofMinutes(30), Duration.ZERO));
        assertThat(offers())
                .containsExactlyInAnyOrder("TELEMETRY_USAGE", "HISTORY_USAGE", "HISTORY_GREENBUTTON", "x-weather");
    }

    private List<String> offers() {
        return mongo.database()
                .getCollection("report_offer")
                .find()
                .map(offer -> offer.getString("report_name"))
                .into(new ArrayList<>());
    }

    @Test
    void historyIsRequestedOnce() {
        subscribed(metadata("history", "METADATA_HISTORY_USAGE", "a"));
        assertThat(update(measurement(requestIdOf("history"), "a", 1))
                        .response()
                        .code())
                .isEqualTo("200");
        assertThat(inState("completed")).containsExactly("history");

        register(metadata("history", "METADATA_HISTORY_USAGE", "a"));

        assertThat(poll()).isInstanceOf(Response.class);
        assertThat(update(measurement(requestIdOf("history"), "a", 2))).satisfies(more -> {
            assertThat(more.response().code()).isEqualTo("200");
            assertThat(more.cancel()).isEmpty();
        });
    }

    @Test
    void anRIdOfGreenButtonIsItsOwn() {
        EiResponse response = registering(
                metadata("green", "METADATA_HISTORY_GREENBUTTON", "a", "b"),
                metadata("usage", "METADATA_TELEMETRY_USAGE", "a"));

        assertThat(response.description().orElseThrow()).contains("a (another report has a data point of that rID");
        assertThat(vtn.devices.registered)
                .extracting(DataPoint::rid, DataPoint::specifierId, point -> point.unit()
                        .isPresent())
                .containsExactlyInAnyOrder(tuple("a", "usage", false), tuple("b", "green", true));
    }

    @Test
    void theOfferLimitsWhatIsRequested() throws IOException {
        start(new SubscriptionPolicy(List.of("all"), "PT10M", "PT1H", true, "P7D", false, 2, "none"));
        register(
                metadata("coarse", "METADATA_TELEMETRY_USAGE", Duration.ofMinutes(15), Duration.ofHours(2), false, "a"),
                metadata("fine", "METADATA_TELEMETRY_USAGE", Duration.ofSeconds(1), Duration.ofMinutes(1), false, "b"),
                metadata("changes", "METADATA_TELEMETRY_USAGE", Duration.ZERO, Duration.ofHours(1), true, "c"),
                metadata("history", "METADATA_HISTORY_USAGE", "d"));

        List<ReportRequest> requests = ((CreateReport) poll()).requests();

        assertThat(requests)
                .extracting(ReportRequest::specifierId, ReportRequest::granularity, ReportRequest::reportBack)
                .containsExactlyInAnyOrder(
                        tuple("coarse", Duration.ofMinutes(15), Duration.ofHours(1)),
                        tuple("fine", Duration.ofMinutes(1), Duration.ofHours(1)),
                        tuple("changes", Duration.ZERO, Duration.ofHours(1)),
                        tuple("history", Duration.ZERO, Duration.ZERO));
        assertThat(requests.stream()
                        .filter(request -> request.specifierId().equals("history"))
                        .findFirst()
                        .flatMap(ReportRequest::window))
                .contains(new ReportRequest.Window(vtn.clock.instant().minus(Duration.ofDays(7)), Duration.ofDays(7)));
    }

    @Test
    void thePolicyMayRequestSomeReportsOrNone() throws IOException {
        start(new SubscriptionPolicy(List.of("telemetry_status"), "PT1M", "PT1M", false, "none", false, 2, "none"));
        register(
                metadata("usage", "METADATA_TELEMETRY_USAGE", "a"),
                metadata("status", "METADATA_TELEMETRY_STATUS", "b"),
                metadata("history", "METADATA_HISTORY_USAGE", "c"));

        assertThat(((CreateReport) poll()).requests())
                .extracting(ReportRequest::specifierId)
                .containsExactly("status");
        assertThat(offers()).hasSize(3);
    }

    @Test
    void requestsMayBeInTheAnswer() throws IOException {
        start(new SubscriptionPolicy(List.of("all"), "PT1M", "PT1M", false, "all", true, 2, "none"));

        RegisteredReport answer = (RegisteredReport) send(new RegisterReport(
                "r",
                List.of(metadata("S1", "METADATA_TELEMETRY_USAGE", "a")),
                Optional.of(ven.value()),
                Optional.empty()));

        assertThat(answer.requests()).extracting(ReportRequest::specifierId).containsExactly("S1");
        assertThat(poll()).isInstanceOf(Response.class);
        send(new CreatedReport(
                EiResponse.ok("x"), List.of(answer.requests().get(0).reportRequestId()), Optional.of(ven.value())));
        assertThat(inState("active")).containsExactly("S1");
    }

    @Test
    void twoNodesThatGetTheSameRegistrationRequestOneReport() {
        TestVtn other = new TestVtn(mongo, vtn.clock);
        register(metadata("S1", "METADATA_TELEMETRY_USAGE", "a"));
        String id = requestIdOf("S1");
        other.send(
                OadrService.EI_REPORT,
                BOX,
                new RegisterReport(
                        "r",
                        List.of(metadata("S1", "METADATA_TELEMETRY_USAGE", "a")),
                        Optional.of(ven.value()),
                        Optional.of("0")));

        assertThat(((CreateReport) poll()).requests())
                .extracting(ReportRequest::reportRequestId)
                .containsExactly(id);
    }
}
