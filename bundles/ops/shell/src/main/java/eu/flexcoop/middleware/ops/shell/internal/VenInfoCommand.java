package eu.flexcoop.middleware.ops.shell.internal;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.EventDelivery;
import eu.flexcoop.middleware.openadr.api.ReportSubscription;
import eu.flexcoop.middleware.openadr.api.VenAdministration;
import eu.flexcoop.middleware.openadr.api.VenDetails;
import eu.flexcoop.middleware.openadr.api.VenReports;
import eu.flexcoop.middleware.openadr.api.VenStatus;

/** Shows all that is known of one VEN. */
@Service
@Command(
        scope = "ven",
        name = "info",
        description = "Shows a VEN: registration, presence, queue, report requests, current events")
public class VenInfoCommand extends OperatorCommand {
    private static final int MOST_REPORTS = 1000;

    @Argument(name = "ven", description = "As ven:list shows it", required = true)
    @Completion(VenIdCompleter.class)
    String ven;

    @Override
    void run() {
        VenDetails details = service(VenAdministration.class)
                .details(operator(), new VenId(ven))
                .orElseThrow(() -> new CommandFailedException("VEN '%s' is unknown, see ven:list".formatted(ven)));
        VenStatus status = details.status();
        line("VEN", status.id());
        line("Name", status.name());
        line("State", VenListCommand.state(status));
        line("Last seen", status.lastSeen().map(Object::toString).orElse("never"));
        status.unreachable()
                .ifPresent(unreachable ->
                        line("Unreachable", "since %s: %s".formatted(unreachable.since(), unreachable.error())));
        line("Account", status.account().map(AccountId::value).orElse("any"));
        line("Aggregator", status.aggregator());
        line("Fingerprint", status.fingerprint().orElse("none"));
        status.sha256().ifPresent(sha256 -> line("SHA-256", sha256));
        status.registration().ifPresent(this::describe);
        line("Queue", details.waiting().size());
        details.waiting()
                .forEach(message -> line(
                        "",
                        "%s since %s, sent %d times".formatted(message.kind(), message.since(), message.deliveries())));
        findService(VenReports.class).ifPresent(reports -> subscriptions(reports, status.id()));
        line("Events", details.events().size());
        details.events().entrySet().stream()
                .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
                .forEach(event -> line("", event(event.getKey(), event.getValue())));
    }

    private void describe(VenStatus.Registration registration) {
        line("Registered", registration.at());
        line("Registration", registration.id().orElse("cancelled"));
        line(
                "Transport",
                "%s over %s, %s%s%s"
                        .formatted(
                                registration.profile(),
                                registration.transport(),
                                registration.pull() ? "pull" : "push",
                                registration.reportOnly() ? ", report only" : "",
                                registration.xmlSignature() ? ", XML signatures" : ""));
        registration.transportAddress().ifPresent(address -> line("Address", address));
        registration.idsLostAt().ifPresent(at -> line("Ids lost", at + ", it registered again without them"));
    }

    private void subscriptions(VenReports reports, VenId id) {
        List<ReportSubscription> open = reports
                .list(
                        operator(),
                        new VenReports.Filter(Optional.of(id), Optional.empty(), false),
                        Optional.empty(),
                        MOST_REPORTS)
                .stream()
                .filter(report -> report.state().isOpen())
                .toList();
        line("Reports", open.size());
        open.forEach(report -> line(
                "",
                "%s %s, %s, %d points each %s, request %s"
                        .formatted(
                                report.reportName(),
                                report.specifierId(),
                                Constants.text(report.state()),
                                report.rIds().size(),
                                report.granularity(),
                                report.reportRequestId())));
    }

    private static String event(String id, EventDelivery delivery) {
        String answered = delivery.answeredAt().map(at -> " at " + at).orElse("");
        return "%s version %d, %s%s"
                .formatted(id, delivery.modificationNumber(), Constants.text(delivery.state()), answered);
    }

    private void line(String label, Object value) {
        say("%-12s %s".formatted(label, value));
    }
}
