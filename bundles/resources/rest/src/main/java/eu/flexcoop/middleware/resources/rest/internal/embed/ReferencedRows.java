package eu.flexcoop.middleware.resources.rest.internal.embed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

import com.mongodb.client.MongoCursor;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.DocumentCodec;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.api.Constraint;
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
    private static final DocumentCodec DOCUMENTS = new DocumentCodec();

    private final OpenResource resource;
    private final RowAccess access;
    private final String field;
    private final boolean versioned;
    private final Caller caller;
    private final Duration timeout;

    private ReferencedRows(
            OpenResource resource, RowAccess access, Constraint.Reference reference, Caller caller, Duration timeout) {
        this.resource = resource;
        this.access = access;
        this.field = reference.field();
        this.versioned = reference.versioned();
        this.caller = caller;
        this.timeout = timeout;
    }

    /** Empty if the caller may not read the resource, or not the field that is referred to. */
    static Optional<ReferencedRows> of(
            OpenResource resource, Constraint.Reference reference, Caller caller, Duration timeout) {
        try {
            RowAccess access = resource.access().item(Method.GET, caller);
            boolean kept = !reference.versioned() || resource.history().isPresent();
            return kept && access.visibility().mayCompare(reference.field())
                    ? Optional.of(new ReferencedRows(resource, access, reference, caller, timeout))
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
        if (versioned) {
            references.forEach(reference -> version(reference).ifPresent(row -> found.accept(reference, row)));
            return;
        }
        // an object that was stored as a reference is data, never an operator
        List<BsonValue> all = references.stream()
                .filter(reference -> !reference.isDocument() && !reference.isRegularExpression())
                .toList();
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

    /** The version that an object with the field and {@code _version} means, if it was the caller's then and the document is now. */
    private Optional<RawBsonDocument> version(BsonValue reference) {
        if (!(reference instanceof BsonDocument object)
                || !object.containsKey(field)
                || !object.isNumber(DocumentFields.VERSION)) {
            return Optional.empty();
        }
        Bson filter =
                QueryFilters.and(resource.filter(), access.filter(), QueryFilters.equal(field, object.get(field)));
        try (SourceRows rows = resource.source().find(SourceQuery.one(filter, new Document(), timeout), caller)) {
            if (!rows.hasNext()) {
                return Optional.empty();
            }
            Document latest = rows.next().decode(DOCUMENTS);
            int number = object.getNumber(DocumentFields.VERSION).intValue();
            List<Bson> own = new ArrayList<>(List.of(new Document("$match", access.filter())));
            if (!access.visibility().shown().isEmpty()) {
                own.add(new Document("$project", access.visibility().shown()));
            }
            try (MongoCursor<RawBsonDocument> version =
                    resource.history().orElseThrow().states(latest, number, own, timeout)) {
                return version.hasNext() ? Optional.of(version.next()) : Optional.empty();
            }
        }
    }
}
