package eu.flexcoop.middleware.telemetry.core.internal.archive;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.core.api.UnavailableException;
import eu.flexcoop.middleware.resources.spi.MongoSource;
import eu.flexcoop.middleware.resources.spi.OwnerFields;
import eu.flexcoop.middleware.resources.spi.RowMatcher;
import eu.flexcoop.middleware.resources.spi.SourceQuery;
import eu.flexcoop.middleware.resources.spi.SourceRows;
import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.RowFilter;
import eu.flexcoop.middleware.series.api.SeriesStore;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFields;

/**
 * Shows 15-minute documents over REST, wherever they are: from the boundary on ({@link ArchiveBoundaries}) as the database has them, and
 * before it those of HBase and of the database, each once. A query that begins at the boundary or later is one of the database, and so is
 * every page that the rows of the database fill. Earlier rows are found by their device and in order of time only. Thread-safe.
 */
public final class QuarterHourSource extends MongoSource {
    /** Each device is a scan of its own. */
    static final int MOST_DEVICES = 100;

    private final MongoCollection<RawBsonDocument> collection;
    private final ArchiveBoundaries boundaries;
    private final Supplier<Optional<SeriesStore>> series;

    /** @param series empty on a node without a connection to HBase */
    public QuarterHourSource(
            String name,
            MongoCollection<?> collection,
            OwnerFields owners,
            ArchiveBoundaries boundaries,
            Supplier<Optional<SeriesStore>> series) {
        super(name, collection, owners);
        this.collection = collection.withDocumentClass(RawBsonDocument.class);
        this.boundaries = boundaries;
        this.series = series;
    }

    private Optional<Instant> boundary() {
        return boundaries.of(collection.getNamespace().getCollectionName());
    }

    /** What a query needs of both stores; empty if the database has all of it. */
    private Optional<Spanning> spanning(Bson filter, Caller caller) {
        return boundary().flatMap(boundary -> {
            BsonDocument conditions = bson(filter);
            DocumentKeys keys = DocumentKeys.of(conditions);
            return keys.isEmpty() || !keys.from().isBefore(boundary) || owners().rows(caller) instanceof RowFilter.None
                    ? Optional.empty()
                    : Optional.of(new Spanning(filter, keys, boundary, caller));
        });
    }

    private static BsonDocument bson(Bson filter) {
        return filter.toBsonDocument(Document.class, MongoClientSettings.getDefaultCodecRegistry());
    }

    @Override
    public SourceRows find(SourceQuery query, Caller caller) {
        Optional<Spanning> spanning = spanning(query.filter(), caller);
        return spanning.isPresent() ? spanning.get().find(query) : super.find(query, caller);
    }

    /** Rows before the boundary are counted one by one; what that takes too long for is not counted. */
    @Override
    public OptionalLong count(Bson wanted, long most, Duration timeout, Caller caller) {
        Optional<Spanning> spanning = spanning(wanted, caller);
        return spanning.isPresent() ? spanning.get().count(most, timeout) : super.count(wanted, most, timeout, caller);
    }

    @Override
    public boolean counts() {
        return boundary().isEmpty();
    }

    @Override
    public Optional<Instant> aggregatedSince() {
        return boundary();
    }

    /** One query that begins before the boundary. */
    private final class Spanning {
        private final Bson filter;
        private final DocumentKeys keys;
        private final Instant boundary;
        private final Caller caller;

        Spanning(Bson filter, DocumentKeys keys, Instant boundary, Caller caller) {
            this.filter = filter;
            this.keys = keys;
            this.boundary = boundary;
            this.caller = caller;
        }

        SourceRows find(SourceQuery query) {
            RowOrder order = RowOrder.of(query.sort(), keys, boundary);
            boolean databaseFirst = order != RowOrder.OLDEST_FIRST;
            if (!databaseFirst || query.limit() == 0) {
                devices(); // refused before the first row is sent
            }
            List<SpanningRows.Part> parts = new ArrayList<>(2);
            parts.add((skip, limit) -> archived(query, order, skip));
            if (keys.to().isAfter(boundary)) {
                parts.add(databaseFirst ? 0 : 1, (skip, limit) -> database(query, skip, limit, databaseFirst));
            }
            return new SpanningRows(parts, query.skip(), query.limit());
        }

        private SpanningRows.SkippedRows database(SourceQuery query, long skip, int limit, boolean first) {
            // how many rows there are matters only if others follow
            long skipped = skip == 0 || !first ? skip : countSince(skip, query.timeout());
            SourceQuery here =
                    new SourceQuery(since(filter), query.projection(), query.sort(), skip, limit, query.timeout());
            return new SpanningRows.SkippedRows(QuarterHourSource.super.find(here, caller), skipped);
        }

        private long countSince(long most, Duration timeout) {
            return QuarterHourSource.super
                    .count(since(filter), most, timeout, caller)
                    .orElse(most);
        }

        /** Alternatives stay outside, where MongoDB plans each of them by itself. */
        private Bson since(Bson wanted) {
            Bson condition = Filters.gte(TelemetryFields.TIMESTAMP, Date.from(boundary));
            if (wanted instanceof Document document
                    && document.size() == 1
                    && document.get("$or") instanceof List<?> alternatives
                    && alternatives.stream().allMatch(Bson.class::isInstance)) {
                return new Document(
                        "$or",
                        alternatives.stream()
                                .map(alternative -> Filters.and((Bson) alternative, condition))
                                .toList());
            }
            return Filters.and(wanted, condition);
        }

        private SpanningRows.SkippedRows archived(SourceQuery query, RowOrder order, long skip) {
            Iterator<RawBsonDocument> rows = rows(order, query.timeout());
            long skipped = 0;
            while (skipped < skip && rows.hasNext()) {
                rows.next();
                skipped++;
            }
            RowProjection projection = new RowProjection(query.projection());
            return new SpanningRows.SkippedRows(new ProjectedRows(rows, projection), skipped);
        }

        private ArchivedRows rows(RowOrder order, Duration timeout) {
            Set<String> devices = devices();
            SeriesStore store = series.get()
                    .orElseThrow(() -> new UnavailableException(
                            "This node has no connection to HBase, which has the rows before " + boundary, null));
            Instant from = keys.from().isBefore(Instant.EPOCH) ? Instant.EPOCH : keys.from();
            Instant to = keys.to().isBefore(boundary) ? keys.to() : boundary;
            return new ArchivedRows(store, collection, devices, from, to, order, matcher(), timeout);
        }

        private Set<String> devices() {
            return keys.devices()
                    .filter(named -> named.size() <= MOST_DEVICES)
                    .orElseThrow(() -> ArchiveQueryException.noDevice(boundary, MOST_DEVICES));
        }

        private Predicate<BsonDocument> matcher() {
            Predicate<BsonDocument> wanted = RowMatcher.of(filter);
            return owners().rows(caller) instanceof RowFilter.All
                    ? wanted
                    : row -> owners().includes(caller, row) && wanted.test(row);
        }

        OptionalLong count(long most, Duration timeout) {
            if (keys.devices().isEmpty()) {
                return OptionalLong.empty();
            }
            OptionalLong recent = keys.to().isAfter(boundary)
                    ? QuarterHourSource.super.count(since(filter), most, timeout, caller)
                    : OptionalLong.of(0);
            if (recent.isEmpty()) {
                return recent;
            }
            long count = recent.getAsLong();
            for (Iterator<RawBsonDocument> rows = rows(RowOrder.OLDEST_FIRST, timeout); rows.hasNext(); rows.next()) {
                count++;
                if (count > most) {
                    return OptionalLong.empty();
                }
            }
            return OptionalLong.of(count);
        }
    }

    private record ProjectedRows(Iterator<RawBsonDocument> rows, RowProjection projection) implements SourceRows {
        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        public RawBsonDocument next() {
            return projection.of(rows.next());
        }

        @Override
        public void close() {
            // scans end with each part
        }
    }
}
