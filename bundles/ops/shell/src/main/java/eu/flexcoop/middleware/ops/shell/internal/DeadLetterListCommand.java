package eu.flexcoop.middleware.ops.shell.internal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

import eu.flexcoop.middleware.routing.spi.DeadLetter;

/** Lists what routes have set aside, with the reasons. */
@Service
@Command(
        scope = "route",
        name = "dead-letter-list",
        description =
                "Lists what routes have set aside because it failed too often, the oldest first; route:retry puts it back")
public class DeadLetterListCommand extends DeadLetterCommand {
    private static final int REASON_WIDTH = 29;

    @Option(name = "--route", description = "Only that of this route")
    @Completion(DeadLetterRouteCompleter.class)
    String route;

    @Option(name = "--limit", description = "Number of rows of each route at most")
    int limit = 100;

    @Override
    void run() {
        List<Object[]> rows = new ArrayList<>();
        for (Source source : sources(route)) {
            for (DeadLetter letter : source.letters().list(source.route(), limit)) {
                rows.add(
                        compact()
                                ? row(letter.id(), since(letter), fitting(letter.reason(), REASON_WIDTH))
                                : row(letter.id(), since(letter), letter.reason(), letter.subject(), source.route()));
            }
        }
        // in 100 columns there is no space for more than the id of a range and its reason
        print(
                "No route has set anything aside",
                compact() ? List.of("Id", "Since", "Reason") : List.of("Id", "Since", "Reason", "Subject", "Route"),
                rows.stream());
    }

    private static String since(DeadLetter letter) {
        return letter.since()
                .map(at -> at.truncatedTo(ChronoUnit.MINUTES))
                .map(Instant::toString)
                .map(text -> text.replace(":00Z", "Z"))
                .orElse("");
    }
}
