package eu.flexcoop.middleware.ops.shell.internal;

import java.util.List;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Puts work back that routes have set aside. */
@Service
@Command(
        scope = "route",
        name = "retry",
        description = "Puts back what routes have set aside, as if it had never failed")
public class RouteRetryCommand extends DeadLetterCommand {
    @Option(name = "--route", description = "Only that of this route")
    @Completion(DeadLetterRouteCompleter.class)
    String route;

    @Option(name = "--id", description = "Id that route:dead-letter-list shows; may be repeated", multiValued = true)
    @Completion(DeadLetterIdCompleter.class)
    List<String> ids = List.of();

    @Option(name = "--all", description = "Everything that is set aside")
    boolean all;

    @Override
    void run() {
        if (all != ids.isEmpty()) {
            throw new CommandFailedException("Give either --id, once or more, or --all");
        }
        long total = 0;
        for (Source source : sources(route)) {
            long put = all
                    ? source.letters().retryAll(source.route())
                    : source.letters().retry(source.route(), ids);
            if (put > 0) {
                say("%s: %d put back".formatted(source.route(), put));
            }
            total += put;
        }
        if (total == 0 && !all) {
            throw new CommandFailedException("No route has set aside %s; route:dead-letter-list shows what is"
                    .formatted(String.join(", ", ids)));
        }
        if (total == 0) {
            say("No route has set anything aside");
        }
    }
}
