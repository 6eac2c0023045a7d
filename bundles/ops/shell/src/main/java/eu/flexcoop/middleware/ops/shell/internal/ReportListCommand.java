package eu.flexcoop.middleware.ops.shell.internal;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.ReportSubscription;
import eu.flexcoop.middleware.openadr.api.VenReports;

/** Lists which reports the VTN requests of VENs. */
@Service
@Command(scope = "vtn", name = "report-list", description = "Lists the reports that the VTN requests of VENs")
public class ReportListCommand extends ListCommand {
    @Option(name = "--ven", description = "Only those of this VEN")
    @Completion(VenIdCompleter.class)
    String ven;

    @Option(name = "--state", description = "Only those in this state, for example active or refused")
    @Completion(SubscriptionStateCompleter.class)
    String state;

    @Option(name = "--stale", description = "Only those whose updates are missing")
    boolean stale;

    @Option(name = "--after", description = "Begins after this row, <VEN>~<request>")
    String after;

    @Option(name = "--limit", description = "Number of rows at most")
    int limit = 100;

    @Override
    void run() {
        VenReports.Filter filter = new VenReports.Filter(
                Optional.ofNullable(ven).map(VenId::new),
                Optional.ofNullable(state).map(ReportListCommand::state),
                stale);
        List<ReportSubscription> found = service(VenReports.class)
                .list(operator(), filter, Optional.ofNullable(after).map(ReportListCommand::place), limit);
        print(
                "No report is requested",
                List.of("VEN", "Request", "Report", "Kind", "State", "Granularity", "Every", "Last update", "Remark"),
                found.stream()
                        .map(each -> row(
                                each.ven(),
                                each.reportRequestId(),
                                each.specifierId(),
                                Constants.text(each.kind()),
                                Constants.text(each.state()),
                                each.granularity(),
                                each.reportBack(),
                                each.lastUpdate().map(Object::toString).orElse(""),
                                remark(each))));
        if (found.size() == limit && compact()) {
            ReportSubscription last = found.get(limit - 1);
            say("Continue with --after %s~%s".formatted(last.ven(), last.reportRequestId()));
        }
    }

    private static String remark(ReportSubscription each) {
        return each.staleSince()
                .map(since -> "stale since " + since)
                .or(each::reason)
                .orElse("");
    }

    private static ReportSubscription.State state(String text) {
        return Arrays.stream(ReportSubscription.State.values())
                .filter(each -> each.name().equals(text.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new CommandFailedException("'%s' is no state, choose of %s"
                        .formatted(
                                text,
                                Arrays.toString(ReportSubscription.State.values())
                                        .toLowerCase(Locale.ROOT))));
    }

    private static VenReports.Place place(String text) {
        int end = text.indexOf('~');
        if (end < 1) {
            throw new CommandFailedException("'%s' is no row: write <VEN>~<request>".formatted(text));
        }
        return new VenReports.Place(new VenId(text.substring(0, end)), text.substring(end + 1));
    }
}
