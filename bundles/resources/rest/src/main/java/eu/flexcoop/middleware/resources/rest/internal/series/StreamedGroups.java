package eu.flexcoop.middleware.resources.rest.internal.series;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.resources.api.Aggregation;
import eu.flexcoop.middleware.resources.rest.internal.query.QueryFilters;
import eu.flexcoop.middleware.resources.spi.Periods;
import eu.flexcoop.middleware.resources.spi.ResourceSource;
import eu.flexcoop.middleware.resources.spi.SourceQuery;
import eu.flexcoop.middleware.resources.spi.SourceRows;
import eu.flexcoop.middleware.security.api.Caller;

/**
 * The groups of a time series made here, out of rows that the source can list or sum up, and not aggregate. The rows come in order of time, so that
 * the groups of one period are all that is in memory. For one request.
 */
final class StreamedGroups {
    private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();
    /** As MongoDB sorts ids; rows without one come first. */
    private static final Comparator<BsonValue> BY_TEXT =
            Comparator.comparing(value -> value instanceof BsonString text ? text.getValue() : "");

    private final ResourceSource source;
    private final Caller caller;
    private final Bson filter;
    private final Aggregation aggregation;
    private final Period period;
    private final Duration timeout;

    StreamedGroups(
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
        this.timeout = timeout;
    }

    /**
     * Groups of one page.
     *
     * @param skipped groups that were left out, fewer than asked for if there were no more
     */
    record Page(List<Document> groups, long skipped) {}

    /**
     * Groups in the order of their period and series.
     *
     * @param end exclusive, the start of a period; empty for all
     */
    Page rows(SeriesPosition position, Optional<Instant> end, long skip, int limit) {
        Document times = new Document();
        end.ifPresent(time -> times.append("$lt", Date.from(time)));
        position.period().ifPresent(start -> times.append("$gte", start));
        SourceQuery query = new SourceQuery(
                times.isEmpty() ? filter : QueryFilters.and(filter, new Document(aggregation.indexField(), times)),
                new Document(),
                new Document(aggregation.indexField(), 1),
                0,
                0,
                timeout);
        List<Document> found = new ArrayList<>();
        long skipped = 0;
        try (SourceRows rows = rows(query)) {
            PeriodRows periods = new PeriodRows(rows);
            while (found.size() < limit && periods.hasNext()) {
                for (Document group : periods.next()) {
                    if (!position.isBefore(group)) {
                        continue;
                    }
                    if (skipped < skip) {
                        skipped++;
                    } else if (found.size() < limit) {
                        found.add(group);
                    }
                }
            }
        }
        return new Page(found, skipped);
    }

    /** Rows that the source has summed up are one per period, which a group of one row shows as they are. */
    private SourceRows rows(SourceQuery query) {
        return source.summarizes()
                ? source.summarize(query, new Periods(period::start, period::next), caller)
                : source.find(query, caller);
    }

    /** Sorted rows as the groups of one period after the other. */
    private final class PeriodRows {
        private final SourceRows rows;
        private BsonDocument ahead;

        PeriodRows(SourceRows rows) {
            this.rows = rows;
            advance();
        }

        private void advance() {
            ahead = rows.hasNext() ? rows.next().decode(CODEC) : null;
        }

        boolean hasNext() {
            return ahead != null;
        }

        List<Document> next() {
            Map<BsonValue, PeriodGroup> groups = new TreeMap<>(BY_TEXT);
            Instant start = period.start(time());
            Instant end = period.next(start);
            while (ahead != null && time().isBefore(end)) {
                BsonDocument row = ahead;
                BsonValue series = aggregation.groupBy().map(row::get).orElse(BsonNull.VALUE);
                groups.computeIfAbsent(series, any -> new PeriodGroup(aggregation))
                        .add(row::get);
                advance();
            }
            boolean grouped = aggregation.groupBy().isPresent();
            List<Document> found = new ArrayList<>(groups.size());
            groups.forEach((series, group) -> found.add(group.row(start, grouped ? series : null)));
            return found;
        }

        private Instant time() {
            return Instant.ofEpochMilli(
                    ahead.getDateTime(aggregation.indexField()).getValue());
        }
    }
}
