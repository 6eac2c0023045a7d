package eu.flexcoop.middleware.resources.rest.internal.operation;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonGenerator;
import org.bson.Document;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.resources.api.Aggregation;
import eu.flexcoop.middleware.resources.api.Method;
import eu.flexcoop.middleware.resources.api.ResourceDefinition;
import eu.flexcoop.middleware.resources.rest.internal.access.FieldVisibility;
import eu.flexcoop.middleware.resources.rest.internal.access.RowAccess;
import eu.flexcoop.middleware.resources.rest.internal.message.Json;
import eu.flexcoop.middleware.resources.rest.internal.message.Links;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;
import eu.flexcoop.middleware.resources.rest.internal.query.ListQuery;
import eu.flexcoop.middleware.resources.rest.internal.query.QueryFilters;
import eu.flexcoop.middleware.resources.rest.internal.query.Where;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResource;

/** Answers {@code GET /aggregate/<resource>/<period>}: a time series with one row per {@link Period} and group. */
public final class TimeSeriesAggregation {
    public static final String PREFIX = "aggregate/";

    private final RestSettings settings;

    public TimeSeriesAggregation(RestSettings settings) {
        this.settings = settings;
    }

    public RestResponse list(RestRequest request, OpenResource resource, String period) {
        ResourceDefinition definition = resource.definition();
        Aggregation aggregation = definition.aggregation().orElseThrow(Problem::notFound);
        RowAccess rows = resource.access().of(Method.GET, request.caller());
        Document where = request.parameter("where")
                .map(text -> new Where(rows.visibility(), settings.dates()).parse(text))
                .orElseGet(Document::new);
        if (!Stream.concat(Stream.of(aggregation.indexField()), aggregation.groupBy().stream())
                .allMatch(rows.visibility()::mayCompare)) {
            throw Problem.forbidden("The role does not see the fields that '%s' is aggregated by", definition.name());
        }
        int size = ListQuery.pageSize(request, definition, settings);
        int page = ListQuery.page(request);
        Period unit = Period.parse(period);
        Bson filter = QueryFilters.and(resource.filter(), rows.filter(), where);
        Document group = group(aggregation, unit, rows.visibility());
        AggregationWindows windows = new AggregationWindows(
                resource.source(), request.caller(), filter, aggregation, unit, settings.queryTimeout());
        // one more than the page tells whether there is a next one, without counting
        List<Document> found = windows.rows(group, (page - 1L) * size, size + 1);
        return RestResponse.of(
                200, Json.write(8192, out -> write(request, out, definition, aggregation, period, found, page, size)));
    }

    private static Document group(Aggregation aggregation, Period unit, FieldVisibility visibility) {
        Document key = new Document("period", unit.start("$" + aggregation.indexField()));
        aggregation.groupBy().ifPresent(field -> key.append("series", "$" + field));
        Document group = new Document("_id", key);
        aggregation.fields().forEach((field, function) -> {
            if (visibility.mayCompare(field)) {
                group.append(field, new Document(operator(function), "$" + field));
            }
        });
        Stream.concat(aggregation.groupBy().stream(), aggregation.addFields().stream())
                .filter(visibility::mayCompare)
                .forEach(field -> group.append(field, new Document("$first", "$" + field)));
        return group;
    }

    private static String operator(Aggregation.Function function) {
        return "$" + function.name().toLowerCase(Locale.ROOT);
    }

    private void write(
            RestRequest request,
            JsonGenerator out,
            ResourceDefinition definition,
            Aggregation aggregation,
            String period,
            List<Document> found,
            int page,
            int size)
            throws IOException {
        out.writeStartObject();
        out.writeArrayFieldStart("_items");
        for (Document row : found.subList(0, Math.min(size, found.size()))) {
            Document key = (Document) row.remove("_id");
            out.writeStartObject();
            out.writeFieldName(aggregation.indexField());
            Json.write(out, key.get("period"), settings.dates());
            for (Map.Entry<String, Object> entry : row.entrySet()) {
                out.writeFieldName(entry.getKey());
                Json.write(out, entry.getValue(), settings.dates());
            }
            out.writeEndObject();
        }
        out.writeEndArray();
        String url = PREFIX + definition.url() + "/" + period;
        out.writeObjectFieldStart("_links");
        Links.write(out, "parent", "home", "/");
        Links.write(out, "self", definition.title(), url + ListQuery.link(request, size, page, settings));
        if (found.size() > size) {
            Links.write(out, "next", "next page", url + ListQuery.link(request, size, page + 1, settings));
        }
        if (page > 1) {
            Links.write(out, "prev", "previous page", url + ListQuery.link(request, size, page - 1, settings));
        }
        out.writeEndObject();
        out.writeObjectFieldStart("_meta");
        out.writeNumberField("page", page);
        out.writeNumberField("max_results", size);
        out.writeEndObject();
        out.writeEndObject();
    }
}
