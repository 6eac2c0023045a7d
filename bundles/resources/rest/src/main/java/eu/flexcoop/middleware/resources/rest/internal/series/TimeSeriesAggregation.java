package eu.flexcoop.middleware.resources.rest.internal.series;

import java.io.IOException;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;
import eu.flexcoop.middleware.resources.rest.internal.message.RestRequest;
import eu.flexcoop.middleware.resources.rest.internal.message.RestResponse;
import eu.flexcoop.middleware.resources.rest.internal.message.RestSettings;
import eu.flexcoop.middleware.resources.rest.internal.query.QueryFilters;
import eu.flexcoop.middleware.resources.rest.internal.query.Where;
import eu.flexcoop.middleware.resources.rest.internal.store.OpenResource;
import eu.flexcoop.middleware.resources.rest.internal.store.SlowQueries;

/** Answers {@code GET /aggregate/<resource>/<period>}: a time series with one row per {@link Period} and group. */
public final class TimeSeriesAggregation {
    public static final String PREFIX = "aggregate/";
    /** A regular expression for the periods that addresses may name. */
    public static final String PERIODS = Period.PATTERN;

    private final RestSettings settings;

    public TimeSeriesAggregation(RestSettings settings) {
        this.settings = settings;
    }

    public RestResponse list(RestRequest request, OpenResource resource, String period) {
        ResourceDefinition definition = resource.definition();
        Aggregation defined = definition.aggregation().orElseThrow(Problem::notFound);
        RowAccess rows = resource.access().of(Method.GET, request.caller());
        Document where = request.parameter("where")
                .map(text -> Where.of(rows.visibility(), resource.validator(), settings)
                        .parse(text))
                .orElseGet(Document::new);
        if (!Stream.concat(Stream.of(defined.indexField()), defined.groupBy().stream())
                .allMatch(rows.visibility()::mayCompare)) {
            throw Problem.forbidden("The role does not see the fields that '%s' is aggregated by", definition.name());
        }
        Aggregation aggregation = seen(defined, rows.visibility());
        SlowQueries.refuse(resource, rows, request.caller(), where, new Document());
        SeriesPage page = SeriesPage.of(request, definition, aggregation, settings);
        Period unit =
                Period.parse(period, request.parameter("tz").map(Period::zone).orElse(ZoneOffset.UTC));
        Optional<Fill> fill = request.parameter("fill").map(Fill::parse);
        Bson filter = QueryFilters.and(resource.filter(), rows.filter(), where);
        TimeSeriesQuery query = new TimeSeriesQuery(
                resource.source(), request.caller(), filter, aggregation, unit, settings.queryTimeout());
        TimeRange range = TimeRange.of(where, aggregation.indexField());
        // one more than the page tells whether there is a next one, without counting
        int limit = page.size() + 1;
        List<Document> found = fill.isPresent()
                ? query.filled(fill.get(), definition.schema(), range, page, limit)
                : query.rows(range, page, limit);
        boolean onClock = fill.isPresent() && unit.isCalendar();
        String url = PREFIX + definition.url() + "/" + period;
        return RestResponse.of(200, Json.write(8192, out -> {
            out.writeStartObject();
            out.writeArrayFieldStart("_items");
            for (Document row : found.subList(0, Math.min(page.size(), found.size()))) {
                Date start = row.get("_id", Document.class).getDate("period");
                write(out, row, aggregation, onClock ? Date.from(unit.fromClock(start.toInstant())) : start);
            }
            out.writeEndArray();
            page.write(out, definition, url, found);
            out.writeEndObject();
        }));
    }

    /** Without the fields that the caller does not see. */
    private static Aggregation seen(Aggregation defined, FieldVisibility visibility) {
        Map<String, Aggregation.Function> fields = new LinkedHashMap<>(defined.fields());
        fields.keySet().removeIf(field -> !visibility.mayCompare(field));
        return new Aggregation(
                defined.indexField(),
                fields,
                defined.groupBy(),
                defined.addFields().stream().filter(visibility::mayCompare).toList());
    }

    private void write(JsonGenerator out, Document row, Aggregation aggregation, Date start) throws IOException {
        out.writeStartObject();
        out.writeFieldName(aggregation.indexField());
        Json.write(out, start, settings.dates());
        for (Map.Entry<String, Object> entry : row.entrySet()) {
            if (!entry.getKey().equals("_id")) {
                out.writeFieldName(entry.getKey());
                Json.write(out, entry.getValue(), settings.dates());
            }
        }
        out.writeEndObject();
    }
}
