package eu.flexcoop.middleware.ops.shell.internal;

import java.util.Arrays;
import java.util.List;

import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

import eu.flexcoop.middleware.der.api.DerKind;

/** Completes kinds of DERs. */
@Service
public class DerKindCompleter implements Completer {
    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        return new StringsCompleter(
                        Arrays.stream(DerKind.values()).map(DerKind::key).toList())
                .complete(session, commandLine, candidates);
    }
}
