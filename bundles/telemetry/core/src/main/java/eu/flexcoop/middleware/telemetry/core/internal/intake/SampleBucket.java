package eu.flexcoop.middleware.telemetry.core.internal.intake;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.bson.Document;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFields;
import eu.flexcoop.middleware.telemetry.spi.Measurement;

/**
 * The samples of one device and hour as they were read, see {@link SampleBuckets}.
 *
 * @param registers readings of registers by metric, in no particular order
 * @param values all other values by metric, in no particular order
 */
public record SampleBucket(
        DeviceId device,
        Instant hour,
        AccountId account,
        AggregatorId aggregator,
        String deviceClass,
        Map<String, String> units,
        Map<String, List<Measurement>> registers,
        Map<String, List<Measurement>> values) {

    public static SampleBucket of(Document document) {
        Instant hour = document.getDate(TelemetryFields.HOUR).toInstant();
        Map<String, String> units = new HashMap<>();
        part(document, SampleBuckets.UNITS).forEach((metric, unit) -> units.put(metric, (String) unit));
        return new SampleBucket(
                new DeviceId(document.getString(DocumentFields.DEVICE_ID)),
                hour,
                new AccountId(document.getString(DocumentFields.ACCOUNT_ID)),
                new AggregatorId(document.getString(DocumentFields.AGGREGATOR_ID)),
                document.getString(TelemetryFields.DEVICE_CLASS),
                units,
                series(part(document, SampleBuckets.REGISTERS), hour),
                series(part(document, SampleBuckets.VALUES), hour));
    }

    private static Document part(Document document, String name) {
        return document.get(name, new Document());
    }

    private static Map<String, List<Measurement>> series(Document byMetric, Instant hour) {
        Map<String, List<Measurement>> series = new HashMap<>();
        byMetric.forEach((metric, samples) -> {
            Document byTime = (Document) samples;
            List<Measurement> measurements = new ArrayList<>(byTime.size());
            byTime.forEach(
                    (millis, value) -> measurements.add(measurement(hour.plusMillis(Long.parseLong(millis)), value)));
            series.put(metric, measurements);
        });
        return series;
    }

    private static Measurement measurement(Instant at, Object value) {
        if (value instanceof List<?> detailed) {
            return new Measurement(at, Duration.ofMillis((Long) detailed.get(1)), (Double) detailed.get(0), true);
        }
        return new Measurement(at, Duration.ZERO, (Double) value, true);
    }

    public String unit(String metric) {
        return units.getOrDefault(metric, "");
    }
}
