package eu.flexcoop.middleware.ops.shell.internal;

import java.util.List;
import java.util.Locale;

import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

import eu.flexcoop.middleware.openadr.api.ReportSubscription;

/** Completes states of report subscriptions. */
@Service
public class SubscriptionStateCompleter implements Completer {
    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        StringsCompleter states = new StringsCompleter();
        for (ReportSubscription.State state : ReportSubscription.State.values()) {
            states.getStrings().add(state.name().toLowerCase(Locale.ROOT));
        }
        return states.complete(session, commandLine, candidates);
    }
}
