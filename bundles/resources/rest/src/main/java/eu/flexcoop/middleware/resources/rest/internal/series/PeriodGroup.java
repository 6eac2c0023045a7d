package eu.flexcoop.middleware.resources.rest.internal.series;

import java.time.Instant;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonNull;
import org.bson.BsonNumber;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.DocumentCodec;

import eu.flexcoop.middleware.resources.api.Aggregation;

/**
 * The rows of one period and series, as the stage {@code $group} of MongoDB sums them up: numbers only for {@code $sum} and {@code $avg},
 * neither null nor absent for {@code $min} and {@code $max}. Rows come in order of time.
 */
final class PeriodGroup {
    private static final DocumentCodec DOCUMENTS = new DocumentCodec();

    private final Map<String, FieldGroup> fields = new LinkedHashMap<>();

    PeriodGroup(Aggregation aggregation) {
        aggregation.fields().forEach((field, function) -> fields.put(field, FieldGroup.of(function)));
        Stream.concat(aggregation.groupBy().stream(), aggregation.addFields().stream())
                .forEach(field -> fields.put(field, FieldGroup.of(Aggregation.Function.FIRST)));
    }

    void add(Function<String, BsonValue> row) {
        fields.forEach((field, group) -> group.add(row.apply(field)));
    }

    /**
     * The row of the answer, with {@code _id.period} and perhaps {@code _id.series}.
     *
     * @param series null if rows are not grouped
     */
    Document row(Instant period, BsonValue series) {
        BsonDocument id = new BsonDocument("period", new BsonDateTime(period.toEpochMilli()));
        if (series != null) {
            id.append("series", series);
        }
        BsonDocument row = new BsonDocument("_id", id);
        fields.forEach((field, group) -> row.append(field, group.result()));
        return DOCUMENTS.decode(row.asBsonReader(), DecoderContext.builder().build());
    }

    /** What becomes of the values of one field. */
    private abstract static class FieldGroup {
        static FieldGroup of(Aggregation.Function function) {
            return switch (function) {
                case SUM, AVG -> new Sum(function == Aggregation.Function.AVG);
                case MIN -> new End(-1);
                case MAX -> new End(1);
                case FIRST -> new Edge(true);
                case LAST -> new Edge(false);
            };
        }

        /** @param value null if the row does not have the field */
        abstract void add(BsonValue value);

        abstract BsonValue result();
    }

    private static final class Sum extends FieldGroup {
        private final boolean mean;
        private final DoubleSummaryStatistics numbers = new DoubleSummaryStatistics();

        Sum(boolean mean) {
            this.mean = mean;
        }

        @Override
        void add(BsonValue value) {
            if (value instanceof BsonNumber number) {
                numbers.accept(number.doubleValue());
            }
        }

        @Override
        BsonValue result() {
            if (numbers.getCount() == 0) {
                return mean ? BsonNull.VALUE : new BsonInt32(0);
            }
            return new BsonDouble(mean ? numbers.getAverage() : numbers.getSum());
        }
    }

    private static final class End extends FieldGroup {
        private final int direction;
        private BsonValue end;

        End(int direction) {
            this.direction = direction;
        }

        @Override
        void add(BsonValue value) {
            if (value != null && !value.isNull() && (end == null || compare(value, end) * direction > 0)) {
                end = value;
            }
        }

        /** Fields of time series are numbers, flags, texts or dates, and each is always the same. */
        private static int compare(BsonValue one, BsonValue other) {
            if (one instanceof BsonNumber number && other instanceof BsonNumber than) {
                return Double.compare(number.doubleValue(), than.doubleValue());
            }
            if (one.getBsonType() != other.getBsonType()) {
                return one.getBsonType().compareTo(other.getBsonType());
            }
            return switch (one.getBsonType()) {
                case BOOLEAN -> one.asBoolean().compareTo(other.asBoolean());
                case STRING -> one.asString().compareTo(other.asString());
                case DATE_TIME -> one.asDateTime().compareTo(other.asDateTime());
                default -> 0;
            };
        }

        @Override
        BsonValue result() {
            return end == null ? BsonNull.VALUE : end;
        }
    }

    private static final class Edge extends FieldGroup {
        private final boolean first;
        private BsonValue value;

        Edge(boolean first) {
            this.first = first;
        }

        @Override
        void add(BsonValue next) {
            if (value == null || !first) {
                value = next == null ? BsonNull.VALUE : next;
            }
        }

        @Override
        BsonValue result() {
            return value;
        }
    }
}
