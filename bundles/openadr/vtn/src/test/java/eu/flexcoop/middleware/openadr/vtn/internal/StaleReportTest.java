package eu.flexcoop.middleware.openadr.vtn.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.Date;
import java.util.List;

import org.apache.felix.hc.api.Result;
import org.bson.Document;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.openadr.codec.Response;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreateReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportRequest;
import eu.flexcoop.middleware.openadr.vtn.internal.reports.ReportsHealth;
import eu.flexcoop.middleware.openadr.vtn.internal.reports.SubscriptionPolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Reports are due each half hour here. */
class StaleReportTest extends ReportFixture {
    private Document stored() {
        return mongo.database().getCollection("report_subscription").find().first();
    }

    private void stale(boolean expected) {
        assertThat(stored().containsKey("stale_since")).isEqualTo(expected);
    }

    /** On every node, as soon as the change stream has brought it. */
    private void awaitGauge(double expected) {
        await().until(() -> vtn.meters.get("flexcoop.vtn.reports.stale").gauge().value() == expected);
    }

    @Test
    void aSubscriptionIsStaleAfterTwoMissedReportsUntilTheNextOne() {
        vtn.watch();
        subscribed(metadata("S1", "METADATA_TELEMETRY_USAGE", "a"));
        vtn.awaitCurrent();
        vtn.clock.turn(Duration.ofMinutes(59));
        vtn.watch().sweep();
        stale(false);

        vtn.clock.turn(Duration.ofMinutes(2));
        vtn.watch().sweep();

        stale(true);
        awaitGauge(1);
        Result health = new ReportsHealth(vtn.subscriptions).execute();
        assertThat(health.getStatus()).isEqualTo(Result.Status.WARN);
        assertThat(health.toString()).contains(ven.value());
        assertThat(poll()).as("it is only shown").isInstanceOf(Response.class);

        update(measurement(requestIdOf("S1"), "a", 1));

        stale(false);
        awaitGauge(0);
        assertThat(new ReportsHealth(vtn.subscriptions).execute().getStatus()).isEqualTo(Result.Status.OK);
    }

    @Test
    void eachUpdatePutsItOffOnEveryNode() {
        subscribed(metadata("S1", "METADATA_TELEMETRY_USAGE", "a"));
        TestVtn other = new TestVtn(mongo, vtn.clock);
        for (int i = 0; i < 5; i++) {
            vtn.clock.turn(Duration.ofMinutes(30));
            update(measurement(requestIdOf("S1"), "a", i));
            vtn.subscriptions.times().write();
            other.watch().sweep();
            stale(false);
        }
        assertThat(stored().getDate("last_update_at").toInstant()).isEqualTo(vtn.clock.instant());
        vtn.clock.turn(Duration.ofMinutes(61));
        other.watch().sweep();
        stale(true);
    }

    @Test
    void timesOfUpdatesAreNoChangesForTheViews() {
        subscribed(metadata("S1", "METADATA_TELEMETRY_USAGE", "a"));
        Object revision = stored().get("revision");
        update(measurement(requestIdOf("S1"), "a", 1));
        vtn.subscriptions.times().write();

        assertThat(stored().get("revision")).isEqualTo(revision);
        assertThat(stored()).containsKey("last_update_at");
    }

    @Test
    void aStaleSubscriptionIsRequestedAgainIfConfiguredWithGrowingPauses() throws IOException {
        start(new SubscriptionPolicy(List.of("all"), "PT1M", "PT1M", false, "all", false, 2, "request"));
        subscribed(metadata("S1", "METADATA_TELEMETRY_USAGE", "a"));
        TestVtn other = new TestVtn(
                mongo,
                VtnSetup.standard()
                        .withClock(vtn.clock)
                        .withReports(new SubscriptionPolicy(
                                List.of("all"), "PT1M", "PT1M", false, "all", false, 2, "request")));
        vtn.clock.turn(Duration.ofMinutes(61));
        vtn.watch().sweep();
        other.watch().sweep();

        assertThat(((CreateReport) poll()).requests())
                .extracting(ReportRequest::reportRequestId)
                .containsExactly(requestIdOf("S1"));
        assertThat(poll()).isInstanceOf(Response.class);
        assertThat(stored().getDate("due_at").toInstant())
                .isEqualTo(vtn.clock.instant().plus(Duration.ofMinutes(10)));

        vtn.clock.turn(Duration.ofMinutes(30));
        vtn.watch().sweep();
        assertThat(stored().getDate("due_at").toInstant())
                .as("silent for half an hour")
                .isEqualTo(vtn.clock.instant().plus(Duration.ofMinutes(30)));
    }

    @Test
    void aSweepReadsOnlyWhatIsOverdue() {
        subscribed(metadata("S1", "METADATA_TELEMETRY_USAGE", "a"));
        Document plan = mongo.database()
                .getCollection("report_subscription")
                .find(new Document("due_at", new Document("$lt", new Date())))
                .sort(new Document("due_at", 1))
                .explain();

        assertThat(plan.toJson()).contains("IXSCAN").doesNotContain("COLLSCAN");
    }
}
