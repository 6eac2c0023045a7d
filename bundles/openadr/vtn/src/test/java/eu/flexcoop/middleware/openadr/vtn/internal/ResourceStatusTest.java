package eu.flexcoop.middleware.openadr.vtn.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.bson.Document;
import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.openadr.codec.OadrService;
import eu.flexcoop.middleware.openadr.codec.report.Report;
import eu.flexcoop.middleware.openadr.codec.report.Report.LoadControl;
import eu.flexcoop.middleware.openadr.codec.report.Report.StatusReading;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.UpdateReport;
import eu.flexcoop.middleware.telemetry.api.RawSample;

import static org.assertj.core.api.Assertions.assertThat;

class ResourceStatusTest extends ReportFixture {
    private static final Optional<LoadControl> NONE = Optional.empty();
    private static final Optional<LoadControl> SET_POINT =
            Optional.of(new LoadControl(Optional.of(5.0), Optional.of(30.0), 21.5, Optional.of(20.0)));

    private void report(TestVtn node, Instant at, String rId, StatusReading status) {
        node.send(
                OadrService.EI_REPORT,
                BOX,
                new UpdateReport(
                        "u",
                        List.of(new Report(
                                Optional.of(at),
                                Optional.empty(),
                                List.of(new Report.Interval(
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        List.of(new Report.Value(
                                                rId, Optional.empty(), Optional.empty(), status, Optional.empty())))),
                                Optional.empty(),
                                List.of(),
                                "0",
                                "S",
                                Optional.of("TELEMETRY_STATUS"),
                                at)),
                        Optional.of(ven.value())));
        node.states.write();
    }

    private Document stored(String rId) {
        return mongo.database()
                .getCollection("resource_status")
                .find(new Document("rid", rId))
                .first();
    }

    @Test
    void theLatestStatusIsShownWithAllItSays() {
        Instant now = vtn.clock.instant();
        report(vtn, now, "a", new StatusReading(false, true, NONE, NONE, NONE, SET_POINT));

        assertThat(vtn.intake.stored).extracting(RawSample::value).containsExactly(21.5);
        Document status = stored("a");
        assertThat(status.getBoolean("online")).isFalse();
        assertThat(status.getBoolean("manual_override")).isTrue();
        assertThat(status.get("set_point", Document.class))
                .isEqualTo(new Document("current", 21.5)
                        .append("min", 5.0)
                        .append("max", 30.0)
                        .append("normal", 20.0));
        assertThat(status.getString("account_id")).isEqualTo("account-a");

        report(vtn, now.plusSeconds(60), "a", new StatusReading(true, false, NONE, NONE, NONE, NONE));
        assertThat(stored("a").getBoolean("online")).isTrue();
        assertThat(stored("a")).doesNotContainKey("set_point");
    }

    @Test
    void lateDataDoesNotReplaceLaterDataOfAnotherNode() {
        TestVtn other = new TestVtn(mongo, vtn.clock);
        Instant now = vtn.clock.instant();
        report(other, now, "a", new StatusReading(true, false, NONE, NONE, NONE, NONE));
        report(vtn, now.minus(Duration.ofHours(1)), "a", new StatusReading(false, false, NONE, NONE, NONE, NONE));

        assertThat(stored("a").getBoolean("online")).isTrue();
    }

    @Test
    void whatIsNotStoredIsNotShown() {
        vtn.intake.unknown = Set.of("a");
        report(vtn, vtn.clock.instant(), "a", new StatusReading(true, false, NONE, NONE, NONE, NONE));

        assertThat(stored("a")).isNull();
    }
}
