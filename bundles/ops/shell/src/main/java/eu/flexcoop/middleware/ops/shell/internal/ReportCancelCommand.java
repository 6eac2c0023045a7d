package eu.flexcoop.middleware.ops.shell.internal;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.ReportSubscription;
import eu.flexcoop.middleware.openadr.api.VenReports;

/** Cancels a request for a report. */
@Service
@Command(
        scope = "vtn",
        name = "report-cancel",
        description = "Cancels a report that the VTN requests of a VEN; the policy does not request it again")
public class ReportCancelCommand extends OperatorCommand {
    @Argument(index = 0, name = "ven", description = "VEN id", required = true)
    @Completion(VenIdCompleter.class)
    String ven;

    @Argument(index = 1, name = "request", description = "As vtn:report-list shows it", required = true)
    @Completion(ReportRequestIdCompleter.class)
    String request;

    @Option(name = "--to-follow", description = "The VEN sends one more report")
    boolean toFollow;

    @Override
    void run() {
        ReportSubscription cancelled = service(VenReports.class).cancel(operator(), new VenId(ven), request, toFollow);
        say("Report %s of VEN %s is %s".formatted(request, ven, Constants.text(cancelled.state())));
    }
}
