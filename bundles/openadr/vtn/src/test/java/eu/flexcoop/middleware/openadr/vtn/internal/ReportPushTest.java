package eu.flexcoop.middleware.openadr.vtn.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreateReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisterReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportRequest;
import eu.flexcoop.middleware.openadr.vtn.internal.reports.StoredVenReports;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.Peer;
import eu.flexcoop.middleware.telemetry.api.BoxEnergy.QuarterHour;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The messages of EiReport for a VEN that does not poll. */
class ReportPushTest extends PushFixture {
    private static final Peer BOX = TestVtn.box("a");

    private VenId ven;

    @BeforeEach
    void join() throws Exception {
        ven = join("a", box);
    }

    private void awaitState(String collection, String state) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(mongo.database()
                        .getCollection(collection)
                        .find()
                        .first()
                        .getString("state"))
                .isEqualTo(state));
    }

    @Test
    void aVenIsAskedForReportsAndToldToStop() {
        vtn.send(
                OadrService.EI_REPORT,
                BOX,
                new RegisterReport(
                        "r",
                        List.of(ReportFixture.metadata("S1", "METADATA_TELEMETRY_USAGE", "a")),
                        Optional.of(ven.value()),
                        Optional.empty()));
        awaitState("report_subscription", "active");
        StoredVenReports reports = new StoredVenReports(vtn.vens, vtn.outbox, vtn.reports);
        String id = mongo.database()
                .getCollection("report_subscription")
                .find()
                .first()
                .getString("report_request_id");

        reports.cancel(TestVtn.ADMIN, ven, id, false);

        awaitState("report_subscription", "cancelled");
    }

    @Test
    void reportsOfTheVtnArePushed() {
        Instant noon = vtn.clock.instant();
        vtn.energy.points = List.of("meter");
        vtn.energy.values = List.of(new QuarterHour("meter", noon.minusSeconds(3600), 0.25, true));
        vtn.send(
                OadrService.EI_REPORT,
                BOX,
                new CreateReport(
                        "c",
                        List.of(new ReportRequest(
                                "q", "flexcoop-energy", Duration.ZERO, Duration.ZERO, Optional.empty(), List.of())),
                        Optional.of(ven.value())));

        awaitState("vtn_report", "completed");
    }
}
