package eu.flexcoop.middleware.openadr.vtn.internal;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.codec.EiResponse;
import eu.flexcoop.middleware.openadr.codec.OadrPayload;
import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.Poll;
import eu.flexcoop.middleware.openadr.codec.report.Report;
import eu.flexcoop.middleware.openadr.codec.report.ReportDescription;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreateReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreatedReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisterReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisteredReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdateReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdatedReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportRequest;
import eu.flexcoop.middleware.openadr.vtn.internal.reports.SubscriptionPolicy;
import eu.flexcoop.middleware.openadr.vtn.internal.vens.Peer;

import static org.assertj.core.api.Assertions.assertThat;

/** A VEN with reports at a node of the VTN. */
abstract class ReportFixture {
    static final Peer BOX = TestVtn.box("a");

    TestMongo mongo;
    TestVtn vtn;
    VenId ven;

    @BeforeEach
    void start() throws IOException {
        start(SubscriptionPolicy.standard());
    }

    final void start(SubscriptionPolicy policy) throws IOException {
        TestVtn.closeAll();
        mongo = TestMongo.empty();
        vtn = new TestVtn(mongo, VtnSetup.standard().withReports(policy));
        ven = vtn.join("a");
        // the VTN's own reports, which no test here is about
        assertThat(poll()).isInstanceOf(RegisterReport.class);
        send(new RegisteredReport(EiResponse.ok("0"), List.of(), Optional.of(ven.value())));
    }

    @AfterEach
    void stop() {
        TestVtn.closeAll();
    }

    final OadrPayload poll() {
        return vtn.send(OadrService.OADR_POLL, BOX, new Poll(ven.value()));
    }

    final OadrPayload send(OadrPayload message) {
        return vtn.send(OadrService.EI_REPORT, BOX, message);
    }

    final EiResponse registering(Report... reports) {
        return ((RegisteredReport)
                        send(new RegisterReport("r", List.of(reports), Optional.of(ven.value()), Optional.empty())))
                .response();
    }

    final String register(Report... reports) {
        return registering(reports).code();
    }

    /** Registers the reports and accepts what is requested of them. */
    final void subscribed(Report... reports) {
        register(reports);
        CreateReport create = (CreateReport) poll();
        send(new CreatedReport(
                EiResponse.ok("x"),
                create.requests().stream().map(ReportRequest::reportRequestId).toList(),
                Optional.of(ven.value())));
    }

    static Report metadata(String specifier, String name, String... rIds) {
        return metadata(specifier, name, Duration.ofMinutes(30), Duration.ofMinutes(30), false, rIds);
    }

    static Report metadata(
            String specifier, String name, Duration minPeriod, Duration maxPeriod, boolean onChange, String... rIds) {
        return new Report(
                Optional.empty(),
                Optional.of(Duration.ofDays(1)),
                List.of(),
                Optional.empty(),
                Stream.of(rIds)
                        .map(rId -> new ReportDescription(
                                rId,
                                Optional.empty(),
                                Optional.empty(),
                                "usage",
                                Optional.empty(),
                                "Direct Read",
                                Optional.empty(),
                                Optional.of(new ReportDescription.SamplingRate(minPeriod, maxPeriod, onChange))))
                        .toList(),
                "0",
                specifier,
                Optional.of(name),
                Instant.EPOCH);
    }

    /** A report for the specifier of that request; for {@code S1} if there is no such request. */
    final Report measurement(String requestId, String rId, double value) {
        Document request = mongo.database()
                .getCollection("report_subscription")
                .find(new Document("report_request_id", requestId))
                .first();
        return measurement(requestId, request == null ? "S1" : request.getString("specifier_id"), rId, value);
    }

    final Report measurement(String requestId, String specifier, String rId, double value) {
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
                specifier,
                Optional.of("TELEMETRY_USAGE"),
                vtn.clock.instant());
    }

    final UpdatedReport update(Report... reports) {
        return (UpdatedReport) send(new UpdateReport("u", List.of(reports), Optional.empty()));
    }

    final String requestIdOf(String specifier) {
        return mongo.database()
                .getCollection("report_subscription")
                .find(new Document("specifier_id", specifier))
                .first()
                .getString("report_request_id");
    }

    final List<String> inState(String state) {
        return mongo.database()
                .getCollection("report_subscription")
                .find(new Document("state", state))
                .map(subscription -> subscription.getString("specifier_id"))
                .into(new ArrayList<>());
    }
}
