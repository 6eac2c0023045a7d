package eu.flexcoop.middleware.resources.rest.internal.operation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.bson.Document;
import org.bson.codecs.DocumentCodec;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.resources.api.Aggregation;
import eu.flexcoop.middleware.resources.api.Aggregation.Function;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.query.QueryFilters;
import eu.flexcoop.middleware.resources.spi.ResourceSource;
import eu.flexcoop.middleware.resources.spi.SourceRows;
import eu.flexcoop.middleware.security.api.Caller;

/**
 * Reads the groups of a time series window by window, each some periods long, until a page is full. Thus a page costs the rows
 * up to its end and not the whole series, whose groups would otherwise all be computed before the first could be shown. Gaps in
 * the series are skipped. For one request.
 */
final class AggregationWindows {
    private static final DocumentCodec DOCUMENTS = new DocumentCodec();
    private static final int LONGEST_WINDOW = 4096;

    /** One window: the start of its first period and the start of the period after it. */
    private record Window(Date start, Date end) {}

    private final ResourceSource source;
    private final Caller caller;
    private final Bson filter;
    private final Aggregation aggregation;
    private final Period period;
    private final long deadline;

    /** @param timeout for all windows together */
    AggregationWindows(
            ResourceSource source,
            Caller caller,
            Bson filter,
            Aggregation aggregation,
            Period period,
            Duration timeout) {
        this.source = source;
        this.caller = caller;
        this.filter = filter;
        this.aggregation = aggregation;
        this.period = period;
        this.deadline = System.nanoTime() + timeout.toNanos();
    }

    /**
     * Groups in the order of their period and series.
     *
     * @param group stage with {@code _id.period} and perhaps {@code _id.series}
     */
    List<Document> rows(Document group, long skip, int limit) {
        List<Document> rows = new ArrayList<>();
        long left = skip;
        // a period of a grouped series may hold any number of rows
        int periods = aggregation.groupBy().isPresent() ? 1 : limit;
        Optional<Window> window = next(new Date(Long.MIN_VALUE), periods);
        while (window.isPresent() && rows.size() < limit) {
            for (Document row : groups(window.get(), group, left + limit - rows.size())) {
                if (left > 0) {
                    left--;
                } else {
                    rows.add(row);
                }
            }
            periods = Math.min(2 * periods, LONGEST_WINDOW);
            window = rows.size() < limit ? next(window.get().end(), periods) : Optional.empty();
        }
        return rows;
    }

    /** The window that begins with the first row at or after a time; empty if there is no such row. */
    private Optional<Window> next(Date from, int periods) {
        String date = "$" + aggregation.indexField();
        List<Document> first = read(List.of(
                match(new Document("$gte", from)),
                new Document("$sort", new Document(aggregation.indexField(), 1)),
                new Document("$limit", 1),
                new Document(
                        "$project",
                        new Document("_id", 0)
                                .append("start", period.start(date))
                                .append("end", period.startAfter(date, periods)))));
        return first.stream().findFirst().map(found -> new Window(found.getDate("start"), found.getDate("end")));
    }

    private List<Document> groups(Window window, Document group, long most) {
        List<Bson> pipeline = new ArrayList<>();
        pipeline.add(match(new Document("$gte", window.start()).append("$lt", window.end())));
        if (aggregation.fields().values().stream().anyMatch(Set.of(Function.FIRST, Function.LAST)::contains)) {
            pipeline.add(new Document("$sort", new Document(aggregation.indexField(), 1)));
        }
        pipeline.add(new Document("$group", group));
        pipeline.add(new Document("$sort", new Document("_id.period", 1).append("_id.series", 1)));
        pipeline.add(new Document("$limit", most));
        return read(pipeline);
    }

    private Document match(Document dates) {
        return new Document("$match", QueryFilters.and(filter, new Document(aggregation.indexField(), dates)));
    }

    private List<Document> read(List<Bson> pipeline) {
        Duration left = Duration.ofNanos(deadline - System.nanoTime());
        if (left.toMillis() < 1) {
            throw Problem.tooSlow(source.indexed());
        }
        List<Document> rows = new ArrayList<>();
        try (SourceRows found = source.aggregate(pipeline, left, caller)) {
            found.forEachRemaining(row -> rows.add(row.decode(DOCUMENTS)));
        }
        return rows;
    }
}
