package eu.flexcoop.middleware.resources.rest.internal.write;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.mongodb.client.MongoCollection;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.RawBsonDocument;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccess;
import eu.flexcoop.middleware.resources.rest.internal.bulk.BulkFormat;
import eu.flexcoop.middleware.resources.rest.internal.bulk.DocumentReader;
import eu.flexcoop.middleware.resources.rest.internal.bulk.DocumentReaders;
import eu.flexcoop.middleware.resources.rest.internal.bulk.DocumentSpool;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResource;

/**
 * Answers POST of CSV and NDJSON with any number of documents. All are validated before the first is stored, as in a bulk of JSON; in
 * between they are in a temporary file, so that memory does not grow with their number.
 */
public final class ImportOperation {
    private static final int BATCH_DOCUMENTS = 500;
    private static final long BATCH_BYTES = 4 << 20;

    private final WriteContext context;

    public ImportOperation(WriteContext context) {
        this.context = context;
    }

    public RestResponse insert(RestRequest request, OpenResource resource, BulkFormat format) {
        ResourceDefinition definition = resource.definition();
        RowAccess rows = resource.access().of(Method.POST, request.caller());
        if (resource.own().isEmpty()) {
            throw Problem.badRequest(
                    "'%s' belongs to a component, which takes application/json only", definition.name());
        }
        ImportReport report = new ImportReport(context.settings().dates());
        try (DocumentSpool spool = new DocumentSpool();
                DocumentReader reader = DocumentReaders.of(format, request.body(), definition)) {
            validate(request, resource, rows, reader, report, spool);
            if (report.documents() == 0) {
                throw Problem.badRequest("The body has no documents");
            }
            if (report.invalid() > 0) {
                return report.refused();
            }
            store(resource, spool);
            return report.stored();
        } catch (IOException e) {
            throw new UncheckedIOException("The body cannot be closed", e);
        }
    }

    private void validate(
            RestRequest request,
            OpenResource resource,
            RowAccess rows,
            DocumentReader reader,
            ImportReport report,
            DocumentSpool spool) {
        List<Document> batch = new ArrayList<>();
        List<Long> lines = new ArrayList<>();
        Optional<Document> next = reader.next();
        while (next.isPresent()) {
            long limit = reader.consumed() + BATCH_BYTES;
            while (next.isPresent() && batch.size() < BATCH_DOCUMENTS && reader.consumed() < limit) {
                Document document = own(next.get(), resource.definition());
                rows.claim(document, resource.definition());
                rows.requireCreatable(document, resource.definition());
                batch.add(document);
                lines.add(reader.line());
                next = reader.next();
            }
            if (report.documents() + batch.size() > 1
                    && !resource.definition().writes().bulk()) {
                throw Problem.badRequest(
                        "'%s' takes one document at a time",
                        resource.definition().name());
            }
            List<Map<String, Object>> issues = context.issues(request, resource, batch);
            for (int i = 0; i < issues.size(); i++) {
                report.add(lines.get(i), issues.get(i));
            }
            if (report.invalid() == 0) {
                batch.forEach(rows::stamp);
                DocumentStore.stamp(resource, batch);
                batch.forEach(spool::add);
            }
            batch.clear();
            lines.clear();
        }
    }

    /** Leaves out what the API itself adds to each document, so that what was exported can be imported. */
    static Document own(Document document, ResourceDefinition definition) {
        if (definition.writes().softDelete()) {
            document.remove(DocumentFields.DELETED);
        }
        if (definition.writes().versioned()) {
            document.remove(DocumentFields.VERSION);
            document.remove(DocumentFields.LATEST_VERSION);
        }
        List.of(DocumentFields.UPDATED, DocumentFields.CREATED, DocumentFields.ETAG, "_links")
                .forEach(document::remove);
        return document;
    }

    private void store(OpenResource resource, DocumentSpool spool) {
        context.store().requireUniqueIndexes(resource);
        MongoCollection<RawBsonDocument> collection = resource.collection().withDocumentClass(RawBsonDocument.class);
        try {
            spool.forEachBatch(batch -> DocumentStore.write(resource, () -> collection.insertMany(batch)));
        } catch (RuntimeException e) {
            // most likely two documents with one value of a unique field: none of the body stays
            spool.forEachBatch(batch -> collection.deleteMany(stored(batch)));
            throw e;
        }
    }

    /** The ETags are new and random, so this never finds a document of somebody else that has one of the ids. */
    private static Document stored(List<RawBsonDocument> batch) {
        return new Document("_id", new Document("$in", values(batch, "_id")))
                .append(DocumentFields.ETAG, new Document("$in", values(batch, DocumentFields.ETAG)));
    }

    private static List<BsonValue> values(List<? extends BsonDocument> batch, String field) {
        return batch.stream().map(document -> document.get(field)).toList();
    }
}
