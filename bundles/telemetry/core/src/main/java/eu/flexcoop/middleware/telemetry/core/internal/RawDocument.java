package eu.flexcoop.middleware.telemetry.core.internal;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;

import org.bson.Document;

import eu.flexcoop.middleware.telemetry.api.InvalidSampleException;
import eu.flexcoop.middleware.telemetry.api.RawSample;
import eu.flexcoop.middleware.telemetry.spi.Measurement;

/**
 * A sample as it lies in {@code telemetry_raw}: what the box sent, beside what its data point said at that moment, so that a
 * later registration does not change the past.
 */
final class RawDocument {
    static final String METRIC = "metric";
    static final String AT = "at";
    static final String RID = "rid";
    static final String DEVICE_CLASS = "device_class";
    static final String ACCOUNT_ID = "account_id";
    static final String AGGREGATOR_ID = "aggregator_id";

    private static final String DURATION_MS = "duration_ms";
    private static final String VALUE = "value";
    private static final String CUMULATIVE = "cumulative";
    private static final String UNIT = "unit";
    /** Before it row keys of the long-term store would not sort, behind it nothing that is sent is meant. */
    private static final Instant EARLIEST = Instant.EPOCH;

    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    private RawDocument() {}

    /** Instant under which the sample is stored, whole milliseconds. */
    static Instant at(RawSample sample) {
        if (sample.at().isBefore(EARLIEST) || !sample.at().isBefore(LATEST)) {
            throw new InvalidSampleException(
                    sample.rid(), "its time %s is not between %s and %s".formatted(sample.at(), EARLIEST, LATEST));
        }
        if (sample.duration().isNegative() || sample.duration().compareTo(Duration.between(EARLIEST, LATEST)) > 0) {
            throw new InvalidSampleException(sample.rid(), "its duration is %s".formatted(sample.duration()));
        }
        return sample.at().truncatedTo(ChronoUnit.MILLIS);
    }

    /** Key that says box, rID and instant: the device stands for the box and all of the rID but its last part. */
    static String key(Point point, Instant at) {
        return point.device().value() + '/' + point.rid().metricName() + '/' + at.toEpochMilli();
    }

    static Document of(String key, Point point, RawSample sample, Instant at) {
        Document document = new Document("_id", key)
                .append(TelemetryStore.VEN_ID, sample.ven().value())
                .append(RID, sample.rid())
                .append(TelemetryStore.DEVICE_ID, point.device().value())
                .append(DEVICE_CLASS, point.rid().deviceClass())
                .append(ACCOUNT_ID, point.owner().account().value())
                .append(AGGREGATOR_ID, point.owner().aggregator().value())
                .append(METRIC, point.metric())
                .append(AT, Date.from(at))
                .append(DURATION_MS, sample.duration().toMillis())
                .append(VALUE, sample.value())
                .append(CUMULATIVE, point.cumulative());
        point.dataPoint().unit().ifPresent(unit -> document.append(UNIT, unit));
        sample.dataQuality().ifPresent(quality -> document.append("data_quality", quality));
        return document;
    }

    static Instant at(Document raw) {
        return raw.getDate(AT).toInstant();
    }

    static boolean cumulative(Document raw) {
        return raw.getBoolean(CUMULATIVE, false);
    }

    /** The value in the unit of its metric. */
    static Measurement measurement(Document raw) {
        return new Measurement(
                at(raw),
                Duration.ofMillis(raw.getLong(DURATION_MS)),
                raw.getDouble(VALUE) * scale(raw.getString(UNIT)),
                true);
    }

    private static double scale(String unit) {
        if (unit == null) {
            return 1;
        }
        return switch (unit) {
            case "Wh" -> 0.001;
            case "MWh", "kW" -> 1000;
            case "MW" -> 1_000_000;
            default -> 1;
        };
    }
}
