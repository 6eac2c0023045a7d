package eu.flexcoop.middleware.ops.shell.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.ReportOrder;
import eu.flexcoop.middleware.openadr.api.ReportSubscription;
import eu.flexcoop.middleware.openadr.api.ReportSubscription.Kind;
import eu.flexcoop.middleware.openadr.api.ReportSubscription.State;
import eu.flexcoop.middleware.openadr.api.VenReports;
import eu.flexcoop.middleware.security.api.Caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ReportCommandsTest {
    private final Recorded reports = new Recorded();
    private final ShellFixture shell = new ShellFixture().with(VenReports.class, reports, 0);

    private static final class Recorded implements VenReports {
        private final List<Object> calls = new ArrayList<>();

        @Override
        public List<ReportSubscription> list(Caller caller, Filter filter, Optional<Place> after, int limit) {
            calls.add(filter);
            after.ifPresent(calls::add);
            return List.of(subscription(Kind.PERIODIC, State.ACTIVE));
        }

        @Override
        public List<String> specifiers(Caller caller, VenId ven) {
            return List.of();
        }

        @Override
        public ReportSubscription request(Caller caller, ReportOrder order) {
            calls.add(order);
            return subscription(order.kind(), State.REQUESTED);
        }

        @Override
        public ReportSubscription cancel(Caller caller, VenId ven, String reportRequestId, boolean reportToFollow) {
            calls.add(reportToFollow);
            return subscription(Kind.PERIODIC, State.CANCELLING);
        }

        private static ReportSubscription subscription(Kind kind, State state) {
            return new ReportSubscription(
                    new VenId("ven-1"),
                    "request-1",
                    "S1",
                    "TELEMETRY_USAGE",
                    kind,
                    state,
                    true,
                    List.of("a"),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(5),
                    Optional.empty(),
                    Optional.of(Instant.parse("2026-11-24T12:00:00Z")),
                    Optional.empty());
        }
    }

    @Test
    void theListIsFilteredAndContinues() throws Exception {
        ReportListCommand list = new ReportListCommand();
        list.ven = "ven-1";
        list.state = "active";
        list.stale = true;
        list.after = "ven-0~request-0";
        list.limit = 1;

        String printed = shell.run(list);

        assertThat(reports.calls)
                .containsExactly(
                        new VenReports.Filter(Optional.of(new VenId("ven-1")), Optional.of(State.ACTIVE), true),
                        new VenReports.Place(new VenId("ven-0"), "request-0"));
        assertThat(printed)
                .contains("request-1", "PT5M", "stale since 2026-11-24T12:00:00Z", "--after ven-1~request-1");
        list.state = "asleep";
        assertThatThrownBy(() -> shell.run(list)).hasMessageContaining("'asleep' is no state");
    }

    @Test
    void whatAVenSendsCannotCommandTheTerminal() {
        assertThat(ListCommand.row("a\u001b[2Jb\u009bc\n", 7)).containsExactly("a?[2Jb?c?", 7);
    }

    @Test
    void aRequestSaysWhatIsWanted() throws Exception {
        ReportRequestCommand request = new ReportRequestCommand();
        request.ven = "ven-1";
        request.specifier = "S1";
        request.kind = "on-change";
        request.rIds = List.of("a");
        request.every = "PT5M";

        assertThat(shell.run(request)).contains("request-1 is requested, on-change");

        assertThat(reports.calls)
                .containsExactly(new ReportOrder(
                        new VenId("ven-1"),
                        Kind.ON_CHANGE,
                        "S1",
                        List.of("a"),
                        Optional.empty(),
                        Optional.of(Duration.ofMinutes(5)),
                        Optional.empty(),
                        Optional.empty()));
        request.every = "often";
        assertThatThrownBy(() -> shell.run(request)).hasMessageContaining("'often' is not a time");
        request.kind = "sometimes";
        assertThatThrownBy(() -> shell.run(request)).hasMessageContaining("'sometimes' cannot be requested");
    }

    @Test
    void metadataNeedsNoReport() throws Exception {
        ReportRequestCommand request = new ReportRequestCommand();
        request.ven = "ven-1";
        request.kind = "metadata";

        shell.run(request);

        assertThat(reports.calls).containsExactly(ReportOrder.metadata(new VenId("ven-1")));
        request.kind = "history";
        assertThatThrownBy(() -> shell.run(request)).hasMessageContaining("Say which report");
    }

    @Test
    void aCancellationMayAskForALastReport() throws Exception {
        ReportCancelCommand cancel = new ReportCancelCommand();
        cancel.ven = "ven-1";
        cancel.request = "request-1";
        cancel.toFollow = true;

        assertThat(shell.run(cancel)).contains("Report request-1 of VEN ven-1 is cancelling");
        assertThat(reports.calls).containsExactly(true);
    }
}
