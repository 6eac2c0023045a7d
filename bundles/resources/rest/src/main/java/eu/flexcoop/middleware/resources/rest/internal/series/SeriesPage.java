package eu.flexcoop.middleware.resources.rest.internal.series;

import java.io.IOException;
import java.util.List;

import com.fasterxml.jackson.core.JsonGenerator;
import org.bson.Document;

import eu.flexcoop.middleware.resources.api.Aggregation;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.rest.internal.message.Links;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;
import eu.flexcoop.middleware.resources.rest.internal.query.ListQuery;
import eu.flexcoop.middleware.resources.rest.internal.query.PagePosition;

/**
 * Which page of a time series is wanted, by its number or its position, and the links to the pages beside it.
 *
 * @param number from 1; 1 if pages have positions
 * @param size most rows
 * @param positioned the client pages by positions
 */
record SeriesPage(
        RestRequest request, int number, int size, boolean positioned, SeriesPosition position, RestSettings settings) {

    static SeriesPage of(
            RestRequest request, ResourceDefinition definition, Aggregation aggregation, RestSettings settings) {
        boolean positioned = request.query().containsKey(PagePosition.PARAMETER);
        if (positioned && request.query().containsKey("page")) {
            throw Problem.badRequest("'page' and 'after' exclude each other, use one of them");
        }
        return new SeriesPage(
                request,
                positioned ? 1 : ListQuery.page(request),
                ListQuery.pageSize(request, definition, settings),
                positioned,
                SeriesPosition.of(request, aggregation),
                settings);
    }

    long skip() {
        return (number - 1L) * size;
    }

    /**
     * Writes links and page.
     *
     * @param url of the series
     * @param found rows of the page, and one more if there is a next page
     */
    void write(JsonGenerator out, ResourceDefinition definition, String url, List<Document> found) throws IOException {
        boolean more = found.size() > size;
        out.writeObjectFieldStart("_links");
        Links.write(out, "parent", "home", "/");
        String own = positioned ? request.parameter(PagePosition.PARAMETER).orElse("") : null;
        Links.write(out, "self", definition.title(), url + query(number, own));
        if (more) {
            String next = positioned ? query(1, position.behind(found.get(size - 1))) : query(number + 1, null);
            Links.write(out, "next", "next page", url + next);
        }
        if (number > 1) {
            Links.write(out, "prev", "previous page", url + query(number - 1, null));
        }
        out.writeEndObject();
        out.writeObjectFieldStart("_meta");
        if (!positioned) {
            out.writeNumberField("page", number);
        }
        out.writeNumberField("max_results", size);
        out.writeEndObject();
    }

    private String query(int page, String after) {
        return ListQuery.link(request, size, page, after, settings);
    }
}
