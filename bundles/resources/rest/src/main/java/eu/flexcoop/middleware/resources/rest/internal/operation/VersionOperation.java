package eu.flexcoop.middleware.resources.rest.internal.operation;

import java.util.Date;
import java.util.Optional;

import org.bson.Document;
import org.bson.codecs.DocumentCodec;

import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.api.ResourceRegistry;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccess;
import eu.flexcoop.middleware.resources.rest.internal.embed.RelatedLinks;
import eu.flexcoop.middleware.resources.rest.internal.message.DateText;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;
import eu.flexcoop.middleware.resources.rest.internal.query.ListQuery;
import eu.flexcoop.middleware.resources.rest.internal.query.QueryFilters;
import eu.flexcoop.middleware.resources.rest.internal.store.Etags;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResource;
import eu.flexcoop.middleware.resources.spi.SourceQuery;
import eu.flexcoop.middleware.resources.spi.SourceRows;

/**
 * Answers GET of a document with {@code ?version=}: one version, {@code all}, or {@code diffs}. The document must be the caller's now,
 * and of its versions the caller gets those that were his, with the fields that he sees.
 */
final class VersionOperation {
    private static final DocumentCodec DOCUMENTS = new DocumentCodec();

    private final ResourceRegistry registry;
    private final RestSettings settings;

    VersionOperation(ResourceRegistry registry, RestSettings settings) {
        this.registry = registry;
        this.settings = settings;
    }

    /** Whether the request is about the versions of a document and not about the document. */
    static boolean isAsked(RestRequest request, OpenResource resource) {
        return resource.history().isPresent() && request.parameter("version").isPresent();
    }

    RestResponse item(RestRequest request, OpenResource resource, String address) {
        RowAccess rows = resource.access().item(Method.GET, request.caller());
        String asked = request.parameter("version").orElseThrow();
        boolean list = asked.equals("all") || asked.equals("diffs");
        int number = list ? 0 : number(asked);
        Document latest = latest(request, resource, rows, address);
        Document projection = ListQuery.projection(request, rows.visibility());
        VersionRows versions = new VersionRows(resource, latest, rows, projection, settings.queryTimeout());
        VersionBody body = new VersionBody(request, versions, RelatedLinks.of(resource, registry), settings);
        RestResponse answer = list ? body.list(asked.equals("diffs")) : body.one(number);
        Optional<String> etag = list ? tag(request, resource, latest, rows) : body.tag();
        boolean known = request.header("If-None-Match")
                .filter(sent -> etag.filter(tag -> Etags.matches(sent, tag)).isPresent())
                .isPresent();
        if (answer.status() == 200 && known) {
            answer = RestResponse.empty(304);
        }
        if (etag.isPresent()) {
            answer.header("ETag", '"' + etag.get() + '"');
        }
        if (answer.status() == 404) {
            return answer;
        }
        if (answer.status() == 200 && latest.get(DocumentFields.UPDATED) instanceof Date updated) {
            answer.header("Last-Modified", DateText.HTTP.format(updated.getTime()));
        }
        return ReadOperations.cacheable(answer, resource.definition());
    }

    /** Of the list of versions, which changes with the document; empty if the API root has no ETags. */
    private Optional<String> tag(RestRequest request, OpenResource resource, Document latest, RowAccess rows) {
        return settings.api().writing().etags()
                ? Optional.of(Etags.header(
                        resource, latest, Etags.of(resource, latest, rows.visibility(), settings, request.caller())))
                : Optional.empty();
    }

    private static int number(String asked) {
        try {
            int number = Integer.parseInt(asked);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // the same as a number that makes no sense
        }
        throw Problem.badRequest("'version' is '%s', use a number from 1, all or diffs", asked);
    }

    private Document latest(RestRequest request, OpenResource resource, RowAccess rows, String address) {
        Document lookup = QueryFilters.address(resource.definition(), address).orElseThrow(Problem::notFound);
        SourceQuery query = SourceQuery.one(
                QueryFilters.and(resource.filterWithDeleted(), rows.filter(), lookup),
                new Document(),
                settings.queryTimeout());
        try (SourceRows found = resource.source().find(query, request.caller())) {
            if (!found.hasNext()) {
                throw Problem.notFound();
            }
            return found.next().decode(DOCUMENTS);
        }
    }
}
