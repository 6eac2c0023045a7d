package eu.flexcoop.middleware.ops.shell.internal;

import java.util.ArrayList;
import java.util.List;

import eu.flexcoop.middleware.routing.spi.DeadLetters;

/** A command on what routes have set aside. */
abstract class DeadLetterCommand extends ListCommand {
    /** A route and the service that keeps what it has set aside. */
    record Source(String route, DeadLetters letters) {}

    /**
     * @param route id of a route, or null for all
     * @throws CommandFailedException if the route is not one of those that set work aside
     */
    final List<Source> sources(String route) {
        List<Source> sources = new ArrayList<>();
        for (DeadLetters letters : services(DeadLetters.class)) {
            letters.routes().forEach(each -> sources.add(new Source(each, letters)));
        }
        List<Source> wanted = sources.stream()
                .filter(source -> route == null || source.route().equals(route))
                .toList();
        if (route != null && wanted.isEmpty()) {
            throw new CommandFailedException("Route '%s' sets nothing aside on this node; routes that do: %s"
                    .formatted(
                            route,
                            String.join(
                                    ", ",
                                    sources.stream().map(Source::route).sorted().toList())));
        }
        return wanted;
    }
}
