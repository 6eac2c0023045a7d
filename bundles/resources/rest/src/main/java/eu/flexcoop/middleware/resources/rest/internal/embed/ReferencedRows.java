package eu.flexcoop.middleware.resources.rest.internal.embed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

import org.bson.BsonValue;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.rest.internal.access.ResourceAccess;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccess;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.query.QueryFilters;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResource;
import eu.flexcoop.middleware.resources.spi.SourceQuery;
import eu.flexcoop.middleware.resources.spi.SourceRows;
import eu.flexcoop.middleware.security.api.Caller;

/** The rows of a referenced resource as the caller would read them there: his rows, without hidden fields. */
final class ReferencedRows {
    private static final int BATCH = 500;

    private final OpenResource resource;
    private final RowAccess access;
    private final String field;
    private final Caller caller;
    private final Duration timeout;

    private ReferencedRows(OpenResource resource, RowAccess access, String field, Caller caller, Duration timeout) {
        this.resource = resource;
        this.access = access;
        this.field = field;
        this.caller = caller;
        this.timeout = timeout;
    }

    /** Empty if the caller may not read the resource, or not the field that is referred to. */
    static Optional<ReferencedRows> of(OpenResource resource, String field, Caller caller, Duration timeout) {
        try {
            RowAccess access = resource.access().item(Method.GET, caller);
            return access.visibility().mayCompare(field)
                    ? Optional.of(new ReferencedRows(resource, access, field, caller, timeout))
                    : Optional.empty();
        } catch (Problem e) {
            if (ResourceAccess.isRefusal(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Gives each row together with the value that refers to it. */
    void find(Collection<BsonValue> references, BiConsumer<BsonValue, RawBsonDocument> found) {
        List<BsonValue> all = new ArrayList<>(references);
        for (int from = 0; from < all.size(); from += BATCH) {
            List<BsonValue> batch = all.subList(from, Math.min(from + BATCH, all.size()));
            Bson filter = QueryFilters.and(
                    resource.filter(), access.filter(), new Document(field, new Document("$in", batch)));
            SourceQuery query = new SourceQuery(filter, access.visibility().shown(), new Document(), 0, 0, timeout);
            try (SourceRows rows = resource.source().find(query, caller)) {
                while (rows.hasNext()) {
                    RawBsonDocument row = rows.next();
                    found.accept(row.get(field), row);
                }
            }
        }
    }
}
