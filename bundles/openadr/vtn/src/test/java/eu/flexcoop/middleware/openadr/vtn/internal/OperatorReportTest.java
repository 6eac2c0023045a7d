package eu.flexcoop.middleware.openadr.vtn.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.openadr.api.ReportOrder;
import eu.flexcoop.middleware.openadr.api.ReportRefusedException;
import eu.flexcoop.middleware.openadr.api.ReportSubscription;
import eu.flexcoop.middleware.openadr.api.ReportSubscription.Kind;
import eu.flexcoop.middleware.openadr.api.ReportSubscription.State;
import eu.flexcoop.middleware.openadr.api.VenReports.Filter;
import eu.flexcoop.middleware.openadr.api.VenReports.Place;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.CreateReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportMessage.RegisterReport;
import eu.flexcoop.middleware.openadr.codec.report.ReportRequest;
import eu.flexcoop.middleware.openadr.vtn.internal.reports.StoredVenReports;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.Role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class OperatorReportTest extends ReportFixture {
    private static final Filter ALL = new Filter(Optional.empty(), Optional.empty(), false);

    private StoredVenReports reports() {
        return new StoredVenReports(vtn.vens, vtn.outbox, vtn.reports);
    }

    private ReportOrder order(Kind kind, String specifier, Optional<Duration> granularity, String... rIds) {
        return new ReportOrder(
                ven, kind, specifier, List.of(rIds), granularity, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private ReportRequest requested(ReportOrder order) {
        ReportSubscription subscription = reports().request(TestVtn.ADMIN, order);
        assertThat(subscription.state()).isEqualTo(State.REQUESTED);
        assertThat(subscription.automatic()).isFalse();
        return ((CreateReport) poll())
                .requests().stream()
                        .filter(each -> each.reportRequestId().equals(subscription.reportRequestId()))
                        .findFirst()
                        .orElseThrow();
    }

    @Test
    void aSingleReportIsOverWhenItHasCome() {
        subscribed(metadata("S1", "METADATA_TELEMETRY_USAGE", "a", "b"));

        ReportRequest once = requested(order(Kind.ONCE, "S1", Optional.empty(), "b"));

        assertThat(once.reportBack()).isZero();
        assertThat(once.window()).isEmpty();
        assertThat(once.points()).extracting(ReportRequest.Point::rId).containsExactly("b");
        update(measurement(once.reportRequestId(), "b", 1));
        assertThat(inState("completed")).containsExactly("S1");
        assertThat(inState("active")).containsExactly("S1");
        assertThat(vtn.outbox.waiting(ven)).isEmpty();
    }

    @Test
    void historyHasAWindow() {
        subscribed(metadata("S1", "METADATA_TELEMETRY_USAGE", "a"));
        Instant start = vtn.clock.instant().minus(Duration.ofDays(2));

        ReportRequest history = requested(new ReportOrder(
                ven,
                Kind.HISTORY,
                "S1",
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(start),
                Optional.of(Duration.ofDays(1))));

        assertThat(history.granularity()).isZero();
        assertThat(history.window()).contains(new ReportRequest.Window(start, Duration.ofDays(1)));
    }

    @Test
    void whatAVenDoesNotOfferIsRefused() {
        subscribed(metadata("S1", "METADATA_TELEMETRY_USAGE", "a"));

        for (ReportOrder wrong : List.of(
                order(Kind.ONCE, "S2", Optional.empty()),
                order(Kind.ONCE, "S1", Optional.empty(), "z"),
                order(Kind.ON_CHANGE, "S1", Optional.empty()),
                order(Kind.PERIODIC, "S1", Optional.of(Duration.ofMinutes(1))))) {
            assertThatThrownBy(() -> reports().request(TestVtn.ADMIN, wrong))
                    .isInstanceOf(ReportRefusedException.class);
        }
        assertThat(requested(order(Kind.PERIODIC, "S1", Optional.of(Duration.ofMinutes(30))))
                        .granularity())
                .isEqualTo(Duration.ofMinutes(30));
    }

    @Test
    void theCapabilitiesMayBeAskedForAndAreAnsweredWithTheIdOrZero() {
        for (String answeredWith : List.of("id", "0")) {
            ReportRequest metadata = requested(ReportOrder.metadata(ven));

            assertThat(metadata.specifierId()).isEqualTo("METADATA");
            assertThat(metadata.points())
                    .containsExactly(new ReportRequest.Point("METADATA", Optional.empty(), "x-notApplicable"));
            assertThat(metadata.window()).isEmpty();
            send(new RegisterReport(
                    "r",
                    List.of(),
                    Optional.of(ven.value()),
                    Optional.of(answeredWith.equals("id") ? metadata.reportRequestId() : "0")));
            assertThat(inState("requested")).isEmpty();
            assertThat(vtn.outbox.waiting(ven)).isEmpty();
        }
        assertThat(inState("completed")).containsExactly("METADATA", "METADATA");
    }

    @Test
    void operatorsSubscriptionsAreKeptAcrossRegistrationsAsFarAsTheyMatch() {
        subscribed(metadata("S1", "METADATA_TELEMETRY_USAGE", "a", "b"));
        String id = requested(order(Kind.PERIODIC, "S1", Optional.empty(), "a", "b"))
                .reportRequestId();

        register(metadata("S1", "METADATA_TELEMETRY_USAGE", "b", "c"));

        assertThat(((CreateReport) poll()).requests())
                .filteredOn(each -> each.reportRequestId().equals(id))
                .singleElement()
                .satisfies(each -> assertThat(each.points())
                        .extracting(ReportRequest.Point::rId)
                        .containsExactly("b"));
    }

    @Test
    void listsHavePagesAndShowEachCallerWhatIsHis() {
        subscribed(
                metadata("S1", "METADATA_TELEMETRY_USAGE", "a"),
                metadata("S2", "METADATA_TELEMETRY_USAGE", "b"),
                metadata("S3", "METADATA_TELEMETRY_USAGE", "c"));

        List<ReportSubscription> first = reports().list(TestVtn.ADMIN, ALL, Optional.empty(), 2);
        List<ReportSubscription> rest = reports()
                .list(
                        TestVtn.ADMIN,
                        ALL,
                        Optional.of(new Place(ven, first.get(1).reportRequestId())),
                        2);

        assertThat(first).hasSize(2);
        assertThat(rest).hasSize(1).doesNotContainAnyElementsOf(first);
        assertThat(reports().list(owner("account-a"), ALL, Optional.empty(), 9)).hasSize(3);
        assertThat(reports().list(owner("account-b"), ALL, Optional.empty(), 9)).isEmpty();
        assertThat(reports()
                        .list(
                                TestVtn.ADMIN,
                                new Filter(Optional.of(ven), Optional.of(State.REFUSED), false),
                                Optional.empty(),
                                9))
                .isEmpty();
        assertThatThrownBy(() -> reports().request(owner("account-b"), ReportOrder.metadata(ven)))
                .isInstanceOf(ReportRefusedException.class);
        assertThatThrownBy(() -> reports().cancel(owner("account-b"), ven, requestIdOf("S1"), false))
                .isInstanceOf(ReportRefusedException.class);
    }

    private static Caller owner(String account) {
        return new Caller(
                account,
                Role.PROSUMER,
                Optional.of(new AccountId(account)),
                Optional.of(new AggregatorId("coop.example")),
                Optional.empty());
    }
}
