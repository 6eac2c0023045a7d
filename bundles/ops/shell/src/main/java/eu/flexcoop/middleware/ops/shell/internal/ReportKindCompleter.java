package eu.flexcoop.middleware.ops.shell.internal;

import java.util.List;

import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

import eu.flexcoop.middleware.openadr.api.ReportSubscription;

/** Completes what can be requested of a VEN. */
@Service
public class ReportKindCompleter implements Completer {
    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        StringsCompleter kinds = new StringsCompleter();
        for (ReportSubscription.Kind kind : ReportSubscription.Kind.values()) {
            kinds.getStrings().add(ReportRequestCommand.text(kind));
        }
        return kinds.complete(session, commandLine, candidates);
    }
}
