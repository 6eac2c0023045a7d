package eu.flexcoop.middleware.resources.rest.internal.operation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonGenerator;
import org.bson.Document;
import org.bson.codecs.DocumentCodec;
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
import eu.flexcoop.middleware.resources.spi.SourceRows;

/**
 * {@code GET /aggregate/<resource>/<period>}: a time series with one row per period, put together in the store. A period is a
 * number and a unit: {@code 15T} minutes, {@code 1H}, {@code 1D}, {@code 1W}, {@code 1M}; without a number it is 1.
 */
public final class TimeSeriesAggregation {
    public static final String PREFIX = "aggregate/";
    private static final Pattern PERIOD = Pattern.compile("(\\d{0,4})(min|T|H|D|W|M|Y)", Pattern.CASE_INSENSITIVE);
    private static final Map<String, String> UNITS =
            Map.of("T", "minute", "MIN", "minute", "H", "hour", "D", "day", "W", "week", "M", "month", "Y", "year");

    private static final DocumentCodec DOCUMENTS = new DocumentCodec();

    private final RestSettings settings;

    public TimeSeriesAggregation(RestSettings settings) {
        this.settings = settings;
    }

    public RestResponse list(RestRequest request, OpenResource resource, String period) {
        ResourceDefinition definition = resource.definition();
        Aggregation aggregation = definition.aggregation().orElseThrow(Problem::notFound);
        RowAccess rows = RowAccess.of(definition, Method.GET, request.caller());
        Document where = request.parameter("where")
                .map(text -> new Where(rows.visibility(), settings.dates()).parse(text))
                .orElseGet(Document::new);
        if (!Stream.concat(Stream.of(aggregation.indexField()), aggregation.groupBy().stream())
                .allMatch(rows.visibility()::mayCompare)) {
            throw Problem.forbidden("'%s' cannot be put together from what the role sees", definition.name());
        }
        int size = ListQuery.pageSize(request, definition, settings);
        int page = ListQuery.page(request);
        List<Bson> pipeline = new ArrayList<>();
        pipeline.add(new Document("$match", QueryFilters.and(resource.filter(), rows.filter(), where)));
        pipeline.add(new Document("$sort", new Document(aggregation.indexField(), 1)));
        pipeline.add(new Document("$group", group(aggregation, truncation(aggregation, period), rows.visibility())));
        pipeline.add(new Document("$sort", new Document("_id.period", 1).append("_id.series", 1)));
        // one more than the page tells whether there is a next one, without counting
        pipeline.add(new Document("$skip", (page - 1L) * size));
        pipeline.add(new Document("$limit", size + 1));
        byte[] body = Json.write(8192, out -> {
            try (SourceRows cursor = resource.source().aggregate(pipeline, settings.queryTimeout(), request.caller())) {
                write(request, out, definition, aggregation, period, cursor, page, size);
            }
        });
        return RestResponse.of(200, body);
    }

    private static Document truncation(Aggregation aggregation, String period) {
        Matcher matcher = PERIOD.matcher(period);
        if (!matcher.matches() || matcher.group(1).matches("0+")) {
            throw Problem.badRequest("Period '%s' is unknown, use for example 15T, 1H, 1D, 1W, 1M", period);
        }
        int number = matcher.group(1).isEmpty() ? 1 : Integer.parseInt(matcher.group(1));
        return new Document(
                "$dateTrunc",
                new Document("date", "$" + aggregation.indexField())
                        .append("unit", UNITS.get(matcher.group(2).toUpperCase(Locale.ROOT)))
                        .append("binSize", number)
                        .append("startOfWeek", "monday"));
    }

    private static Document group(Aggregation aggregation, Document truncation, FieldVisibility visibility) {
        Document key = new Document("period", truncation);
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
            SourceRows cursor,
            int page,
            int size)
            throws IOException {
        out.writeStartObject();
        out.writeArrayFieldStart("_items");
        for (int i = 0; i < size && cursor.hasNext(); i++) {
            Document row = cursor.next().decode(DOCUMENTS);
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
        if (cursor.hasNext()) {
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
