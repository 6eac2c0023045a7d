package eu.flexcoop.middleware.resources.rest.internal.series;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.bson.Document;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.resources.api.Aggregation;
import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.spi.ResourceSource;
import eu.flexcoop.middleware.security.api.Caller;

/**
 * The groups of one time series, made by whoever has its rows: the source itself if it sums up, the database, or for rows that the database
 * does not have, this program out of listed rows.
 */
record TimeSeriesQuery(
        ResourceSource source, Caller caller, Bson filter, Aggregation aggregation, Period period, Duration timeout) {

    /** Groups of periods with rows, in the order of their period and series. */
    List<Document> rows(TimeRange range, SeriesPage page, int limit) {
        StreamedGroups streamed = new StreamedGroups(source, caller, filter, aggregation, period, timeout);
        return source.summarizes()
                ? streamed.rows(page.position(), Optional.empty(), page.skip(), limit)
                        .groups()
                : new SpanningGroups(new AggregationWindows(series(), aggregation, period), streamed, period)
                        .rows(since(range), group(), page, limit);
    }

    /**
     * Groups of all periods, in the order of their period and series.
     *
     * @throws Problem if the database does not have all rows
     */
    List<Document> filled(Fill fill, Map<String, FieldRule> schema, TimeRange range, SeriesPage page, int limit) {
        if (source.summarizes()) {
            throw Problem.badRequest("'fill' is made by the database, which does not have these rows; leave it out");
        }
        since(range).ifPresent(start -> {
            throw Problem.badRequest(
                    "'fill' is made by the database, which has rows from %s on; use a 'where' that begins there, or leave"
                            + " 'fill' out",
                    start);
        });
        return new FilledSeries(series(), aggregation, schema, period, fill)
                .rows(group(), range, page.position(), page.skip(), limit);
    }

    private SeriesRows series() {
        return new SeriesRows(source, caller, filter, aggregation, timeout);
    }

    /** From when on the database has all rows, if earlier ones are wanted. */
    private Optional<Instant> since(TimeRange range) {
        return source.aggregatedSince()
                .filter(start -> range.from().isEmpty() || range.from().get().isBefore(start));
    }

    private Document group() {
        Document key = new Document("period", period.start("$" + aggregation.indexField()));
        aggregation.groupBy().ifPresent(field -> key.append("series", "$" + field));
        Document group = new Document("_id", key);
        aggregation
                .fields()
                .forEach((field, function) -> group.append(field, new Document(operator(function), "$" + field)));
        Stream.concat(aggregation.groupBy().stream(), aggregation.addFields().stream())
                .forEach(field -> group.append(field, new Document("$first", "$" + field)));
        return group;
    }

    private static String operator(Aggregation.Function function) {
        return "$" + function.name().toLowerCase(Locale.ROOT);
    }
}
