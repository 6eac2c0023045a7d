package eu.flexcoop.middleware.resources.rest.internal.bulk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

import org.bson.Document;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccess;
import eu.flexcoop.middleware.resources.rest.internal.embed.EmbeddedDocuments;
import eu.flexcoop.middleware.resources.rest.internal.embed.Embedding;
import eu.flexcoop.middleware.resources.rest.internal.media.MediaOutput;
import eu.flexcoop.middleware.resources.rest.internal.message.BeginningInMemory;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;
import eu.flexcoop.middleware.resources.rest.internal.query.ListQuery;
import eu.flexcoop.middleware.resources.rest.internal.query.PagePosition;
import eu.flexcoop.middleware.resources.rest.internal.query.QueryFilters;
import eu.flexcoop.middleware.resources.rest.internal.query.Where;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResource;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResources;
import eu.flexcoop.middleware.resources.rest.internal.store.SlowQueries;
import eu.flexcoop.middleware.resources.rest.internal.store.StoredDocument;
import eu.flexcoop.middleware.resources.spi.SourceQuery;
import eu.flexcoop.middleware.resources.spi.SourceRows;

/**
 * Answers GET of a list as CSV or NDJSON: all rows of the query, or as many as {@code max_results} says, without pages around them.
 * Rows, fields and filters of the caller are those of the list as JSON.
 */
public final class ExportOperation {
    private final Embedding embedding;
    private final RestSettings settings;

    public ExportOperation(ResourceRegistry registry, OpenResources resources, RestSettings settings) {
        this.embedding = new Embedding(registry, resources, settings);
        this.settings = settings;
    }

    public RestResponse list(RestRequest request, OpenResource resource, BulkFormat format) {
        RowAccess access = resource.access().of(Method.GET, request.caller());
        Document where = request.parameter("where")
                .map(text -> Where.of(access.visibility(), resource.validator(), settings)
                        .parse(text))
                .orElseGet(Document::new);
        Bson filter = QueryFilters.and(resource.filter(), access.filter(), where);
        if (request.query().containsKey(PagePosition.PARAMETER)) {
            throw Problem.badRequest("A list of lines has no pages, it goes on to its end; leave 'after' out");
        }
        Document projection = ListQuery.projection(request, access.visibility());
        Document sort = ListQuery.sort(request, access.visibility());
        boolean sorted = request.parameter("sort").isPresent();
        SlowQueries.refuse(resource, access, request.caller(), where, sorted ? sort : new Document());
        int limit = limit(request);
        SourceQuery query = new SourceQuery(
                filter, projection, sort, (ListQuery.page(request) - 1L) * limit, limit, settings.queryTimeout());
        Optional<EmbeddedDocuments> embedded = embedding.of(request, resource);
        StoredDocument document = new StoredDocument(resource, settings);
        embedded.ifPresent(documents -> document.replace(documents.replacements()));
        MediaOutput.addresses(resource, settings, request).ifPresent(document::media);
        BeginningInMemory sink = new BeginningInMemory();
        try {
            RowWriter writer =
                    switch (format) {
                        case NDJSON -> new NdjsonWriter(document, sink);
                        case CSV -> new CsvWriter(
                                document,
                                CsvColumns.of(
                                        resource.definition(),
                                        projection,
                                        settings.api().writing().etags()),
                                sink);
                    };
            SourceRows rows = resource.source().find(query, request.caller());
            return new RowsBody(embedded.map(documents -> documents.along(rows)).orElse(rows), writer, sink)
                    .start()
                    .header("Content-Type", format.contentType())
                    .header("Vary", "Accept");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot happen: the stream is memory", e);
        }
    }

    /** 0 for all. */
    private static int limit(RestRequest request) {
        return request.parameter("max_results")
                .map(text -> {
                    try {
                        int limit = Integer.parseInt(text.strip());
                        if (limit > 0) {
                            return limit;
                        }
                    } catch (NumberFormatException e) {
                        // the same as a number that makes no sense
                    }
                    throw Problem.badRequest(
                            "'max_results' is '%s', use a number from 1, or leave it out for all", text);
                })
                .orElse(0);
    }
}
