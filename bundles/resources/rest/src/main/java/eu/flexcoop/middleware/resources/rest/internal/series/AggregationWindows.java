package eu.flexcoop.middleware.resources.rest.internal.series;

import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;

import org.bson.Document;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.resources.api.Aggregation;

/**
 * Reads the groups of a time series window by window, each some periods long, until a page is full. Thus a page costs the rows
 * up to its end and not the whole series, whose groups would otherwise all be computed before the first could be shown. Gaps in
 * the series are skipped. For one request.
 */
final class AggregationWindows {
    private static final int LONGEST_WINDOW = 4096;

    /** One window: the start of its first period and the start of the period after it. */
    private record Window(Date start, Date end) {}

    private final SeriesRows rows;
    private final Aggregation aggregation;
    private final Period period;

    AggregationWindows(SeriesRows rows, Aggregation aggregation, Period period) {
        this.rows = rows;
        this.aggregation = aggregation;
        this.period = period;
    }

    /**
     * Groups in the order of their period and series.
     *
     * @param group stage with {@code _id.period} and perhaps {@code _id.series}
     * @param position the first group is behind it
     * @param from rows before this time are not seen
     */
    List<Document> rows(Document group, SeriesPosition position, Date from, long skip, int limit) {
        List<Document> found = new ArrayList<>();
        long left = skip;
        // a period of a grouped series may hold any number of rows
        int periods = aggregation.groupBy().isPresent() ? 1 : limit;
        Optional<Window> window = next(position.period().filter(from::before).orElse(from), periods);
        while (window.isPresent() && found.size() < limit) {
            for (Document row : groups(window.get(), group, position, left + limit - found.size())) {
                if (left > 0) {
                    left--;
                } else {
                    found.add(row);
                }
            }
            periods = Math.min(2 * periods, LONGEST_WINDOW);
            window = found.size() < limit ? next(window.get().end(), periods) : Optional.empty();
        }
        return found;
    }

    /** The window that begins with the first row at or after a time; empty if there is no such row. */
    private Optional<Window> next(Date from, int periods) {
        String date = "$" + aggregation.indexField();
        List<Document> first = rows.read(List.of(
                rows.match(new Document("$gte", from)),
                new Document("$sort", new Document(aggregation.indexField(), 1)),
                new Document("$limit", 1),
                new Document(
                        "$project",
                        new Document("_id", 0)
                                .append("start", period.start(date))
                                .append("end", period.startAfter(date, periods)))));
        return first.stream().findFirst().map(found -> new Window(found.getDate("start"), found.getDate("end")));
    }

    private List<Document> groups(Window window, Document group, SeriesPosition position, long most) {
        List<Bson> pipeline = new ArrayList<>();
        pipeline.add(rows.match(new Document("$gte", window.start()).append("$lt", window.end())));
        pipeline.addAll(rows.grouped(group));
        position.match().ifPresent(pipeline::add);
        pipeline.add(new Document("$sort", position.order()));
        pipeline.add(new Document("$limit", most));
        return rows.read(pipeline);
    }
}
