package eu.flexcoop.middleware.ops.shell.internal;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.completers.StringsCompleter;

import eu.flexcoop.middleware.core.api.VenId;
import eu.flexcoop.middleware.openadr.api.VenOutbox;

/** Lists the messages that wait for VENs. */
@Service
@Command(
        scope = "vtn",
        name = "outbox-list",
        description = "Lists the messages that wait for VENs or for their answers")
public class OutboxListCommand extends ListCommand {
    @Option(name = "--ven", description = "Only those for this VEN")
    @Completion(VenIdCompleter.class)
    String ven;

    @Option(
            name = "--state",
            description = "Only those in this state: queued (not sent yet) or sent (not answered yet)")
    @Completion(
            value = StringsCompleter.class,
            values = {"queued", "sent"})
    String state;

    @Option(name = "--after", description = "Begins after this row, <VEN>~<message>")
    String after;

    @Option(name = "--limit", description = "Number of rows at most")
    int limit = 100;

    @Override
    void run() {
        VenOutbox.Filter filter = new VenOutbox.Filter(
                Optional.ofNullable(ven).map(VenId::new),
                Optional.ofNullable(state).map(OutboxListCommand::state));
        List<VenOutbox.Waiting> found =
                service(VenOutbox.class).list(filter, Optional.ofNullable(after).map(OutboxListCommand::place), limit);
        print(
                "No message waits",
                List.of("VEN", "Message", "State", "Sent", "Waiting since", "Due"),
                found.stream()
                        .map(each -> row(
                                each.ven(),
                                each.kind(),
                                Constants.text(each.state()),
                                each.deliveries(),
                                each.since(),
                                each.due())));
        if (found.size() == limit && compact()) {
            VenOutbox.Waiting last = found.get(limit - 1);
            say("Continue with --after %s~%s".formatted(last.ven(), last.kind()));
        }
    }

    private static VenOutbox.State state(String text) {
        return Arrays.stream(VenOutbox.State.values())
                .filter(each -> each.name().equals(text.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() ->
                        new CommandFailedException("'%s' is no state, choose of queued and sent".formatted(text)));
    }

    private static VenOutbox.Place place(String text) {
        int end = text.indexOf('~');
        if (end < 1) {
            throw new CommandFailedException("'%s' is no row: write <VEN>~<message>".formatted(text));
        }
        return new VenOutbox.Place(new VenId(text.substring(0, end)), text.substring(end + 1));
    }
}
