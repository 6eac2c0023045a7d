package eu.flexcoop.middleware.resources.rest.internal.operation;

import java.util.Locale;
import java.util.Optional;

import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.query.PagePosition;

/** Whether a list says how many rows there are in all. */
enum Counting {
    NONE,
    /** Up to {@link RowCounts#MOST} rows, which is cheap enough for every page. */
    BOUNDED,
    /** All rows, as far as the time of a query allows. */
    EXACT;

    /** What the client asks for with {@code count}, or what the definition says. Pages behind a position are not counted unasked. */
    static Counting of(RestRequest request, ResourceDefinition definition) {
        Optional<String> asked = request.parameter("count");
        if (asked.isEmpty()) {
            return definition.queries().counted() && !request.query().containsKey(PagePosition.PARAMETER)
                    ? BOUNDED
                    : NONE;
        }
        return switch (asked.get().strip().toLowerCase(Locale.ROOT)) {
            case "true", "1" -> BOUNDED;
            case "false", "0" -> NONE;
            case "exact" -> EXACT;
            default -> throw Problem.badRequest("'count' is '%s', use true, false or exact", asked.get());
        };
    }
}
