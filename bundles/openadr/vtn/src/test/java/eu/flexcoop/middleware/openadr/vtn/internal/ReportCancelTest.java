package eu.flexcoop.middleware.openadr.vtn.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.openadr.api.ReportSubscription;
import eu.flexcoop.middleware.openadr.api.ReportSubscription.State;
import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.report.Report;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CancelReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CanceledReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreatedReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdatedReport;
import eu.flexcoop.middleware.openadr.vtn.internal.reports.StoredVenReports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ReportCancelTest extends ReportFixture {
    private String id;

    private StoredVenReports subscribedTo(String... specifiers) {
        subscribed(List.of(specifiers).stream()
                .map(specifier -> metadata(specifier, "METADATA_TELEMETRY_USAGE", "of-" + specifier))
                .toArray(Report[]::new));
        id = requestIdOf(specifiers[0]);
        return new StoredVenReports(vtn.vens, vtn.outbox, vtn.reports);
    }

    private void canceled(String code, String... pending) {
        Response answer = (Response) send(new CanceledReport(
                code.equals("200") ? EiResponse.ok("c") : EiResponse.error(code, "no", "c"),
                List.of(pending),
                Optional.of(ven.value())));
        assertThat(answer.response().isOk()).isTrue();
    }

    @Test
    void aCancelledSubscriptionIsOverWhenTheVenAnswers() {
        StoredVenReports reports = subscribedTo("S1", "S2");

        ReportSubscription cancelling = reports.cancel(TestVtn.ADMIN, ven, id, false);

        assertThat(cancelling.state()).isEqualTo(State.CANCELLING);
        CancelReport cancel = (CancelReport) poll();
        assertThat(cancel.reportRequestIds()).containsExactly(id);
        assertThat(cancel.reportToFollow()).isFalse();
        canceled("200", requestIdOf("S2"));
        assertThat(inState("cancelled")).containsExactly("S1");
        assertThat(inState("active")).containsExactly("S2");
        assertThat(vtn.outbox.waiting(ven)).isEmpty();
        assertThat(reports.cancel(TestVtn.ADMIN, ven, id, true).state())
                .as("nothing happens again")
                .isEqualTo(State.CANCELLED);
    }

    @Test
    void aReportToFollowKeepsTheSubscriptionUntilItHasCome() {
        subscribedTo("S1").cancel(TestVtn.ADMIN, ven, id, true);
        assertThat(((CancelReport) poll()).reportToFollow()).isTrue();
        canceled("200", id);
        assertThat(inState("cancelling")).containsExactly("S1");
        assertThat(vtn.outbox.waiting(ven)).isEmpty();

        UpdatedReport last = update(measurement(id, "of-S1", 1));

        assertThat(last.response().isOk()).isTrue();
        assertThat(last.cancel()).isEmpty();
        assertThat(inState("cancelled")).containsExactly("S1");
        assertThat(vtn.intake.stored).hasSize(1);
    }

    @Test
    void cancellationsWithAndWithoutALastReportAreTwoMessages() {
        StoredVenReports reports = subscribedTo("S1", "S2");
        reports.cancel(TestVtn.ADMIN, ven, requestIdOf("S1"), true);
        reports.cancel(TestVtn.ADMIN, ven, requestIdOf("S2"), false);

        assertThat(((CancelReport) poll()).reportRequestIds()).containsExactly(requestIdOf("S2"));
        canceled("200");
        CancelReport second = (CancelReport) poll();
        assertThat(second.reportRequestIds()).containsExactly(requestIdOf("S1"));
        assertThat(second.reportToFollow()).isTrue();
    }

    @Test
    void aVenThatStillReportsWhatWasCancelledIsToldInTheAnswer() {
        subscribedTo("S1").cancel(TestVtn.ADMIN, ven, id, false);
        poll();
        canceled("200");

        UpdatedReport answer = update(measurement(id, "of-S1", 1));

        assertThat(answer.response().isOk()).isTrue();
        assertThat(answer.cancel().orElseThrow().reportRequestIds()).containsExactly(id);
        assertThat(vtn.intake.stored).as("its values are real").hasSize(1);
    }

    @Test
    void aVenThatDoesNotKnowTheSubscriptionHasCancelledIt() {
        StoredVenReports reports = subscribedTo("S1");
        reports.cancel(TestVtn.ADMIN, ven, id, false);
        poll();
        canceled("452");
        assertThat(inState("cancelled")).containsExactly("S1");

        register(metadata("S1", "METADATA_TELEMETRY_USAGE", "of-S1"));

        assertThat(poll())
                .as("what an operator cancelled is not requested again")
                .isInstanceOf(Response.class);
    }

    @Test
    void aRequestThatWasNotSentIsNotCancelledAtTheVen() {
        register(metadata("S1", "METADATA_TELEMETRY_USAGE", "a"));
        StoredVenReports reports = new StoredVenReports(vtn.vens, vtn.outbox, vtn.reports);

        ReportSubscription cancelled = reports.cancel(TestVtn.ADMIN, ven, requestIdOf("S1"), true);

        assertThat(cancelled.state()).isEqualTo(State.CANCELLED);
        assertThat(poll()).isInstanceOf(Response.class);
    }

    @Test
    void theLastReportIsNotAwaitedForEver() {
        subscribedTo("S1").cancel(TestVtn.ADMIN, ven, id, true);
        poll();
        canceled("200", id);
        vtn.clock.turn(Duration.ofHours(2));

        vtn.watch().sweep();

        assertThat(inState("cancelled")).containsExactly("S1");
    }

    @Test
    void anyNodeCancels() {
        subscribedTo("S1");
        TestVtn other = new TestVtn(mongo, vtn.clock);
        new StoredVenReports(other.vens, other.outbox, other.reports).cancel(TestVtn.ADMIN, ven, id, false);

        await("the change stream to bring the message of the other node")
                .until(this::poll, CancelReport.class::isInstance);
        canceled("200");
        assertThat(inState("cancelled")).containsExactly("S1");
    }

    @Test
    void aRefusedRequestKeepsCodeAndReason() {
        register(metadata("S1", "METADATA_TELEMETRY_USAGE", "a"), metadata("S2", "METADATA_TELEMETRY_USAGE", "b"));
        poll();

        send(new CreatedReport(
                EiResponse.error("461", "too often", "x"), List.of(requestIdOf("S2")), Optional.of(ven.value())));

        assertThat(inState("refused")).containsExactly("S1");
        assertThat(inState("active")).containsExactly("S2");
        assertThat(mongo.database().getCollection("report_subscription").find().into(new ArrayList<>()))
                .filteredOn(each -> each.getString("state").equals("refused"))
                .singleElement()
                .satisfies(refused -> {
                    assertThat(refused.getString("response_code")).isEqualTo("461");
                    assertThat(refused.getString("reason")).isEqualTo("461 too often");
                });
        assertThat(vtn.outbox.waiting(ven)).isEmpty();
    }
}
