package eu.flexcoop.middleware.openadr.vtn.internal.events;

import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * When VENs may get events: at once, or for some programmes only when the time of notification before the start has come.
 *
 * @param marketContexts of those programmes; {@code *} stands for all
 */
record NotificationTimes(Set<String> marketContexts) {
    private static final String ALL = "*";

    NotificationTimes {
        marketContexts = Set.copyOf(marketContexts);
    }

    /** As the configuration gives them: several, or one text with commas. */
    static Set<String> contexts(String... configured) {
        return Stream.of(configured)
                .flatMap(each -> Stream.of(each.split(",")))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .collect(Collectors.toSet());
    }

    /** VENs that do not know the event must wait for it. */
    boolean isHeld(StoredEvent event, Instant now) {
        return (marketContexts.contains(ALL)
                        || marketContexts.contains(event.terms().marketContext()))
                && now.isBefore(from(event));
    }

    static Instant from(StoredEvent event) {
        return event.terms().start().minus(event.terms().timing().notification());
    }
}
