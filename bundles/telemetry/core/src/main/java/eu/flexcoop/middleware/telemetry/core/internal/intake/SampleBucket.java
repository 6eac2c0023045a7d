package eu.flexcoop.middleware.telemetry.core.internal.intake;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.bson.BsonBinaryReader;
import org.bson.BsonType;
import org.bson.RawBsonDocument;

import eu.flexcoop.middleware.core.api.AccountId;
import eu.flexcoop.middleware.core.api.AggregatorId;
import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFields;
import eu.flexcoop.middleware.telemetry.spi.Measurement;
import eu.flexcoop.middleware.telemetry.spi.SampleQuality;

/**
 * The samples of one device and hour as they were read, see {@link SampleBuckets}.
 *
 * @param registers readings of registers by metric, in no particular order
 * @param values all other values by metric, in no particular order
 * @param flagged metrics of which something was found when this hour or what follows it was processed; true if measurements were
 *     not taken as they came
 * @param isReprocessed whether its range was ever marked without a new sample, as other rules may make other documents of it
 */
public record SampleBucket(
        DeviceId device,
        Instant hour,
        AccountId account,
        AggregatorId aggregator,
        String deviceClass,
        Map<String, String> units,
        Map<String, List<Measurement>> registers,
        Map<String, List<Measurement>> values,
        Map<String, Boolean> flagged,
        boolean isReprocessed) {
    /** Field of what was found, by metric. */
    public static final String FLAGGED = "flagged";
    /** Field of {@link #isReprocessed}. */
    public static final String REPROCESSED = "reprocessed";

    /**
     * Read from its bytes: a route reads the buckets of half a day for each range, and as maps of boxed numbers they cost more than
     * what is computed from them.
     */
    public static SampleBucket of(RawBsonDocument document) {
        // the fields are in no particular order
        Instant hour =
                Instant.ofEpochMilli(document.getDateTime(TelemetryFields.HOUR).getValue());
        Map<String, String> texts = new HashMap<>();
        Map<String, String> units = new HashMap<>();
        Map<String, List<Measurement>> registers = new HashMap<>();
        Map<String, List<Measurement>> values = new HashMap<>();
        Map<String, Boolean> flagged = new HashMap<>();
        boolean reprocessed = false;
        try (BsonBinaryReader in = new BsonBinaryReader(document.getByteBuffer().asNIO())) {
            in.readStartDocument();
            while (in.readBsonType() != BsonType.END_OF_DOCUMENT) {
                switch (in.readName()) {
                    case SampleBuckets.UNITS -> texts(in, units);
                    case SampleBuckets.REGISTERS -> series(in, hour, registers);
                    case SampleBuckets.VALUES -> series(in, hour, values);
                    case FLAGGED -> flags(in, flagged);
                    case REPROCESSED -> reprocessed = in.readBoolean();
                    case DocumentFields.DEVICE_ID -> texts.put(DocumentFields.DEVICE_ID, in.readString());
                    case DocumentFields.ACCOUNT_ID -> texts.put(DocumentFields.ACCOUNT_ID, in.readString());
                    case DocumentFields.AGGREGATOR_ID -> texts.put(DocumentFields.AGGREGATOR_ID, in.readString());
                    case TelemetryFields.DEVICE_CLASS -> texts.put(TelemetryFields.DEVICE_CLASS, in.readString());
                    default -> in.skipValue();
                }
            }
        }
        return new SampleBucket(
                new DeviceId(texts.get(DocumentFields.DEVICE_ID)),
                hour,
                new AccountId(texts.get(DocumentFields.ACCOUNT_ID)),
                new AggregatorId(texts.get(DocumentFields.AGGREGATOR_ID)),
                texts.get(TelemetryFields.DEVICE_CLASS),
                units,
                registers,
                values,
                flagged,
                reprocessed);
    }

    private static void texts(BsonBinaryReader in, Map<String, String> texts) {
        in.readStartDocument();
        while (in.readBsonType() != BsonType.END_OF_DOCUMENT) {
            texts.put(in.readName(), in.readString());
        }
        in.readEndDocument();
    }

    private static void flags(BsonBinaryReader in, Map<String, Boolean> flagged) {
        in.readStartDocument();
        while (in.readBsonType() != BsonType.END_OF_DOCUMENT) {
            flagged.put(in.readName(), in.readBoolean());
        }
        in.readEndDocument();
    }

    private static void series(BsonBinaryReader in, Instant hour, Map<String, List<Measurement>> series) {
        in.readStartDocument();
        while (in.readBsonType() != BsonType.END_OF_DOCUMENT) {
            String metric = in.readName();
            List<Measurement> measurements = new ArrayList<>();
            in.readStartDocument();
            while (in.readBsonType() != BsonType.END_OF_DOCUMENT) {
                measurements.add(measurement(in, hour.plusMillis(Long.parseLong(in.readName()))));
            }
            in.readEndDocument();
            series.put(metric, measurements);
        }
        in.readEndDocument();
    }

    private static Measurement measurement(BsonBinaryReader in, Instant at) {
        if (in.getCurrentBsonType() == BsonType.DOUBLE) {
            return new Measurement(at, Duration.ZERO, in.readDouble(), SampleQuality.GOOD);
        }
        in.readStartArray();
        double value = in.readDouble();
        Duration duration = Duration.ofMillis(in.readInt64());
        SampleQuality quality = SampleQuality.GOOD;
        if (in.readBsonType() == BsonType.STRING) {
            quality = ReportedQuality.of(in.readString());
        } else if (in.getCurrentBsonType() != BsonType.END_OF_DOCUMENT) {
            in.skipValue();
        }
        while (in.getCurrentBsonType() != BsonType.END_OF_DOCUMENT && in.readBsonType() != BsonType.END_OF_DOCUMENT) {
            // precision, which no cleaning uses
            in.skipValue();
        }
        in.readEndArray();
        return new Measurement(at, duration, value, quality);
    }

    /** Names of all metrics that it has samples of. */
    public Stream<String> metrics() {
        return Stream.concat(registers.keySet().stream(), values.keySet().stream());
    }

    public String unit(String metric) {
        return units.getOrDefault(metric, "");
    }
}
