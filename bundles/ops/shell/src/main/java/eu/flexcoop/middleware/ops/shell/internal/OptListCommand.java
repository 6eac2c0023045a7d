package eu.flexcoop.middleware.ops.shell.internal;

import java.time.temporal.ChronoUnit;
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
import eu.flexcoop.middleware.openadr.api.VenOpts;

/** Lists what VENs answered and opted for. */
@Service
@Command(scope = "dr", name = "opt-list", description = "Lists the answers and opts of VENs")
public class OptListCommand extends ListCommand {
    private static final int ABOUT_WIDTH = 18;
    private static final int NOTE_WIDTH = 10;

    @Option(name = "--ven", description = "Only those of this VEN")
    @Completion(VenIdCompleter.class)
    String ven;

    @Option(name = "--event", description = "Only those for this event")
    @Completion(EventIdCompleter.class)
    String event;

    @Option(name = "--kind", description = "Only those of this kind: schedule or event")
    @Completion(
            value = StringsCompleter.class,
            values = {"schedule", "event"})
    String kind;

    @Option(name = "--standing", description = "Only opts that are not cancelled")
    boolean standing;

    @Option(name = "--after", description = "Begins after this row, as the list says at its end")
    String after;

    @Option(name = "--limit", description = "Number of rows at most")
    int limit = 100;

    @Override
    void run() {
        VenOpts.Filter filter = new VenOpts.Filter(
                Optional.ofNullable(ven).map(VenId::new),
                Optional.ofNullable(event),
                Optional.ofNullable(kind).map(OptListCommand::kind),
                standing);
        List<VenOpts.Entry> found = service(VenOpts.class).list(operator(), filter, Optional.ofNullable(after), limit);
        print(
                "There is no such opt",
                List.of("Received (UTC)", "VEN", "Kind", "Opt", "Event or opt", "Reason"),
                found.stream()
                        .map(each -> row(
                                each.at().truncatedTo(ChronoUnit.SECONDS),
                                each.ven(),
                                Constants.text(each.kind()),
                                each.source().equals("oadrCancelOpt") ? "cancelled" : each.opt(),
                                fitting(each.eventId().or(each::optId).orElse(""), ABOUT_WIDTH),
                                fitting(each.note(), NOTE_WIDTH))));
        if (found.size() == limit && compact()) {
            say("Continue with --after " + found.get(limit - 1).place());
        }
    }

    private static VenOpts.Kind kind(String text) {
        return Arrays.stream(VenOpts.Kind.values())
                .filter(each -> each.name().equals(text.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() ->
                        new CommandFailedException("'%s' is no kind, choose of schedule and event".formatted(text)));
    }
}
