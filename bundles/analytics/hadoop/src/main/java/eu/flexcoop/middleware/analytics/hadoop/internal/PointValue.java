package eu.flexcoop.middleware.analytics.hadoop.internal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.Writable;

import eu.flexcoop.middleware.series.api.SeriesPoint;
import eu.flexcoop.middleware.series.api.SeriesValue;

/** What a point has beside its key. Public and with an empty constructor because Hadoop makes instances. */
public final class PointValue implements Writable {
    private static final int DECIMAL = 1;
    private static final int WHOLE = 2;
    private static final int TEXT = 3;
    private static final int BINARY = 4;

    private SeriesValue value = SeriesValue.of(0L);
    private boolean verified;

    void set(SeriesPoint point) {
        value = point.value();
        verified = point.verified();
    }

    SeriesValue value() {
        return value;
    }

    boolean verified() {
        return verified;
    }

    @Override
    public void write(DataOutput out) throws IOException {
        out.writeBoolean(verified);
        if (value instanceof SeriesValue.Decimal decimal) {
            out.writeByte(DECIMAL);
            out.writeDouble(decimal.number());
        } else if (value instanceof SeriesValue.Whole whole) {
            out.writeByte(WHOLE);
            out.writeLong(whole.value());
        } else if (value instanceof SeriesValue.Binary binary) {
            out.writeByte(BINARY);
            out.writeInt(binary.content().length);
            out.write(binary.content());
        } else {
            out.writeByte(TEXT);
            Text.writeString(out, ((SeriesValue.Text) value).value());
        }
    }

    @Override
    public void readFields(DataInput in) throws IOException {
        verified = in.readBoolean();
        int type = in.readByte();
        value = switch (type) {
            case DECIMAL -> SeriesValue.of(in.readDouble());
            case WHOLE -> SeriesValue.of(in.readLong());
            case TEXT -> SeriesValue.of(Text.readString(in));
            case BINARY -> {
                byte[] content = new byte[in.readInt()];
                in.readFully(content);
                yield SeriesValue.of(content);
            }
            default -> throw new IOException("%d is not the type of a value".formatted(type));
        };
    }
}
