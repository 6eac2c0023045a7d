package eu.flexcoop.middleware.ops.shell.internal;

import java.util.Arrays;
import java.util.List;

import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

import eu.flexcoop.middleware.security.api.Role;

/** Completes roles. */
@Service
public class RoleCompleter implements Completer {
    @Override
    public int complete(Session session, CommandLine commandLine, List<String> candidates) {
        StringsCompleter names = new StringsCompleter();
        Arrays.stream(Role.values()).forEach(role -> names.getStrings().add(role.key()));
        return names.complete(session, commandLine, candidates);
    }
}
