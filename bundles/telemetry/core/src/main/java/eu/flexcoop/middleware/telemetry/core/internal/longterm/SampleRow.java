package eu.flexcoop.middleware.telemetry.core.internal.longterm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Arrays;

import org.bson.BsonBinaryWriter;
import org.bson.BsonType;
import org.bson.RawBsonDocument;
import org.bson.io.BasicOutputBuffer;

import eu.flexcoop.middleware.core.api.DeviceId;
import eu.flexcoop.middleware.core.api.DocumentFields;
import eu.flexcoop.middleware.series.api.SeriesPoint;
import eu.flexcoop.middleware.series.api.SeriesValue;
import eu.flexcoop.middleware.telemetry.core.internal.TelemetryFields;

/**
 * Makes the rows of one series. A row whose value is a number differs from the others in the bytes of time, value and flag alone, so it
 * is a copy of one that was written once: a year of quarter hours has 35 040 rows. For one thread.
 */
final class SampleRow {
    private static final int INITIAL_BYTES = 192;
    // an element is its type, its name with a zero at the end, and its value; a zero ends the document
    private static final int VERIFIED_FROM_END = 2;
    private static final int VALUE_FROM_END = VERIFIED_FROM_END + elementHead(LongTermSource.VERIFIED) + Double.BYTES;
    private static final int TYPE_FROM_END = VALUE_FROM_END + elementHead(TelemetryFields.VALUE);
    private static final int TIMESTAMP_FROM_END = TYPE_FROM_END + Long.BYTES;

    private final byte[] template;
    private final DeviceId device;
    private final String metric;

    SampleRow(DeviceId device, String metric) {
        this.device = device;
        this.metric = metric;
        this.template = written(new SeriesPoint(device, metric, Instant.EPOCH, SeriesValue.of(0.0), false));
    }

    private static int elementHead(String name) {
        return 1 + name.length() + 1;
    }

    RawBsonDocument of(SeriesPoint point) {
        SeriesValue value = point.value();
        if (value instanceof SeriesValue.Decimal decimal) {
            return copy(point, BsonType.DOUBLE, Double.doubleToRawLongBits(decimal.number()));
        }
        if (value instanceof SeriesValue.Whole whole) {
            return copy(point, BsonType.INT64, whole.value());
        }
        return new RawBsonDocument(written(point));
    }

    private RawBsonDocument copy(SeriesPoint point, BsonType type, long value) {
        byte[] row = Arrays.copyOf(template, template.length);
        ByteBuffer fields = ByteBuffer.wrap(row).order(ByteOrder.LITTLE_ENDIAN);
        fields.putLong(row.length - TIMESTAMP_FROM_END, point.at().toEpochMilli());
        fields.put(row.length - TYPE_FROM_END, (byte) type.getValue());
        fields.putLong(row.length - VALUE_FROM_END, value);
        fields.put(row.length - VERIFIED_FROM_END, (byte) (point.verified() ? 1 : 0));
        return new RawBsonDocument(row);
    }

    private byte[] written(SeriesPoint point) {
        BasicOutputBuffer bytes = new BasicOutputBuffer(INITIAL_BYTES);
        BsonBinaryWriter row = new BsonBinaryWriter(bytes);
        row.writeStartDocument();
        row.writeString(DocumentFields.DEVICE_ID, device.value());
        row.writeString(TelemetryFields.METRIC, metric);
        row.writeDateTime(TelemetryFields.TIMESTAMP, point.at().toEpochMilli());
        if (point.value() instanceof SeriesValue.Text text) {
            row.writeString(TelemetryFields.VALUE, text.value());
        } else {
            row.writeDouble(TelemetryFields.VALUE, point.value().number());
        }
        row.writeBoolean(LongTermSource.VERIFIED, point.verified());
        row.writeEndDocument();
        return Arrays.copyOf(bytes.getInternalBuffer(), bytes.getSize());
    }
}
