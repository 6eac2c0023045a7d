package eu.flexcoop.middleware.resources.rest.internal.series;

import java.util.Arrays;
import java.util.Optional;

import eu.flexcoop.middleware.resources.rest.internal.message.Problem;

/** What stands in periods without rows. */
enum Fill {
    /** A row with null. */
    NULL,
    /** The value of the period before. */
    PREVIOUS,
    /** A value on the line between the periods before and after. */
    LINEAR;

    /** @throws Problem if there is no such fill */
    static Fill parse(String text) {
        return find(text).orElseThrow(() -> Problem.badRequest("'fill' is '%s', use null, previous or linear", text));
    }

    private static Optional<Fill> find(String text) {
        return Arrays.stream(values())
                .filter(fill -> fill.name().equalsIgnoreCase(text.strip()))
                .findFirst();
    }
}
