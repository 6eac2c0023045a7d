package eu.flexcoop.middleware.resources.rest.internal.series;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.bson.Document;
import org.bson.conversions.Bson;

import eu.flexcoop.middleware.resources.api.Aggregation;
import eu.flexcoop.middleware.resources.api.FieldRule;
import eu.flexcoop.middleware.resources.api.FieldType;
import eu.flexcoop.middleware.resources.rest.internal.message.Problem;

/**
 * Reads a time series with a row for every period of a range, made by MongoDB with {@code $densify} and {@code $fill}. Steps of a calendar
 * are counted on the clock of the time zone, where they have one length; results are moments again. For one request.
 */
final class FilledSeries {
    /** Of one series; a page of minutes of a whole year would make MongoDB compute half a million rows. */
    static final long MOST_PERIODS = 10_000;

    private static final String PERIOD = "_period";
    private static final String SERIES = "_series";
    private static final Set<FieldType> NUMBERS = Set.of(FieldType.INTEGER, FieldType.FLOAT, FieldType.NUMBER);
    private static final Set<Aggregation.Function> NUMERIC = Set.of(Aggregation.Function.SUM, Aggregation.Function.AVG);

    private final SeriesRows rows;
    private final Aggregation aggregation;
    private final Map<String, FieldRule> schema;
    private final Period period;
    private final Fill fill;

    FilledSeries(SeriesRows rows, Aggregation aggregation, Map<String, FieldRule> schema, Period period, Fill fill) {
        this.rows = rows;
        this.aggregation = aggregation;
        this.schema = schema;
        this.period = period;
        this.fill = fill;
    }

    /**
     * Groups in the order of their period and series.
     *
     * @param group stage with {@code _id.period} and perhaps {@code _id.series}
     * @param range of the client's filter; its open ends are those of the rows
     * @throws Problem if there are too many periods in the range
     */
    List<Document> rows(Document group, TimeRange range, SeriesPosition position, long skip, int limit) {
        Optional<Instant> first = range.from().or(() -> rows.end(true).map(Date::toInstant));
        Optional<Instant> last =
                range.to().or(() -> rows.end(false).map(date -> date.toInstant().plusMillis(1)));
        if (first.isEmpty() || last.isEmpty() || !first.get().isBefore(last.get())) {
            return List.of();
        }
        requireFew(first.get(), last.get());
        Instant start = period.start(first.get());
        Instant end = period.next(period.start(last.get().minusMillis(1)));
        List<Bson> pipeline = new ArrayList<>();
        pipeline.add(rows.match(new Document("$gte", Date.from(start)).append("$lt", Date.from(end))));
        pipeline.addAll(rows.grouped(group));
        pipeline.addAll(filled(start, end));
        position.match().ifPresent(pipeline::add);
        pipeline.add(new Document("$sort", position.order()));
        if (skip > 0) {
            pipeline.add(new Document("$skip", skip));
        }
        pipeline.add(new Document("$limit", limit));
        return rows.read(pipeline);
    }

    private void requireFew(Instant from, Instant to) {
        long periods = period.between(from, to);
        if (periods > MOST_PERIODS) {
            throw Problem.badRequest(
                    "'fill' would make about %d periods, at most %d are allowed; use a longer period, or a 'where' with"
                            + " a shorter range of '%s'",
                    periods, MOST_PERIODS, aggregation.indexField());
        }
    }

    private List<Document> filled(Instant start, Instant end) {
        boolean grouped = aggregation.groupBy().isPresent();
        List<String> partition = grouped ? List.of(SERIES) : List.of();
        Document named = new Document(PERIOD, onClock());
        if (grouped) {
            named.append(SERIES, "$_id.series");
        }
        Document range = new Document("step", period.number())
                .append("unit", period.unitName())
                .append("bounds", List.of(date(start), date(end)));
        Document densify = new Document("field", PERIOD).append("range", range);
        Document fillStage = new Document("sortBy", new Document(PERIOD, 1)).append("output", output());
        if (grouped) {
            densify.append("partitionByFields", partition);
            fillStage.append("partitionByFields", partition);
        }
        Document id = new Document("period", "$" + PERIOD);
        if (grouped) {
            id.append("series", "$" + SERIES);
        }
        List<Document> stages =
                new ArrayList<>(List.of(new Document("$set", named), new Document("$densify", densify)));
        if (!output().isEmpty()) {
            stages.add(new Document("$fill", fillStage));
        }
        Document shown = new Document("_id", id);
        aggregation.groupBy().ifPresent(field -> shown.append(field, "$" + SERIES));
        stages.add(new Document("$set", shown));
        stages.add(new Document("$unset", List.of(PERIOD, SERIES)));
        return stages;
    }

    /** The start of a period, or what the clock of the zone shows then, taken for UTC. */
    private Object onClock() {
        if (!period.isCalendar()) {
            return "$_id.period";
        }
        Document shown = new Document("date", "$_id.period").append("format", "%Y-%m-%dT00:00:00Z");
        shown.append("timezone", period.zoneName());
        return new Document("$dateFromString", new Document("dateString", new Document("$dateToString", shown)));
    }

    private Date date(Instant start) {
        return Date.from(period.isCalendar() ? period.onClock(start) : start);
    }

    /** What {@code $fill} does with each field. Fields that are only shown do not change within a series. */
    private Document output() {
        Document output = new Document();
        aggregation.addFields().stream()
                .filter(field -> aggregation.groupBy().filter(field::equals).isEmpty())
                .forEach(field -> output.append(field, new Document("method", "locf")));
        aggregation.fields().forEach((field, function) -> {
            switch (fill) {
                case PREVIOUS -> output.append(field, new Document("method", "locf"));
                case LINEAR -> output.append(
                        field,
                        isNumber(field, function) ? new Document("method", "linear") : new Document("value", null));
                default -> output.append(field, new Document("value", null));
            }
        });
        return output;
    }

    private boolean isNumber(String field, Aggregation.Function function) {
        FieldRule rule = schema.get(field);
        return NUMERIC.contains(function)
                || rule != null && !rule.types().isEmpty() && NUMBERS.containsAll(rule.types());
    }
}
