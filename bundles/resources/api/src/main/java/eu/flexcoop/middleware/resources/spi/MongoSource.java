package eu.flexcoop.middleware.resources.spi;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.Filters;
import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.security.api.Caller;
import eu.flexcoop.middleware.security.api.RowFilter;

/**
 * A source over one MongoDB collection, the common case: the owner of the collection extends it or creates it. Sorted rows have
 * a total order, by {@code _id} last, as far as the index that serves the order ends with {@code _id}. Exceptions of the driver reach
 * the caller. Thread-safe.
 */
public class MongoSource implements ResourceSource {
    private static final Document ALL = new Document();
    /** Rows that a cursor holds in memory; a page comes in one piece. */
    private static final int MOST_AT_ONCE = 1000;

    private final String name;
    private final MongoCollection<RawBsonDocument> collection;
    private final OwnerFields owners;
    private final Bson filter;
    private final KnownIndexes indexes;

    /** @param collection opened by its owner, with the indexes that queries over REST need and its retention */
    public MongoSource(String name, MongoCollection<?> collection, OwnerFields owners) {
        this(name, collection, owners, ALL);
    }

    /** @param filter restricts what is shown of the collection */
    public MongoSource(String name, MongoCollection<?> collection, OwnerFields owners, Bson filter) {
        this.name = Objects.requireNonNull(name, "name");
        this.collection = collection.withDocumentClass(RawBsonDocument.class);
        this.owners = Objects.requireNonNull(owners, "owners");
        this.filter = Objects.requireNonNull(filter, "filter");
        this.indexes = new KnownIndexes(collection);
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final OwnerFields owners() {
        return owners;
    }

    @Override
    public SourceRows find(SourceQuery query, Caller caller) {
        return visible(query.filter(), caller)
                .map(wanted -> find(query, wanted))
                .orElseGet(() -> SourceRows.of(List.of()));
    }

    private SourceRows find(SourceQuery query, Bson wanted) {
        FindIterable<RawBsonDocument> found = collection
                .find(wanted)
                .projection(query.projection())
                .sort(order(query.sort(), wanted))
                .skip((int) Math.min(query.skip(), Integer.MAX_VALUE))
                .limit(query.limit())
                .batchSize(query.limit() == 0 ? MOST_AT_ONCE : Math.min(query.limit(), MOST_AT_ONCE))
                .maxTime(query.timeout().toMillis(), TimeUnit.MILLISECONDS);
        return new CursorRows(found.iterator());
    }

    private Document order(Document sort, Bson wanted) {
        return sort.isEmpty()
                ? sort
                : StableOrder.of(
                        sort, wanted.toBsonDocument(Document.class, collection.getCodecRegistry()), indexes.get());
    }

    @Override
    public Set<String> indexed() {
        Set<String> first = new LinkedHashSet<>();
        indexes.get()
                .forEach(index -> first.add(
                        index.get("key", Document.class).keySet().iterator().next()));
        return first;
    }

    @Override
    public List<Document> indexes() {
        return indexes.get().stream()
                .filter(index -> !index.containsKey("partialFilterExpression"))
                .map(index -> index.get("key", Document.class))
                .toList();
    }

    @Override
    public long size() {
        return indexes.documents();
    }

    @Override
    public Optional<Document> totalOrder(Document sort, Bson wanted, Caller caller) {
        return visible(wanted, caller)
                .flatMap(visible -> StableOrder.total(
                        sort, visible.toBsonDocument(Document.class, collection.getCodecRegistry()), indexes.get()));
    }

    @Override
    public boolean counts() {
        return true;
    }

    @Override
    public OptionalLong count(Bson wanted, long most, Duration timeout, Caller caller) {
        Optional<Bson> visible = visible(wanted, caller);
        if (visible.isEmpty()) {
            return OptionalLong.of(0);
        }
        if (isEmpty(visible.get())) {
            return OptionalLong.of(collection.estimatedDocumentCount());
        }
        CountOptions options = new CountOptions()
                .maxTime(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .limit((int) Math.min(most + 1, Integer.MAX_VALUE));
        long count = collection.countDocuments(visible.get(), options);
        return count > most ? OptionalLong.empty() : OptionalLong.of(count);
    }

    @Override
    public SourceRows aggregate(List<? extends Bson> pipeline, Duration timeout, Caller caller) {
        Optional<Bson> visible = visible(ALL, caller);
        if (visible.isEmpty()) {
            return SourceRows.of(List.of());
        }
        List<Bson> stages = new ArrayList<>(pipeline.size() + 1);
        if (!isEmpty(visible.get())) {
            stages.add(new Document("$match", visible.get()));
        }
        stages.addAll(pipeline);
        return new CursorRows(collection
                .aggregate(stages)
                .maxTime(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .allowDiskUse(true)
                .iterator());
    }

    /** Empty when the caller may see no row. */
    private Optional<Bson> visible(Bson wanted, Caller caller) {
        RowFilter rows = owners.rows(caller);
        if (rows instanceof RowFilter.None) {
            return Optional.empty();
        }
        List<Bson> conditions = new ArrayList<>(4);
        if (rows instanceof RowFilter.Equal own) {
            own.values().forEach((field, value) -> conditions.add(Filters.eq(field, value)));
        }
        if (!isEmpty(filter)) {
            conditions.add(filter);
        }
        if (conditions.isEmpty()) {
            return Optional.of(isEmpty(wanted) ? ALL : wanted);
        }
        return Optional.of(and(conditions, wanted));
    }

    /** Alternatives stay outside, where MongoDB plans each of them by itself. */
    private static Bson and(List<Bson> conditions, Bson wanted) {
        if (wanted instanceof Document document
                && document.size() == 1
                && document.get("$or") instanceof List<?> alternatives
                && alternatives.stream().allMatch(Bson.class::isInstance)) {
            return Filters.or(alternatives.stream()
                    .map(alternative -> and(conditions, (Bson) alternative))
                    .toList());
        }
        List<Bson> all = new ArrayList<>(conditions);
        if (!isEmpty(wanted)) {
            all.add(wanted);
        }
        return all.size() == 1 ? all.get(0) : Filters.and(all);
    }

    private static boolean isEmpty(Bson filter) {
        return filter instanceof Document document && document.isEmpty()
                || filter instanceof BsonDocument bson && bson.isEmpty();
    }

    private record CursorRows(MongoCursor<RawBsonDocument> cursor) implements SourceRows {
        @Override
        public boolean hasNext() {
            return cursor.hasNext();
        }

        @Override
        public RawBsonDocument next() {
            return cursor.next();
        }

        @Override
        public void close() {
            cursor.close();
        }
    }
}
