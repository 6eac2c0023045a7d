package eu.flexcoop.middleware.telemetry.core.internal.documents;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

import org.bson.BsonBinaryReader;
import org.bson.BsonType;
import org.bson.RawBsonDocument;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.telemetry.api.MetricCatalogue;
import eu.flexcoop.middleware.telemetry.api.QuarterHourValue;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFields;

/**
 * What a stored 15-minute document has for the long-term store.
 *
 * @param metric of a document that names one, otherwise empty
 * @param numbers all fields that are numbers
 * @param cleared fields that once had a value
 */
record LongTermDocument(
        DeviceId device,
        Instant at,
        String metric,
        boolean verifiedKwh,
        Map<String, Double> numbers,
        List<String> cleared) {
    private static final String KWH = "kwh";

    /** Read from its bytes in one pass: each look-up of a field would read those before it once more. */
    static LongTermDocument of(RawBsonDocument document) {
        String device = "";
        Instant at = Instant.EPOCH;
        String metric = "";
        boolean verified = false;
        Map<String, Double> numbers = new HashMap<>();
        List<String> cleared = new ArrayList<>(0);
        try (BsonBinaryReader in = new BsonBinaryReader(document.getByteBuffer().asNIO())) {
            in.readStartDocument();
            while (in.readBsonType() != BsonType.END_OF_DOCUMENT) {
                String name = in.readName();
                switch (name) {
                    case DocumentFields.DEVICE_ID -> device = in.readString();
                    case TelemetryFields.TIMESTAMP -> at = Instant.ofEpochMilli(in.readDateTime());
                    case TelemetryFields.METRIC -> metric = in.readString();
                    case MetricCatalogue.VERIFIED_KWH -> verified = in.readBoolean();
                    case TelemetryFields.CLEARED -> names(in, cleared);
                    default -> number(in).ifPresent(value -> numbers.put(name, value));
                }
            }
        }
        return new LongTermDocument(new DeviceId(device), at, metric, verified, numbers, cleared);
    }

    private static OptionalDouble number(BsonBinaryReader in) {
        switch (in.getCurrentBsonType()) {
            case DOUBLE:
                return OptionalDouble.of(in.readDouble());
            case INT32:
                return OptionalDouble.of(in.readInt32());
            case INT64:
                return OptionalDouble.of(in.readInt64());
            default:
                in.skipValue();
                return OptionalDouble.empty();
        }
    }

    private static void names(BsonBinaryReader in, List<String> names) {
        in.readStartArray();
        while (in.readBsonType() != BsonType.END_OF_DOCUMENT) {
            names.add(in.readString());
        }
        in.readEndArray();
    }

    /** Adds the value of a field as a value of a metric, without a number if it was cleared; nothing if it never had one. */
    void addTo(List<QuarterHourValue> values, String field, String ofMetric) {
        Double value = numbers.get(field);
        if (value != null) {
            boolean verified = !field.equals(KWH) || verifiedKwh;
            values.add(new QuarterHourValue(device, ofMetric, at, OptionalDouble.of(value), verified));
        } else if (cleared.contains(field)) {
            values.add(new QuarterHourValue(device, ofMetric, at, OptionalDouble.empty(), false));
        }
    }
}
