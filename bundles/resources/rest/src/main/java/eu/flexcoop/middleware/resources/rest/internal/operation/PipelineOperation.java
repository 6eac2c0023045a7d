package eu.flexcoop.middleware.resources.rest.internal.operation;

import java.util.ArrayList;
import java.util.List;

import org.bson.BsonDocument;
import org.bson.Document;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccess;
import eu.flexcoop.middleware.resources.rest.internal.embed.RelatedLinks;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;
import eu.flexcoop.middleware.resources.rest.internal.query.PagePosition;
import eu.flexcoop.middleware.resources.rest.internal.query.PipelineParameters;
import eu.flexcoop.middleware.resources.rest.internal.query.QueryFilters;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResource;
import eu.flexcoop.middleware.resources.rest.internal.store.StoredDocument;
import eu.flexcoop.middleware.resources.spi.SourceRows;

/** Answers GET of a resource whose rows are the results of a pipeline, computed from the rows that the caller may see. */
public final class PipelineOperation {
    private final RestSettings settings;

    public PipelineOperation(RestSettings settings) {
        this.settings = settings;
    }

    public RestResponse list(RestRequest request, OpenResource resource) {
        ResourceDefinition definition = resource.definition();
        RowAccess access = resource.access().of(Method.GET, request.caller());
        if (access.visibility().limited()) {
            throw Problem.forbidden("The role does not see all fields that '%s' is computed from", definition.name());
        }
        if (request.query().containsKey(PagePosition.PARAMETER)) {
            throw Problem.badRequest(
                    "'after' is for stored documents, results of an aggregation have pages: use 'page'");
        }
        ListFrame frame = ListFrame.numbered(request, definition, settings);
        List<Bson> stages = stages(request, resource, access);
        List<Bson> page = new ArrayList<>(stages);
        if (frame.skip() > 0) {
            page.add(new Document("$skip", frame.skip()));
        }
        if (frame.limit() > 0) {
            page.add(new Document("$limit", frame.readLimit()));
        }
        SourceRows rows = resource.source().aggregate(page, settings.queryTimeout(), request.caller());
        ListBody body =
                new ListBody(frame, rows, StoredDocument.computed(resource, settings.dates()), RelatedLinks.NONE);
        RestResponse answer = body.start(() -> frame.paged() ? count(request, resource, stages) : RowTotal.UNKNOWN);
        answer.headers().remove("X-Total-Count");
        answer.headers().remove("Last-Modified");
        return ReadOperations.cacheable(answer, definition);
    }

    private List<Bson> stages(RestRequest request, OpenResource resource, RowAccess access) {
        List<Bson> stages = new ArrayList<>();
        Bson filter = QueryFilters.and(resource.filter(), access.filter());
        if (!filter.toBsonDocument().isEmpty()) {
            stages.add(new Document("$match", filter));
        }
        stages.addAll(new PipelineParameters(resource.definition().storage().pipeline(), settings.dates())
                .fill(request.parameter("aggregate")));
        return stages;
    }

    private RowTotal count(RestRequest request, OpenResource resource, List<Bson> stages) {
        List<Bson> counting = new ArrayList<>(stages);
        counting.add(new Document("$limit", RowCounts.MOST + 1));
        counting.add(new Document("$count", "rows"));
        try (SourceRows rows = resource.source().aggregate(counting, settings.queryTimeout(), request.caller())) {
            long all = 0;
            if (rows.hasNext()) {
                BsonDocument counted = rows.next();
                all = counted.getNumber("rows").longValue();
            }
            return all > RowCounts.MOST ? RowTotal.moreThan(RowCounts.MOST) : RowTotal.of(all);
        }
    }
}
