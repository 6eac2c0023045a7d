package eu.flexcoop.middleware.ops.shell.internal;

import java.util.List;
import java.util.stream.Collectors;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.VenOutbox;

/** Removes the messages that wait for a VEN. */
@Service
@Command(scope = "vtn", name = "outbox-clear", description = "Removes the messages that wait for a VEN, without asking")
public class OutboxClearCommand extends OperatorCommand {
    @Argument(index = 0, name = "ven", description = "VEN id", required = true)
    @Completion(VenIdCompleter.class)
    String ven;

    @Override
    void run() {
        List<VenOutbox.Waiting> removed = service(VenOutbox.class).discard(new VenId(ven));
        say(
                removed.isEmpty()
                        ? "Nothing waits for VEN %s".formatted(ven)
                        : "Removed %d message(s) for VEN %s: %s"
                                .formatted(
                                        removed.size(),
                                        ven,
                                        removed.stream()
                                                .map(VenOutbox.Waiting::kind)
                                                .collect(Collectors.joining(", "))));
    }
}
