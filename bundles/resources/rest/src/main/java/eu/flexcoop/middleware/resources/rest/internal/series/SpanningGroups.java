package eu.flexcoop.middleware.resources.rest.internal.series;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;

import org.bson.Document;

/**
 * The groups of a time series of which the source can aggregate the rows from a time on: those of earlier periods, and of the one that the
 * time is in, are made here. For one request.
 */
final class SpanningGroups {
    private static final Date BEGINNING = new Date(Long.MIN_VALUE);

    private final AggregationWindows aggregated;
    private final StreamedGroups streamed;
    private final Period period;

    SpanningGroups(AggregationWindows aggregated, StreamedGroups streamed, Period period) {
        this.aggregated = aggregated;
        this.streamed = streamed;
        this.period = period;
    }

    /** @param since empty if the source can aggregate all rows that are wanted */
    List<Document> rows(Optional<Instant> since, Document group, SeriesPage page, int limit) {
        SeriesPosition position = page.position();
        if (since.isEmpty()) {
            return aggregated.rows(group, position, BEGINNING, page.skip(), limit);
        }
        Instant split = period.start(since.get());
        if (split.isBefore(since.get())) {
            split = period.next(split);
        }
        Date border = Date.from(split);
        if (position.period().filter(start -> !start.before(border)).isPresent()) {
            return aggregated.rows(group, position, border, page.skip(), limit);
        }
        StreamedGroups.Page earlier = streamed.rows(position, Optional.of(split), page.skip(), limit);
        List<Document> found = new ArrayList<>(earlier.groups());
        if (found.size() < limit) {
            found.addAll(
                    aggregated.rows(group, position, border, page.skip() - earlier.skipped(), limit - found.size()));
        }
        return found;
    }
}
